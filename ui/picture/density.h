// SPDX-License-Identifier: MIT
// The points' density as an image: shows how many lie where dots would only cover each other.
#pragma once

#include "picture/splat.h"

#include <cstdint>
#include <span>

namespace shoal::ui {

struct DensityLook {
    double pixelRatio = 1; ///< device pixels a logical one: the width of the blur goes by logical pixels
    /// The mean of the points' colours, whose opacity tells the density; else viridis, denser = farther from
    /// the background.
    bool colored = false;
    bool dark = false; ///< the background
};

/// The standard deviation of the blur in logical pixels: the fewer points in view on so many square logical
/// pixels, the wider, so that neighbouring points meet.
double densityBlur(double area, std::size_t pointsInView);

/// Draws the density over `pixels` (as splat() does, at any thread count the same): points counted per
/// logical pixel, blurred, on a logarithmic scale that ends at the densest place in view. Greyed-out points
/// make a grey density of their own beneath.
void paintDensity(const PointLayer& layer, const ViewTransform& view, const DensityLook& look,
                  std::span<std::uint32_t> pixels);

} // namespace shoal::ui
