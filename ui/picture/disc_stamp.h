// SPDX-License-Identifier: MIT
// Antialiased discs made once a frame, for every subpixel place of their centre: what splat() presses into
// the image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::ui {

/// The coverage of a disc times its opacity, as weights of 15 bits, four equal ones a pixel (one a channel).
/// A stamp's place is that of the pixel that holds the left and upper edge of the disc; the phase says where
/// within the pixel.
class DiscStamps {
public:
    static constexpr int phases = 8;                  ///< along x and along y
    static constexpr std::size_t lanesPerVector = 16; ///< rows are padded to multiples of this many weights

    DiscStamps(double diameter, double opacity);

    double radius() const { return radius_; }
    int rows() const { return rows_; }
    std::size_t lanes() const { return lanes_; }                ///< weights a row
    int pixels() const { return static_cast<int>(lanes_ / 4); } ///< width with padding
    /// rows() × lanes() weights; `phase` is y·phases + x.
    const std::int16_t* weights(std::size_t phase) const {
        return weights_.data() + phase * static_cast<std::size_t>(rows_) * lanes_;
    }

private:
    double radius_;
    int rows_;
    std::size_t lanes_;
    std::vector<std::int16_t> weights_;
};

} // namespace shoal::ui
