// SPDX-License-Identifier: MIT
#include "scatter/frame.h"

#include "picture/density.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace shoal::ui {

namespace {

bool isDark(std::uint32_t rgb) {
    return std::max({rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF}) < 128;
}

/// From 0xAARRGGBB to the bytes R, G, B, A.
Buffer<unsigned char> bytesOf(const Buffer<std::uint32_t>& pixels, const ViewTransform& view) {
    Buffer<unsigned char> rgba(4 * pixels.size());
    const auto width = static_cast<std::size_t>(view.width);
    tbb::parallel_for(std::size_t{0}, static_cast<std::size_t>(view.height), [&](std::size_t row) {
        const std::uint32_t* const from = pixels.data() + row * width;
        unsigned char* const to = rgba.data() + row * width * 4;
        for (std::size_t i = 0; i < width; ++i) {
            to[4 * i] = static_cast<unsigned char>(from[i] >> 16);
            to[4 * i + 1] = static_cast<unsigned char>(from[i] >> 8);
            to[4 * i + 2] = static_cast<unsigned char>(from[i]);
            to[4 * i + 3] = 255;
        }
    });
    return rgba;
}

} // namespace

bool FrameWish::sameAs(const FrameWish& other) const {
    return points.positionsRevision() == other.points.positionsRevision() &&
           points.inkRevision() == other.points.inkRevision() && view == other.view &&
           background == other.background && grey == other.grey && diameter == other.diameter &&
           opacity == other.opacity && pixelRatio == other.pixelRatio && density == other.density;
}

PointStyle styleFor(const FrameWish& wish) {
    const double area = static_cast<double>(wish.view.width) * wish.view.height;
    const std::size_t inView = wish.diameter && wish.opacity ? 0 : wish.points.countIn(wish.view);
    PointStyle style;
    style.diameter = wish.diameter ? *wish.diameter : automaticDiameter(area, inView, wish.pixelRatio);
    style.opacity = wish.opacity ? *wish.opacity : automaticOpacity(area, inView, style.diameter);
    return style;
}

Frame drawFrame(const FrameWish& wish) {
    const auto begun = std::chrono::steady_clock::now();
    Frame frame{wish, styleFor(wish), {}, begun, {}};
    Buffer<std::uint32_t> pixels(static_cast<std::size_t>(wish.view.width) *
                                 static_cast<std::size_t>(wish.view.height));
    std::ranges::fill(pixels, 0xFF000000U | wish.background);
    PointLayer layer = wish.points.layer();
    layer.diameter = frame.style.diameter;
    layer.opacity = frame.style.opacity;
    layer.grey = wish.grey;
    if (wish.density) {
        const auto& coloring = wish.points.ink().coloring();
        const bool colored = coloring && coloring->kind != Coloring::Kind::None;
        paintDensity(layer, wish.view, {wish.pixelRatio, colored, isDark(wish.background)}, pixels.span());
    } else {
        splat(layer, wish.view, pixels.span());
    }
    frame.rgba = bytesOf(pixels, wish.view);
    frame.ended = std::chrono::steady_clock::now();
    return frame;
}

} // namespace shoal::ui
