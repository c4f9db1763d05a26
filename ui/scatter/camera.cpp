// SPDX-License-Identifier: MIT
#include "scatter/camera.h"

#include <algorithm>
#include <cmath>

namespace shoal::ui {

namespace {

constexpr double sharePerFrame = 0.3;
// Within the margin that fitting() leaves, so that a growing embedding is never cut off while the view
// catches up.
constexpr double largestLag = 1.05;
constexpr double largestShift = 0.01;

} // namespace

void Camera::resize(int width, int height) {
    view_.width = target_.width = width;
    view_.height = target_.height = height;
}

void Camera::jumpTo(const ViewTransform& target) {
    view_ = target_ = target;
    moving_ = false;
}

void Camera::aimAt(const ViewTransform& target) {
    target_ = target;
    moving_ = true;
    view_.pixelsPerUnit = std::min(view_.pixelsPerUnit, target.pixelsPerUnit * largestLag);
    const double reach = largestShift * std::min(view_.width, view_.height) / view_.pixelsPerUnit;
    view_.centerX = std::clamp(view_.centerX, target.centerX - reach, target.centerX + reach);
    view_.centerY = std::clamp(view_.centerY, target.centerY - reach, target.centerY + reach);
}

bool Camera::ease() {
    if (!moving_)
        return false;
    view_.pixelsPerUnit *= std::pow(target_.pixelsPerUnit / view_.pixelsPerUnit, sharePerFrame);
    view_.centerX += sharePerFrame * (target_.centerX - view_.centerX);
    view_.centerY += sharePerFrame * (target_.centerY - view_.centerY);
    const double shift =
        std::max(std::abs(target_.centerX - view_.centerX), std::abs(target_.centerY - view_.centerY));
    const double growth = std::abs(target_.pixelsPerUnit / view_.pixelsPerUnit - 1);
    // From here on no point is further than a pixel from its place.
    if (shift * target_.pixelsPerUnit < 0.5 && growth * std::max(view_.width, view_.height) < 1)
        jumpTo(target_);
    return moving_;
}

void Camera::pan(double dx, double dy) {
    view_.centerX -= dx / view_.pixelsPerUnit;
    view_.centerY += dy / view_.pixelsPerUnit;
    moving_ = false;
}

void Camera::zoom(double factor, double x, double y, double least, double most) {
    const double anchorX = view_.fromPixelX(x);
    const double anchorY = view_.fromPixelY(y);
    view_.pixelsPerUnit = std::clamp(view_.pixelsPerUnit * factor, least, most);
    view_.centerX = anchorX - (x - view_.width / 2.0) / view_.pixelsPerUnit;
    view_.centerY = anchorY + (y - view_.height / 2.0) / view_.pixelsPerUnit;
    moving_ = false;
}

} // namespace shoal::ui
