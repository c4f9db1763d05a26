// SPDX-License-Identifier: MIT
// Convolves a density on a grid with t-SNE's kernel: rows, then columns there and back, then rows. The
// transform is split into single rows and columns so that empty ones are skipped and the bits do not depend
// on threads.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "tsne/grid_geometry.h"

#include <tbb/enumerable_thread_specific.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace shoal {

/// T is float or double.
template <class T>
class GridConvolution {
public:
    /// Plans the transforms and transforms the kernel, for every geometry of the same kernel.
    explicit GridConvolution(const GridGeometry& geometry);
    ~GridConvolution();

    const GridGeometry& geometry() const { return geometry_; }

    /// `fillRow(row, out)` adds the density of one of `rows` rows to `out` (zeroed). Afterwards potential()
    /// holds the convolution, with the splines' smoothing by spreading and gathering undone. Throws Stopped.
    void run(RunContext& context, int rows, const std::function<void(int row, T* out)>& fillRow);

    const T* potential() const { return potential_.data(); }
    std::size_t stride() const { return stride_; }
    /// What the grid makes of the kernel at distance 0, for a point on itself: the mean over places within a
    /// cell.
    double ownPotential() const { return ownPotential_; }

private:
    struct Plans;
    struct Scratch {
        Buffer<T> first, second;
    };

    void transformKernel();

    GridGeometry geometry_;
    std::unique_ptr<Plans> plans_;
    std::size_t spectrumStride_ = 0; ///< complex numbers a row
    std::size_t stride_ = 0;         ///< of the potential
    Buffer<T> spectrum_;             ///< rows × spectrumStride complex
    Buffer<T> kernel_;               ///< (paddedRows / 2 + 1) × spectrumStride, real
    Buffer<T> potential_;
    double ownPotential_ = 0;
    tbb::enumerable_thread_specific<Scratch> scratch_;
};

extern template class GridConvolution<float>;
extern template class GridConvolution<double>;

} // namespace shoal
