// SPDX-License-Identifier: MIT
#include "picture/splat.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace shoal::ui {

namespace {

constexpr std::size_t blockSize = 16384;

struct Extent {
    float minimum[2] = {std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
    float maximum[2] = {std::numeric_limits<float>::lowest(), std::numeric_limits<float>::lowest()};

    void include(float x, float y) {
        minimum[0] = std::min(minimum[0], x);
        minimum[1] = std::min(minimum[1], y);
        maximum[0] = std::max(maximum[0], x);
        maximum[1] = std::max(maximum[1], y);
    }
};

Extent extentOf(const Positions& positions) {
    const float* const data = positions.data();
    return tbb::parallel_reduce(
        tbb::blocked_range<std::size_t>(0, static_cast<std::size_t>(positions.rows()), blockSize), Extent{},
        [data](const tbb::blocked_range<std::size_t>& rows, Extent extent) {
            for (std::size_t i = rows.begin(); i != rows.end(); ++i)
                if (std::isfinite(data[2 * i]) && std::isfinite(data[2 * i + 1]))
                    extent.include(data[2 * i], data[2 * i + 1]);
            return extent;
        },
        [](Extent first, const Extent& second) {
            first.include(second.minimum[0], second.minimum[1]);
            first.include(second.maximum[0], second.maximum[1]);
            return first;
        });
}

} // namespace

ViewTransform ViewTransform::fitting(const Positions& positions, int width, int height, double margin) {
    ViewTransform view{0, 0, 1, width, height};
    const Extent extent = extentOf(positions);
    double spanX = 0;
    double spanY = 0;
    if (extent.minimum[0] <= extent.maximum[0]) {
        view.centerX = (static_cast<double>(extent.minimum[0]) + extent.maximum[0]) / 2;
        view.centerY = (static_cast<double>(extent.minimum[1]) + extent.maximum[1]) / 2;
        spanX = static_cast<double>(extent.maximum[0]) - extent.minimum[0];
        spanY = static_cast<double>(extent.maximum[1]) - extent.minimum[1];
    }
    if (!(spanX > 0) && !(spanY > 0))
        spanX = spanY = 1;
    const double usable = 1 - 2 * margin;
    const double perUnitX = spanX > 0 ? width * usable / spanX : std::numeric_limits<double>::max();
    const double perUnitY = spanY > 0 ? height * usable / spanY : std::numeric_limits<double>::max();
    view.pixelsPerUnit = std::max(std::min(perUnitX, perUnitY), std::numeric_limits<double>::min());
    return view;
}

std::size_t countInView(const PointLayer& layer, const ViewTransform& view) {
    if (layer.positions == nullptr)
        return 0;
    const float* const data = layer.positions->data();
    const double left = view.fromPixelX(0);
    const double right = view.fromPixelX(view.width);
    const double bottom = view.fromPixelY(view.height);
    const double top = view.fromPixelY(0);
    return tbb::parallel_reduce(
        tbb::blocked_range<std::size_t>(0, static_cast<std::size_t>(layer.positions->rows()), blockSize),
        std::size_t{0},
        [&](const tbb::blocked_range<std::size_t>& rows, std::size_t count) {
            for (std::size_t i = rows.begin(); i != rows.end(); ++i) {
                const double x = data[2 * i];
                const double y = data[2 * i + 1];
                const bool inside = x >= left && x <= right && y >= bottom && y <= top;
                count += inside && (layer.shown.empty() || layer.shown[i] != shownHidden) ? 1 : 0;
            }
            return count;
        },
        std::plus<>{});
}

double automaticDiameter(double area, std::size_t pointsInView, double ratio) {
    const double largest = 6 * ratio;
    if (pointsInView == 0)
        return largest;
    return std::clamp(std::sqrt(0.6 * area / (std::numbers::pi * static_cast<double>(pointsInView))), 1.5,
                      largest);
}

double automaticOpacity(double area, std::size_t pointsInView, double diameter) {
    if (pointsInView == 0)
        return 0.8;
    const double covered = static_cast<double>(pointsInView) * std::numbers::pi * diameter * diameter / 4;
    return std::clamp(0.15 * area / covered, 0.05, 0.8);
}

} // namespace shoal::ui
