// SPDX-License-Identifier: MIT
// One picture of the points, drawn on the CPU by a thread of its own: what the view shows where OpenGL is
// software, and of densities everywhere.
#pragma once

#include "core/buffer.h"
#include "scatter/point_model.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace shoal::ui {

/// Point size and opacity in force.
struct PointStyle {
    double diameter = 3; ///< device pixels
    double opacity = 0.8;
    bool operator==(const PointStyle&) const = default;
};

/// All that decides a frame.
struct FrameWish {
    PointModel points;
    ViewTransform view;
    std::uint32_t background = 0xFFFFFF; ///< 0xRRGGBB
    std::uint32_t grey = greyOnLight;
    std::optional<double> diameter; ///< device pixels; automatic when not given
    std::optional<double> opacity;
    double pixelRatio = 1; ///< device pixels a logical one
    bool density = false;

    /// Of the same points in the same look from the same view. Points compare by the revisions of one view.
    bool sameAs(const FrameWish& other) const;
};

struct Frame {
    FrameWish wish;
    PointStyle style;
    Buffer<unsigned char> rgba; ///< rows from the top
    std::chrono::steady_clock::time_point begun;
    std::chrono::steady_clock::time_point ended;
};

PointStyle styleFor(const FrameWish& wish);
Frame drawFrame(const FrameWish& wish);

} // namespace shoal::ui
