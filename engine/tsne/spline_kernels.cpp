// SPDX-License-Identifier: MIT
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tsne/spline_kernels.cpp"
#include <hwy/foreach_target.h>

#include "tsne/spline_kernels.h"
#include "tsne/vector_math-inl.h"

#include <algorithm>
#include <array>

#ifndef SHOAL_TSNE_SPLINE_TABLE
#define SHOAL_TSNE_SPLINE_TABLE
namespace shoal {

/// 24 · the coefficient of u^power in the weight of node k, as [power][k]; a vector's unused lanes are zero.
inline constexpr double splineTable[splineOrder][splineLanes] = {
    {1, 11, 11, 1, 0}, {-4, -12, 12, 4, 0}, {6, -6, -6, 6, 0}, {-4, 12, -12, 4, 0}, {1, -4, 6, -4, 1}};

template <class T>
struct SplineCoefficients {
    alignas(64) T value[splineOrder][splineLanes]{};
    alignas(64) T slope[splineOrder][splineLanes]{}; ///< [power] holds what multiplies u^(power − 1)

    constexpr SplineCoefficients() {
        for (int power = 0; power < splineOrder; ++power) {
            for (int k = 0; k < splineLanes; ++k) {
                value[power][k] = static_cast<T>(splineTable[power][k] / 24);
                slope[power][k] = static_cast<T>(power * splineTable[power][k] / 24);
            }
        }
    }
};

template <class T>
inline constexpr SplineCoefficients<T> splineCoefficients{};

} // namespace shoal
#endif

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {

/// The weights on the nodes from `first` on along one axis, in as many vectors as that takes.
template <class T>
struct SplineAxis {
    using D = hn::CappedTag<T, splineLanes>;
    using V = hn::Vec<D>;
    static constexpr std::size_t lanes = hn::MaxLanes(D());
    static constexpr std::size_t vectors = (splineOrder + lanes - 1) / lanes;

    HWY_INLINE static V value(T u, std::size_t vector) {
        const D d;
        const auto& table = splineCoefficients<T>.value;
        const V x = hn::Set(d, u);
        V sum = hn::Load(d, table[splineOrder - 1] + vector * lanes);
        for (int power = splineOrder - 2; power >= 0; --power)
            sum = hn::MulAdd(sum, x, hn::Load(d, table[power] + vector * lanes));
        return sum;
    }
    HWY_INLINE static V slope(T u, std::size_t vector) {
        const D d;
        const auto& table = splineCoefficients<T>.slope;
        const V x = hn::Set(d, u);
        V sum = hn::Load(d, table[splineOrder - 1] + vector * lanes);
        for (int power = splineOrder - 2; power >= 1; --power)
            sum = hn::MulAdd(sum, x, hn::Load(d, table[power] + vector * lanes));
        return sum;
    }
};

template <class T>
HWY_INLINE void spread(const T* points, std::size_t count, int firstRow, std::size_t stride, T* grid) {
    using Axis = SplineAxis<T>;
    const typename Axis::D d;
    alignas(64) std::array<T, splineLanes> rowWeights;
    for (std::size_t i = 0; i < count; ++i) {
        const int column = static_cast<int>(points[2 * i]);
        const int row = static_cast<int>(points[2 * i + 1]);
        const T u = points[2 * i] - static_cast<T>(column);
        const T v = points[2 * i + 1] - static_cast<T>(row);
        for (std::size_t vector = 0; vector < Axis::vectors; ++vector)
            hn::Store(Axis::value(v, vector), d, rowWeights.data() + vector * Axis::lanes);
        T* corner =
            grid + static_cast<std::size_t>(row - firstRow) * stride + static_cast<std::size_t>(column);
        for (std::size_t vector = 0; vector < Axis::vectors; ++vector) {
            const auto weights = Axis::value(u, vector);
            for (std::size_t k = 0; k < splineOrder; ++k) {
                T* cells = corner + k * stride + vector * Axis::lanes;
                hn::StoreU(hn::MulAdd(weights, hn::Set(d, rowWeights[k]), hn::LoadU(d, cells)), d, cells);
            }
        }
    }
}

template <class T>
HWY_INLINE double gather(const T* points, const std::uint32_t* indices, std::size_t count, const T* potential,
                         std::size_t stride, double scale, float* forces) {
    using Axis = SplineAxis<T>;
    const typename Axis::D d;
    constexpr std::size_t flushInterval = 64;
    alignas(64) std::array<T, splineLanes> rowWeights;
    alignas(64) std::array<T, splineLanes> rowSlopes;
    double sum = 0;
    for (std::size_t chunk = 0; chunk < count; chunk += flushInterval) {
        auto values = hn::Zero(d);
        for (std::size_t i = chunk; i < std::min(count, chunk + flushInterval); ++i) {
            const int column = static_cast<int>(points[2 * i]);
            const int row = static_cast<int>(points[2 * i + 1]);
            const T u = points[2 * i] - static_cast<T>(column);
            const T v = points[2 * i + 1] - static_cast<T>(row);
            for (std::size_t vector = 0; vector < Axis::vectors; ++vector) {
                hn::Store(Axis::value(v, vector), d, rowWeights.data() + vector * Axis::lanes);
                hn::Store(Axis::slope(v, vector), d, rowSlopes.data() + vector * Axis::lanes);
            }
            const T* corner =
                potential + static_cast<std::size_t>(row) * stride + static_cast<std::size_t>(column);
            auto forceX = hn::Zero(d);
            auto forceY = hn::Zero(d);
            for (std::size_t vector = 0; vector < Axis::vectors; ++vector) {
                auto weighted = hn::Zero(d);
                auto sloped = hn::Zero(d);
                for (std::size_t k = 0; k < splineOrder; ++k) {
                    const auto cells = hn::LoadU(d, corner + k * stride + vector * Axis::lanes);
                    weighted = hn::MulAdd(cells, hn::Set(d, rowWeights[k]), weighted);
                    sloped = hn::MulAdd(cells, hn::Set(d, rowSlopes[k]), sloped);
                }
                const auto weights = Axis::value(u, vector);
                values = hn::MulAdd(weights, weighted, values);
                forceX = hn::MulAdd(Axis::slope(u, vector), weighted, forceX);
                forceY = hn::MulAdd(weights, sloped, forceY);
            }
            float* force = forces + 2 * std::size_t{indices[i]};
            force[0] = static_cast<float>(static_cast<T>(scale) * hn::GetLane(hn::SumOfLanes(d, forceX)));
            force[1] = static_cast<float>(static_cast<T>(scale) * hn::GetLane(hn::SumOfLanes(d, forceY)));
        }
        sum += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, values)));
    }
    return sum;
}

void spreadFloat(const float* points, std::size_t count, int firstRow, std::size_t stride, float* grid) {
    spread(points, count, firstRow, stride, grid);
}

void spreadDouble(const double* points, std::size_t count, int firstRow, std::size_t stride, double* grid) {
    spread(points, count, firstRow, stride, grid);
}

double gatherFloat(const float* points, const std::uint32_t* indices, std::size_t count,
                   const float* potential, std::size_t stride, double scale, float* forces) {
    return gather(points, indices, count, potential, stride, scale, forces);
}

double gatherDouble(const double* points, const std::uint32_t* indices, std::size_t count,
                    const double* potential, std::size_t stride, double scale, float* forces) {
    return gather(points, indices, count, potential, stride, scale, forces);
}

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(spreadFloat);
HWY_EXPORT(spreadDouble);
HWY_EXPORT(gatherFloat);
HWY_EXPORT(gatherDouble);

void spreadPoints(const float* points, std::size_t count, int firstRow, std::size_t stride, float* grid) {
    HWY_DYNAMIC_DISPATCH(spreadFloat)(points, count, firstRow, stride, grid);
}

void spreadPoints(const double* points, std::size_t count, int firstRow, std::size_t stride, double* grid) {
    HWY_DYNAMIC_DISPATCH(spreadDouble)(points, count, firstRow, stride, grid);
}

double gatherPoints(const float* points, const std::uint32_t* indices, std::size_t count,
                    const float* potential, std::size_t stride, double scale, float* forces) {
    return HWY_DYNAMIC_DISPATCH(gatherFloat)(points, indices, count, potential, stride, scale, forces);
}

double gatherPoints(const double* points, const std::uint32_t* indices, std::size_t count,
                    const double* potential, std::size_t stride, double scale, float* forces) {
    return HWY_DYNAMIC_DISPATCH(gatherDouble)(points, indices, count, potential, stride, scale, forces);
}

} // namespace shoal
#endif
