// SPDX-License-Identifier: MIT
// Repulsion as the slope of one potential on a grid: spread, convolve, gather; O(N + area log area).
// Linderman et al. 2019 (interpolation-based t-SNE) with Essmann et al. 1995's splines.
#pragma once

#include "core/run_context.h"
#include "tsne/bounds.h"

#include <cstddef>
#include <memory>

namespace shoal {

template <class T>
class SplineGrid;

/// Keeps grid, transforms and workspace between steps. The result depends on the positions alone.
class GridRepulsion {
public:
    GridRepulsion();
    GridRepulsion(GridRepulsion&&) noexcept;
    GridRepulsion& operator=(GridRepulsion&&) noexcept;
    ~GridRepulsion();

    /// As exactRepulsion(), approximated. `bounds` hold all positions, which must be finite. Throws Stopped.
    double compute(const float* positions, std::size_t points, const Bounds& bounds, float* forces,
                   RunContext& context);

private:
    std::unique_ptr<SplineGrid<double>> fine_;  ///< for embeddings a few units wide
    std::unique_ptr<SplineGrid<float>> coarse_; ///< for all others
};

} // namespace shoal
