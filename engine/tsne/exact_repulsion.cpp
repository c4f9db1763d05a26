// SPDX-License-Identifier: MIT
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tsne/exact_repulsion.cpp"
#include <hwy/foreach_target.h>

#include "core/buffer.h"
#include "core/parallel.h"
#include "tsne/exact_repulsion.h"
#include "tsne/kernels-inl.h"

#include <algorithm>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {

struct Sums {
    double x = 0, y = 0, z = 0;
};

/// Sums over sources [0, count) for one target, leaving out source `self`. Float lanes are emptied into
/// doubles every thousand sources.
template <class Kernel>
HWY_INLINE Sums sumOverSources(const Kernel& kernel, const float* xs, const float* ys, std::size_t count,
                               float x, float y, std::size_t self) {
    const hn::ScalableTag<float> d;
    using V = hn::Vec<decltype(d)>;
    constexpr std::size_t flushInterval = 1024;
    const std::size_t lanes = hn::Lanes(d);
    const V targetX = hn::Set(d, x);
    const V targetY = hn::Set(d, y);
    Sums sums;
    for (std::size_t chunk = 0; chunk < count; chunk += flushInterval) {
        const std::size_t end = std::min(count, chunk + flushInterval);
        V forceX = hn::Zero(d);
        V forceY = hn::Zero(d);
        V sumZ = hn::Zero(d);
        for (std::size_t j = chunk; j < end; j += lanes) {
            const V dx = hn::Sub(targetX, hn::Load(d, xs + j));
            const V dy = hn::Sub(targetY, hn::Load(d, ys + j));
            auto [q, force] = kernel.repulsion(dx, dy);
            if (end - j < lanes) {
                q = hn::IfThenElseZero(hn::FirstN(d, end - j), q);
                force = hn::IfThenElseZero(hn::FirstN(d, end - j), force);
            }
            // A point's own difference is zero, and its force with it.
            if (self - j < lanes)
                q = hn::IfThenZeroElse(hn::Eq(hn::Iota(d, 0), hn::Set(d, static_cast<float>(self - j))), q);
            sumZ = hn::Add(sumZ, q);
            forceX = hn::MulAdd(force, dx, forceX);
            forceY = hn::MulAdd(force, dy, forceY);
        }
        sums.x += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, forceX)));
        sums.y += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, forceY)));
        sums.z += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sumZ)));
    }
    return sums;
}

template <class Kernel>
double repelWith(const Kernel& kernel, const float* xs, const float* ys, std::size_t count, std::size_t begin,
                 std::size_t end, float* forces) {
    double z = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const Sums sums = sumOverSources(kernel, xs, ys, count, xs[i], ys[i], i);
        forces[2 * i] = static_cast<float>(sums.x);
        forces[2 * i + 1] = static_cast<float>(sums.y);
        z += sums.z;
    }
    return z;
}

double repelTargets(const float* xs, const float* ys, std::size_t count, float dof, std::size_t begin,
                    std::size_t end, float* forces) {
    return dof == 1 ? repelWith(CauchyKernel(dof), xs, ys, count, begin, end, forces)
                    : repelWith(StudentKernel(dof), xs, ys, count, begin, end, forces);
}

} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(repelTargets);

double exactRepulsion(const float* positions, std::size_t points, double dof, float* forces,
                      RunContext& context) {
    // Whole vectors are read, so the copies end in a vector's worth of zeros.
    constexpr std::size_t widestVector = 64;
    const std::size_t padded = (points + widestVector - 1) / widestVector * widestVector;
    Buffer<float> xs(padded);
    Buffer<float> ys(padded);
    std::fill(xs.begin() + points, xs.end(), 0.0F);
    std::fill(ys.begin() + points, ys.end(), 0.0F);
    for (std::size_t i = 0; i < points; ++i) {
        xs[i] = positions[2 * i];
        ys[i] = positions[2 * i + 1];
    }
    // A block is some ten million pairs: a few milliseconds.
    const std::size_t blockSize =
        std::clamp<std::size_t>(10'000'000 / std::max<std::size_t>(points, 1), 1, 64);
    return sumBlocks(context, points, blockSize, 0.0, [&](std::size_t begin, std::size_t end) {
        return HWY_DYNAMIC_DISPATCH(repelTargets)(xs.data(), ys.data(), points, static_cast<float>(dof),
                                                  begin, end, forces);
    });
}

} // namespace shoal
#endif
