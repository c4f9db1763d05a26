// SPDX-License-Identifier: MIT
// Compiled once for each instruction set; Highway chooses at run time. All of them give the same bits.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "picture/tile_blend.cpp"
#include <hwy/foreach_target.h> // must come before highway.h

#include <hwy/highway.h>

#include "picture/tile_blend.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace shoal::ui::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// 0…255 spread over 0…32767.
inline std::uint64_t widened(std::uint32_t channel) {
    return (channel & 0xFF) * 257 >> 1;
}

void blendDotsTo(std::span<const Dot> dots, const DiscStamps* const stamps[2], const Tile& tile) {
    const hn::CappedTag<std::int16_t, DiscStamps::lanesPerVector> d;
    const hn::Repartition<std::uint64_t, decltype(d)> d64;
    const std::size_t step = hn::Lanes(d);
    const std::size_t stride = tile.stride();
    for (const Dot& dot : dots) {
        const DiscStamps& stamp = *stamps[dot.ink >> 30];
        const std::size_t lanes = stamp.lanes();
        const int firstRow = std::max(0, tile.top - dot.y);
        const int lastRow = std::min(stamp.rows(), tile.top + Tile::side - dot.y);
        const std::int16_t* weights =
            stamp.weights(dot.ink >> 24 & 0x3F) + static_cast<std::size_t>(firstRow) * lanes;
        std::int16_t* pixels = tile.channels +
                               static_cast<std::size_t>(dot.y + firstRow - tile.top) * stride +
                               static_cast<std::size_t>(dot.x - tile.left + tile.margin) * 4;
        const auto color =
            hn::BitCast(d, hn::Set(d64, widened(dot.ink) | widened(dot.ink >> 8) << 16 |
                                            widened(dot.ink >> 16) << 32 | widened(0xFF) << 48));
        for (int row = firstRow; row < lastRow; ++row, weights += lanes, pixels += stride)
            for (std::size_t lane = 0; lane < lanes; lane += step) {
                const auto beneath = hn::LoadU(d, pixels + lane);
                const auto weight = hn::LoadU(d, weights + lane);
                hn::StoreU(hn::Add(beneath, hn::MulFixedPoint15(hn::Sub(color, beneath), weight)), d,
                           pixels + lane);
            }
    }
}

} // namespace shoal::ui::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal::ui {

HWY_EXPORT(blendDotsTo);

void blendDots(std::span<const Dot> dots, const DiscStamps* const stamps[2], const Tile& tile) {
    HWY_DYNAMIC_DISPATCH(blendDotsTo)(dots, stamps, tile);
}

} // namespace shoal::ui
#endif
