// SPDX-License-Identifier: MIT
#include "selection/polygon.h"

#include <algorithm>

namespace shoal::ui {

namespace {

// About a pixel each on a screen.
constexpr std::size_t mostBands = 1024;

/// Twice the area of the triangle: above 0 when the point lies to the left of the edge.
double side(const Polygon::Corner& from, const Polygon::Corner& to, double x, double y) {
    return (to.x - from.x) * (y - from.y) - (x - from.x) * (to.y - from.y);
}

} // namespace

Polygon::Polygon(const std::vector<Corner>& corners) {
    if (corners.size() < 3)
        return;
    least_ = most_ = corners.front();
    for (const Corner& corner : corners) {
        least_ = {std::min(least_.x, corner.x), std::min(least_.y, corner.y)};
        most_ = {std::max(most_.x, corner.x), std::max(most_.y, corner.y)};
    }
    if (!(most_.y > least_.y))
        return;
    bands_ = std::min(mostBands, 4 * corners.size());
    bandsPerUnit_ = static_cast<double>(bands_) / (most_.y - least_.y);
    std::vector<std::vector<Edge>> byBand(bands_);
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const Edge edge{corners[i], corners[(i + 1) % corners.size()]};
        const std::size_t last = bandOf(std::max(edge.from.y, edge.to.y));
        for (std::size_t band = bandOf(std::min(edge.from.y, edge.to.y)); band <= last; ++band)
            byBand[band].push_back(edge);
    }
    bandBegin_.push_back(0);
    for (const std::vector<Edge>& band : byBand) {
        edges_.insert(edges_.end(), band.begin(), band.end());
        bandBegin_.push_back(edges_.size());
    }
}

std::size_t Polygon::bandOf(double y) const {
    return std::min(static_cast<std::size_t>((y - least_.y) * bandsPerUnit_), bands_ - 1);
}

bool Polygon::contains(double x, double y) const {
    if (edges_.empty() || !(x >= least_.x && x <= most_.x && y >= least_.y && y <= most_.y))
        return false;
    const std::size_t band = bandOf(y);
    int winding = 0;
    for (std::size_t i = bandBegin_[band]; i < bandBegin_[band + 1]; ++i) {
        const auto& [from, to] = edges_[i];
        if (from.y <= y)
            winding += to.y > y && side(from, to, x, y) > 0 ? 1 : 0;
        else
            winding -= to.y <= y && side(from, to, x, y) < 0 ? 1 : 0;
    }
    return winding != 0;
}

} // namespace shoal::ui
