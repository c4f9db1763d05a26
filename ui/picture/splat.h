// SPDX-License-Identifier: MIT
// Points drawn into an image on the CPU: what the view shows where OpenGL is software, and what pictures are
// made of.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <span>

namespace shoal::ui {

/// Values of PointLayer::shown.
inline constexpr std::uint8_t shownHidden = 0;
inline constexpr std::uint8_t shownGreyed = 1;
inline constexpr std::uint8_t shownDrawn = 2;

/// 0xRRGGBB of greyed-out points: near the background, yet apart from it.
inline constexpr std::uint32_t greyOnLight = 0xD4D4D4;
inline constexpr std::uint32_t greyOnDark = 0x4A4A4A;

/// Points as every painter is given them.
struct PointLayer {
    const Positions* positions = nullptr;     ///< N × 2
    std::span<const std::uint32_t> rgb;       ///< N, 0xRRGGBB
    std::span<const std::uint8_t> shown;      ///< N: 0 hidden, 1 greyed out, 2 drawn; empty draws all
    std::span<const std::uint32_t> drawOrder; ///< N or fewer point indices, the last on top; empty is 0…N−1
    double diameter = 3;                      ///< device pixels
    double opacity = 0.8;                     ///< 0 to 1
    std::uint32_t grey = greyOnLight;         ///< 0xRRGGBB of greyed-out points
};

/// Where the drawing of an image may begin to fail: sides longer than this are refused by whoever takes
/// sizes.
inline constexpr int maximumImageSide = 32000;

/// From embedding to pixels: x right, y up; the point `centerX, centerY` is in the middle of the image.
struct ViewTransform {
    double centerX = 0;
    double centerY = 0;
    double pixelsPerUnit = 1;
    int width = 0; ///< device pixels
    int height = 0;

    double toPixelX(double x) const { return width / 2.0 + (x - centerX) * pixelsPerUnit; }
    double toPixelY(double y) const { return height / 2.0 - (y - centerY) * pixelsPerUnit; }
    bool operator==(const ViewTransform&) const = default;
    double fromPixelX(double x) const { return centerX + (x - width / 2.0) / pixelsPerUnit; }
    double fromPixelY(double y) const { return centerY - (y - height / 2.0) / pixelsPerUnit; }

    /// The transform that shows all of `positions` with a margin; a degenerate extent gets a unit one.
    static ViewTransform fitting(const Positions& positions, int width, int height, double margin = 0.04);
};

/// Draws antialiased discs over `pixels` (width × height premultiplied 0xAARRGGBB, rows contiguous), in draw
/// order, tiled over the calling thread's arena; the same pixels at any thread count. Greyed-out points lie
/// beneath and are never smaller than a pixel. Positions that are not finite are left out. Sides up to
/// maximumImageSide.
void splat(const PointLayer& layer, const ViewTransform& view, std::span<std::uint32_t> pixels);

/// How many points that are not hidden have their centre in the image.
std::size_t countInView(const PointLayer& layer, const ViewTransform& view);

/// The diameter that fits N points in view on a plot of `area` square device pixels, `ratio` of which make a
/// logical one: clamp(√(0.6·A/(π·N)), 1.5, 6·ratio).
double automaticDiameter(double area, std::size_t pointsInView, double ratio = 1);
/// The opacity for that diameter: clamp(0.15·A/(N·π·d²/4), 0.05, 0.8).
double automaticOpacity(double area, std::size_t pointsInView, double diameter);

} // namespace shoal::ui
