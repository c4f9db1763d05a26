// SPDX-License-Identifier: MIT
#include "picture/disc_stamp.h"

#include <algorithm>
#include <cmath>

namespace shoal::ui {

namespace {

/// The share of the pixel with upper left corner (x, y) that a disc around the origin covers.
double coverage(double x, double y, double radius) {
    constexpr int samples = 16; // along x and along y
    constexpr double halfDiagonal = 0.70710678118654752;
    const double distance = std::hypot(x + 0.5, y + 0.5);
    if (distance + halfDiagonal <= radius)
        return 1;
    if (distance - halfDiagonal >= radius)
        return 0;
    int inside = 0;
    for (int row = 0; row < samples; ++row) {
        const double sampleY = y + (row + 0.5) / samples;
        for (int column = 0; column < samples; ++column) {
            const double sampleX = x + (column + 0.5) / samples;
            inside += sampleX * sampleX + sampleY * sampleY <= radius * radius ? 1 : 0;
        }
    }
    return static_cast<double>(inside) / (samples * samples);
}

} // namespace

DiscStamps::DiscStamps(double diameter, double opacity)
    : radius_(diameter / 2)
    , rows_(static_cast<int>(std::ceil(1 + diameter)))
    , lanes_((static_cast<std::size_t>(rows_) * 4 + lanesPerVector - 1) / lanesPerVector * lanesPerVector)
    , weights_(static_cast<std::size_t>(phases * phases * rows_) * lanes_, 0) {
    const double full = std::clamp(opacity, 0.0, 1.0) * 32767;
    std::int16_t* weight = weights_.data();
    for (int phase = 0; phase < phases * phases; ++phase) {
        const int phaseX = phase % phases;
        const int phaseY = phase / phases;
        const double centerX = radius_ + (phaseX + 0.5) / phases;
        const double centerY = radius_ + (phaseY + 0.5) / phases;
        for (int row = 0; row < rows_; ++row, weight += lanes_)
            for (int column = 0; column < rows_; ++column)
                std::fill_n(weight + static_cast<std::ptrdiff_t>(column) * 4, 4,
                            static_cast<std::int16_t>(
                                std::lround(full * coverage(column - centerX, row - centerY, radius_))));
    }
}

} // namespace shoal::ui
