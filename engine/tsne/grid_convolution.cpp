// SPDX-License-Identifier: MIT
#include "tsne/grid_convolution.h"

#include "core/parallel.h"
#include "tsne/fftw_plan.h"
#include "tsne/spline_kernels.h"
#include "tsne/student_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

namespace shoal {

namespace {

/// Columns transformed together: a cache line of floats, and FFTW's vectors run across them.
constexpr int columnBatch = 8;

std::size_t roundUp(std::size_t value, std::size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

/// What a quartic B-spline, sampled at the nodes, does to a wave of `index` periods in `size` nodes.
double splineResponse(int index, int size) {
    const double angle = 2 * std::numbers::pi * index / size;
    return 115.0 / 192 + 2 * (19.0 / 96 * std::cos(angle) + 1.0 / 384 * std::cos(2 * angle));
}

/// What spreading and gathering do together, on average over places within a cell: the tenth-order B-spline
/// at the nodes (Eulerian numbers).
double meanSplineResponse(int index, int size) {
    const double angle = 2 * std::numbers::pi * index / size;
    return (156190 + 2 * (88234 * std::cos(angle) + 14608 * std::cos(2 * angle) + 502 * std::cos(3 * angle) +
                          std::cos(4 * angle))) /
           362880;
}

/// How often a coefficient of the half transform stands in the whole.
double multiplicity(int index, int size) {
    return index == 0 || 2 * index == size ? 1 : 2;
}

fftwf_complex* asComplex(float* data) {
    return reinterpret_cast<fftwf_complex*>(data);
}
fftw_complex* asComplex(double* data) {
    return reinterpret_cast<fftw_complex*>(data);
}

} // namespace

/// All transforms work on arrays aligned to 64 bytes, those they were planned on as well as those they run
/// on.
template <class T>
struct GridConvolution<T>::Plans {
    Plans(int rowLength, int columnLength, T* real, T* complexA, T* complexB)
        : rowForward([&] {
            if constexpr (std::is_same_v<T, float>)
                return fftwf_plan_dft_r2c_1d(rowLength, real, asComplex(complexA), FFTW_ESTIMATE);
            else
                return fftw_plan_dft_r2c_1d(rowLength, real, asComplex(complexA), FFTW_ESTIMATE);
        })
        , rowBackward([&] {
            if constexpr (std::is_same_v<T, float>)
                return fftwf_plan_dft_c2r_1d(rowLength, asComplex(complexA), real, FFTW_ESTIMATE);
            else
                return fftw_plan_dft_c2r_1d(rowLength, asComplex(complexA), real, FFTW_ESTIMATE);
        })
        , columnForward([&] { return columnPlan(columnLength, complexA, complexB, FFTW_FORWARD); })
        , columnBackward([&] { return columnPlan(columnLength, complexB, complexA, FFTW_BACKWARD); }) {}

    static auto columnPlan(int length, T* in, T* out, int direction) {
        if constexpr (std::is_same_v<T, float>)
            return fftwf_plan_many_dft(1, &length, columnBatch, asComplex(in), nullptr, columnBatch, 1,
                                       asComplex(out), nullptr, columnBatch, 1, direction, FFTW_ESTIMATE);
        else
            return fftw_plan_many_dft(1, &length, columnBatch, asComplex(in), nullptr, columnBatch, 1,
                                      asComplex(out), nullptr, columnBatch, 1, direction, FFTW_ESTIMATE);
    }

    void forwardRow(T* real, T* complex) const {
        if constexpr (std::is_same_v<T, float>)
            fftwf_execute_dft_r2c(rowForward.get(), real, asComplex(complex));
        else
            fftw_execute_dft_r2c(rowForward.get(), real, asComplex(complex));
    }
    void backwardRow(T* complex, T* real) const {
        if constexpr (std::is_same_v<T, float>)
            fftwf_execute_dft_c2r(rowBackward.get(), asComplex(complex), real);
        else
            fftw_execute_dft_c2r(rowBackward.get(), asComplex(complex), real);
    }
    static void columns(const FftwPlan<T>& plan, T* in, T* out) {
        if constexpr (std::is_same_v<T, float>)
            fftwf_execute_dft(plan.get(), asComplex(in), asComplex(out));
        else
            fftw_execute_dft(plan.get(), asComplex(in), asComplex(out));
    }

    FftwPlan<T> rowForward, rowBackward, columnForward, columnBackward;
};

template <class T>
GridConvolution<T>::GridConvolution(const GridGeometry& geometry)
    : geometry_(geometry)
    , spectrumStride_(roundUp(static_cast<std::size_t>(geometry.paddedColumns) / 2 + 1, columnBatch))
    , stride_(roundUp(static_cast<std::size_t>(nodesWithin(geometry.paddedColumns)) + splineLanes,
                      64 / sizeof(T)))
    , spectrum_(2 * spectrumStride_ * static_cast<std::size_t>(nodesWithin(geometry.paddedRows)))
    , kernel_(spectrumStride_ * (static_cast<std::size_t>(geometry.paddedRows) / 2 + 1))
    , potential_(stride_ * static_cast<std::size_t>(nodesWithin(geometry.paddedRows)))
    , scratch_([this] {
        const auto columns = static_cast<std::size_t>(geometry_.paddedColumns);
        const std::size_t batch = 2 * columnBatch * static_cast<std::size_t>(geometry_.paddedRows);
        const std::size_t size = std::max(batch, 2 * spectrumStride_ + columns);
        return Scratch{Buffer<T>(size), Buffer<T>(size)};
    }) {
    Scratch& scratch = scratch_.local();
    plans_ = std::make_unique<Plans>(geometry.paddedColumns, geometry.paddedRows, scratch.first.data(),
                                     scratch.second.data(), scratch.first.data());
    transformKernel();
}

template <class T>
GridConvolution<T>::~GridConvolution() = default;

template <class T>
void GridConvolution<T>::transformKernel() {
    const int width = geometry_.paddedColumns / 2 + 1;
    const int height = geometry_.paddedRows / 2 + 1;
    Buffer<double> quadrant(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    const FftwPlan<double> plan([&] {
        return fftw_plan_r2r_2d(height, width, quadrant.data(), quadrant.data(), FFTW_REDFT00, FFTW_REDFT00,
                                FFTW_ESTIMATE);
    });
    const double spacing2 = geometry_.spacing * geometry_.spacing;
    for (int y = 0; y < height; ++y) {
        double* row = quadrant.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width; ++x) {
            const double distance2 = (static_cast<double>(x) * x + static_cast<double>(y) * y) * spacing2;
            row[x] = geometry_.fine ? kernelLessOne(distance2, geometry_.dof)
                                    : 1 / inverseKernel(distance2, geometry_.dof);
        }
    }
    fftw_execute(plan.get());

    // The splines smooth once when spreading and once when gathering; FFTW's transforms there and back scale
    // by the number of nodes.
    const auto factors = [](int count, int size) {
        std::vector<double> values(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            values[static_cast<std::size_t>(i)] = 1 / (std::pow(splineResponse(i, size), 2) * size);
        return values;
    };
    const std::vector<double> columnFactors = factors(width, geometry_.paddedColumns);
    const std::vector<double> rowFactors = factors(height, geometry_.paddedRows);
    ownPotential_ = 0;
    for (int y = 0; y < height; ++y) {
        const double* row = quadrant.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        T* out = kernel_.data() + static_cast<std::size_t>(y) * spectrumStride_;
        std::fill_n(out, spectrumStride_, T{0});
        double own = 0;
        for (int x = 0; x < width; ++x) {
            const double value =
                row[x] * columnFactors[static_cast<std::size_t>(x)] * rowFactors[static_cast<std::size_t>(y)];
            out[x] = static_cast<T>(value);
            own += value * multiplicity(x, geometry_.paddedColumns) *
                   meanSplineResponse(x, geometry_.paddedColumns);
        }
        ownPotential_ +=
            own * multiplicity(y, geometry_.paddedRows) * meanSplineResponse(y, geometry_.paddedRows);
    }
}

template <class T>
void GridConvolution<T>::run(RunContext& context, int rowCount, const std::function<void(int, T*)>& fillRow) {
    const auto rows = static_cast<std::size_t>(rowCount);
    const auto paddedColumns = static_cast<std::size_t>(geometry_.paddedColumns);
    const auto paddedRows = static_cast<std::size_t>(geometry_.paddedRows);
    constexpr std::size_t rowsPerTask = 8;

    forBlocks(context, rows, rowsPerTask, [&](std::size_t begin, std::size_t end, std::size_t) {
        Scratch& scratch = scratch_.local();
        for (std::size_t row = begin; row < end; ++row) {
            std::fill_n(scratch.first.data(), paddedColumns, T{0});
            fillRow(static_cast<int>(row), scratch.first.data());
            T* out = spectrum_.data() + 2 * row * spectrumStride_;
            plans_->forwardRow(scratch.first.data(), out);
            std::fill_n(out + paddedColumns + 2, 2 * spectrumStride_ - paddedColumns - 2, T{0});
        }
    });

    constexpr std::size_t batchValues = 2 * columnBatch;
    forBlocks(context, spectrumStride_, columnBatch, [&](std::size_t begin, std::size_t, std::size_t) {
        Scratch& scratch = scratch_.local();
        T* first = scratch.first.data();
        T* second = scratch.second.data();
        for (std::size_t row = 0; row < rows; ++row)
            std::memcpy(first + row * batchValues, spectrum_.data() + 2 * (row * spectrumStride_ + begin),
                        batchValues * sizeof(T));
        std::fill_n(first + rows * batchValues, (paddedRows - rows) * batchValues, T{0});
        Plans::columns(plans_->columnForward, first, second);
        for (std::size_t row = 0; row < paddedRows; ++row) {
            const T* factors = kernel_.data() + std::min(row, paddedRows - row) * spectrumStride_ + begin;
            T* values = second + row * batchValues;
            for (std::size_t column = 0; column < columnBatch; ++column) {
                values[2 * column] *= factors[column];
                values[2 * column + 1] *= factors[column];
            }
        }
        Plans::columns(plans_->columnBackward, second, first);
        for (std::size_t row = 0; row < rows; ++row)
            std::memcpy(spectrum_.data() + 2 * (row * spectrumStride_ + begin), first + row * batchValues,
                        batchValues * sizeof(T));
    });

    forBlocks(context, rows, rowsPerTask, [&](std::size_t begin, std::size_t end, std::size_t) {
        T* real = scratch_.local().first.data();
        for (std::size_t row = begin; row < end; ++row) {
            plans_->backwardRow(spectrum_.data() + 2 * row * spectrumStride_, real);
            std::copy_n(real, std::min(stride_, paddedColumns), potential_.data() + row * stride_);
        }
    });
}

template class GridConvolution<float>;
template class GridConvolution<double>;

} // namespace shoal
