// SPDX-License-Identifier: MIT
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tsne/step_kernels.cpp"
#include <hwy/foreach_target.h>

#include "tsne/kernels-inl.h"
#include "tsne/step_kernels.h"
#include <hwy/cache_control.h>

#include <algorithm>
#include <array>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

template <class D>
HWY_INLINE void loadPoints(D d, const float* positions, const std::uint32_t* indices, hn::Vec<D>& x,
                           hn::Vec<D>& y) {
    x = hn::Set(d, positions[2 * std::size_t{*indices}]);
    y = hn::Set(d, positions[2 * std::size_t{*indices} + 1]);
}

#else

/// As many 64-bit values as `D` has lanes, by plain loads: faster than gather instructions.
template <class D>
HWY_INLINE hn::Vec<D> loadPairs(D d, const std::uint64_t* pairs, const std::uint32_t* indices) {
    if constexpr (hn::MaxLanes(D()) == 1) {
        return hn::LoadU(d, pairs + *indices);
    } else {
        const hn::Half<D> half;
        const auto lower = loadPairs(half, pairs, indices);
        const auto upper = loadPairs(half, pairs, indices + hn::Lanes(half));
        return hn::Combine(d, upper, lower);
    }
}

/// Coordinates of the points named by a vector's worth of indices.
template <class D>
HWY_INLINE void loadPoints(D d, const float* positions, const std::uint32_t* indices, hn::Vec<D>& x,
                           hn::Vec<D>& y) {
    const hn::Repartition<std::uint64_t, D> dPairs;
    const auto* pairs = reinterpret_cast<const std::uint64_t*>(positions);
    const auto first = hn::BitCast(d, loadPairs(dPairs, pairs, indices));
    const auto second = hn::BitCast(d, loadPairs(dPairs, pairs, indices + hn::Lanes(dPairs)));
    x = hn::ConcatEven(d, second, first);
    y = hn::ConcatOdd(d, second, first);
}

#endif

template <bool SumLogs, class Kernel>
struct RowSums {
    using D = hn::ScalableTag<float>;
    using V = hn::Vec<D>;
    V x, y, logs;

    HWY_INLINE RowSums()
        : x(hn::Zero(D()))
        , y(hn::Zero(D()))
        , logs(hn::Zero(D())) {}

    HWY_INLINE void add(const Kernel& kernel, const float* positions, const std::uint32_t* columns, V weight,
                        V rowX, V rowY) {
        const D d;
        V columnX;
        V columnY;
        loadPoints(d, positions, columns, columnX, columnY);
        const V dx = hn::Sub(rowX, columnX);
        const V dy = hn::Sub(rowY, columnY);
        const V pull = hn::Mul(weight, kernel.attraction(dx, dy));
        x = hn::MulAdd(pull, dx, x);
        y = hn::MulAdd(pull, dy, y);
        if constexpr (SumLogs)
            logs = hn::MulAdd(weight, kernel.logarithm(dx, dy), logs);
    }
};

template <bool SumLogs, class Kernel>
HWY_INLINE double attractRows(const Kernel& kernel, const AttractionInput& input, std::size_t begin,
                              std::size_t end, float* forces) {
    const hn::ScalableTag<float> d;
    const std::size_t lanes = hn::Lanes(d);
    constexpr std::size_t prefetchDistance = 640;
    double logs = 0;
    for (std::size_t row = begin; row < end; ++row) {
        const std::uint64_t rowEnd = input.rowOffsets[row + 1];
        const auto rowX = hn::Set(d, input.positions[2 * row]);
        const auto rowY = hn::Set(d, input.positions[2 * row + 1]);
        RowSums<SumLogs, Kernel> sums;
        std::uint64_t entry = input.rowOffsets[row];
        for (; entry + lanes <= rowEnd; entry += lanes) {
            // Two streams of gigabytes, each read once: the hardware's own prefetch falls behind.
            hwy::Prefetch(input.columns + entry + prefetchDistance);
            hwy::Prefetch(input.weights + entry + prefetchDistance);
            sums.add(kernel, input.positions, input.columns + entry, hn::LoadU(d, input.weights + entry),
                     rowX, rowY);
        }
        if (entry < rowEnd) {
            const std::size_t rest = static_cast<std::size_t>(rowEnd - entry);
            if (entry + lanes <= input.entries) {
                // What follows belongs to the next rows; its weights are masked out.
                const auto weight =
                    hn::IfThenElseZero(hn::FirstN(d, rest), hn::LoadU(d, input.weights + entry));
                sums.add(kernel, input.positions, input.columns + entry, weight, rowX, rowY);
            } else {
                std::array<std::uint32_t, hn::MaxLanes(hn::ScalableTag<float>())> columns{};
                std::array<float, hn::MaxLanes(hn::ScalableTag<float>())> weights{};
                std::copy_n(input.columns + entry, rest, columns.begin());
                std::copy_n(input.weights + entry, rest, weights.begin());
                sums.add(kernel, input.positions, columns.data(), hn::LoadU(d, weights.data()), rowX, rowY);
            }
        }
        forces[2 * (row - begin)] = hn::GetLane(hn::SumOfLanes(d, sums.x));
        forces[2 * (row - begin) + 1] = hn::GetLane(hn::SumOfLanes(d, sums.y));
        if constexpr (SumLogs)
            logs += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sums.logs)));
    }
    return logs;
}

void attractOnly(const AttractionInput& input, std::size_t begin, std::size_t end, float* forces) {
    if (input.dof == 1)
        attractRows<false>(CauchyKernel(input.dof), input, begin, end, forces);
    else
        attractRows<false>(StudentKernel(input.dof), input, begin, end, forces);
}

double attractWithLogs(const AttractionInput& input, std::size_t begin, std::size_t end, float* forces) {
    return input.dof == 1 ? attractRows<true>(CauchyKernel(input.dof), input, begin, end, forces)
                          : attractRows<true>(StudentKernel(input.dof), input, begin, end, forces);
}

/// The usual greatest step: one so long that turns back on the one before has gone too far.
constexpr float longStep = 5;

/// The update rule on a vector's worth of points.
template <class D>
struct Update {
    using V = hn::Vec<D>;
    D d;
    V exaggeration, repulsionScale, learningRate, momentum, maxStepNorm, maxGradientNorm, overshootNorm;
    bool clipsGradient;
    V sumX, sumY, squareSum, overshoots;

    explicit Update(const StepRule& rule)
        : exaggeration(hn::Set(d, rule.exaggeration))
        , repulsionScale(hn::Set(d, rule.repulsionScale))
        , learningRate(hn::Set(d, rule.learningRate))
        , momentum(hn::Set(d, rule.momentum))
        , maxStepNorm(hn::Set(d, rule.maxStepNorm))
        , maxGradientNorm(hn::Set(d, rule.maxGradientNorm))
        , overshootNorm(hn::Set(d, std::min(rule.maxStepNorm, longStep)))
        , clipsGradient(std::isfinite(rule.maxGradientNorm))
        , sumX(hn::Zero(d))
        , sumY(hn::Zero(d))
        , squareSum(hn::Zero(d))
        , overshoots(hn::Zero(d)) {}

    HWY_INLINE V gradientOf(V attraction, V repulsion) {
        const V gradient = hn::NegMulAdd(repulsionScale, repulsion, hn::Mul(exaggeration, attraction));
        squareSum = hn::MulAdd(gradient, gradient, squareSum);
        return gradient;
    }

    HWY_INLINE static V normOf(V x, V y) { return hn::Sqrt(hn::MulAdd(x, x, hn::Mul(y, y))); }

    /// What brings vectors longer than `most` to that length; 1 for the others.
    HWY_INLINE V clipOf(V norm, V most) const {
        return hn::IfThenElse(hn::Gt(norm, most), hn::Div(most, norm), hn::Set(d, 1.0F));
    }

    /// One coordinate: the gain is changed in place, the new update returned.
    HWY_INLINE V coordinate(V gradient, V oldUpdate, V& gain) const {
        // sign(update) = sign(gradient), where zero has a sign of its own
        const V zero = hn::Zero(d);
        const auto bothUp = hn::And(hn::Gt(oldUpdate, zero), hn::Gt(gradient, zero));
        const auto bothDown = hn::And(hn::Lt(oldUpdate, zero), hn::Lt(gradient, zero));
        const auto bothZero = hn::And(hn::Eq(oldUpdate, zero), hn::Eq(gradient, zero));
        const V shrunk = hn::MulAdd(gain, hn::Set(d, 0.8F), hn::Set(d, 0.01F));
        const V grown = hn::Add(gain, hn::Set(d, 0.2F));
        gain = hn::IfThenElse(hn::Or(hn::Or(bothUp, bothDown), bothZero), shrunk, grown);
        return hn::NegMulAdd(hn::Mul(learningRate, gain), gradient, hn::Mul(momentum, oldUpdate));
    }

    HWY_INLINE void operator()(const StepArrays& arrays, std::size_t i) {
        V attractionX, attractionY, repulsionX, repulsionY, updateX, updateY, gainX, gainY, x, y;
        hn::LoadInterleaved2(d, arrays.attraction + i, attractionX, attractionY);
        hn::LoadInterleaved2(d, arrays.repulsion + i, repulsionX, repulsionY);
        hn::LoadInterleaved2(d, arrays.updates + i, updateX, updateY);
        hn::LoadInterleaved2(d, arrays.gains + i, gainX, gainY);
        hn::LoadInterleaved2(d, arrays.positions + i, x, y);
        V gradientX = gradientOf(attractionX, repulsionX);
        V gradientY = gradientOf(attractionY, repulsionY);
        if (clipsGradient) {
            const V clip = clipOf(normOf(gradientX, gradientY), maxGradientNorm);
            gradientX = hn::Mul(gradientX, clip);
            gradientY = hn::Mul(gradientY, clip);
        }
        const V lastX = updateX;
        const V lastY = updateY;
        updateX = coordinate(gradientX, updateX, gainX);
        updateY = coordinate(gradientY, updateY, gainY);
        const V norm = normOf(updateX, updateY);
        const V clip = clipOf(norm, maxStepNorm);
        const V along = hn::MulAdd(updateX, lastX, hn::Mul(updateY, lastY));
        const auto overshot = hn::And(hn::Gt(norm, overshootNorm), hn::Lt(along, hn::Zero(d)));
        overshoots = hn::Add(overshoots, hn::IfThenElseZero(overshot, hn::Set(d, 1.0F)));
        updateX = hn::Mul(updateX, clip);
        updateY = hn::Mul(updateY, clip);
        x = hn::Add(x, updateX);
        y = hn::Add(y, updateY);
        sumX = hn::Add(sumX, x);
        sumY = hn::Add(sumY, y);
        hn::StoreInterleaved2(gainX, gainY, d, arrays.nextGains + i);
        hn::StoreInterleaved2(updateX, updateY, d, arrays.nextUpdates + i);
        hn::StoreInterleaved2(x, y, d, arrays.nextPositions + i);
    }

    void addTo(StepSums& sums) const {
        sums.x += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sumX)));
        sums.y += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sumY)));
        sums.gradientSquared += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, squareSum)));
        sums.overshoots += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, overshoots)));
    }
};

StepSums stepPoints(const StepRule& rule, const StepArrays& arrays) {
    Update<hn::ScalableTag<float>> update(rule);
    Update<hn::CappedTag<float, 1>> updateOne(rule);
    const std::size_t lanes = hn::Lanes(update.d);
    std::size_t point = 0;
    for (; point + lanes <= arrays.points; point += lanes)
        update(arrays, 2 * point);
    for (; point < arrays.points; ++point)
        updateOne(arrays, 2 * point);
    StepSums sums;
    update.addTo(sums);
    updateOne.addTo(sums);
    return sums;
}

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(attractOnly);
HWY_EXPORT(attractWithLogs);
HWY_EXPORT(stepPoints);

void attract(const AttractionInput& input, std::size_t begin, std::size_t end, float* forces) {
    HWY_DYNAMIC_DISPATCH(attractOnly)(input, begin, end, forces);
}

double attractAndSumLogs(const AttractionInput& input, std::size_t begin, std::size_t end, float* forces) {
    return HWY_DYNAMIC_DISPATCH(attractWithLogs)(input, begin, end, forces);
}

StepSums step(const StepRule& rule, const StepArrays& arrays) {
    return HWY_DYNAMIC_DISPATCH(stepPoints)(rule, arrays);
}

} // namespace shoal
#endif
