// SPDX-License-Identifier: MIT
// The innermost loop of splat(): stamps blended into one tile, in the widest vectors the machine has.
#pragma once

#include "picture/disc_stamp.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace shoal::ui {

/// A point on its way into the image.
struct Dot {
    std::int16_t x = 0; ///< pixel that holds the left edge of its disc
    std::int16_t y = 0;
    std::uint32_t ink =
        0; ///< 0xRRGGBB, above it six bits of phase and one that says whether it is greyed out
};

/// A square of the image at 15 bits a channel, in the order of the image's bytes. Stamps may stick out to the
/// left and right: there is a margin as wide as a stamp on both sides.
struct Tile {
    static constexpr int side = 64;
    int left = 0; ///< of the square, in the image
    int top = 0;
    int margin = 0;                   ///< pixels
    std::int16_t* channels = nullptr; ///< side rows of side + 2·margin pixels of four

    std::size_t stride() const { return static_cast<std::size_t>(side + 2 * margin) * 4; }
};

/// Blends `dots` in order. `stamps[1]` serves the greyed-out ones.
void blendDots(std::span<const Dot> dots, const DiscStamps* const stamps[2], const Tile& tile);

} // namespace shoal::ui
