// SPDX-License-Identifier: MIT
#include "scatter/point_model.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>
#include <utility>

namespace shoal::ui {

namespace {

constexpr std::uint32_t plainColor = 0x0072B2;
constexpr std::size_t blockSize = 16384;

} // namespace

void PointModel::setPositions(std::shared_ptr<const Positions> positions, Points points) {
    const auto rows = [](const std::shared_ptr<const Positions>& of) { return of ? of->rows() : 0; };
    if (rows(positions) != rows(positions_) || points != points_) {
        joined_ = false;
        ++inkRevision_;
    }
    positions_ = std::move(positions);
    points_ = std::move(points);
    layer_.positions = positions_.get();
    ++positionsRevision_;
}

void PointModel::setColoring(std::shared_ptr<const Coloring> coloring) {
    coloring_ = std::move(coloring);
    joined_ = false;
    ++inkRevision_;
}

void PointModel::setShown(std::vector<std::uint8_t> shown) {
    shown_ = std::move(shown);
    joined_ = false;
    ++inkRevision_;
}

const PointLayer& PointModel::layer() {
    if (!joined_) {
        layer_ = PointLayer{};
        layer_.positions = positions_.get();
        rank_.clear();
        if (!empty())
            joinRows();
        joined_ = true;
    }
    return layer_;
}

void PointModel::joinRows() {
    const auto rows = static_cast<std::size_t>(positions_->rows());
    const std::size_t colored = coloring_ ? coloring_->rgb.size() : 0;
    if (points_ && points_->size() == rows && colored > 0 && std::ranges::max(*points_) < colored) {
        rowColoring_ = coloringOf(*coloring_, *points_);
        layer_.rgb = rowColoring_.rgb;
        layer_.drawOrder = rowColoring_.drawOrder;
        if (shown_.size() == colored) {
            rowShown_.resize(rows);
            std::ranges::transform(*points_, rowShown_.begin(),
                                   [this](std::uint32_t point) { return shown_[point]; });
            layer_.shown = rowShown_;
        }
    } else if (!points_ && colored == rows) {
        layer_.rgb = coloring_->rgb;
        layer_.drawOrder = coloring_->drawOrder;
        if (shown_.size() == rows)
            layer_.shown = shown_;
    } else {
        rowColoring_ = Coloring{};
        rowColoring_.rgb.assign(rows, plainColor);
        layer_.rgb = rowColoring_.rgb;
    }
}

std::size_t PointModel::countIn(const ViewTransform& view) {
    if (empty())
        return 0;
    const PointLayer& points = layer();
    const float* const data = positions_->data();
    const double left = view.fromPixelX(0);
    const double right = view.fromPixelX(view.width);
    const double bottom = view.fromPixelY(view.height);
    const double top = view.fromPixelY(0);
    return tbb::parallel_reduce(
        tbb::blocked_range<std::size_t>(0, static_cast<std::size_t>(positions_->rows()), blockSize),
        std::size_t{0},
        [&](const tbb::blocked_range<std::size_t>& rows, std::size_t count) {
            for (std::size_t i = rows.begin(); i != rows.end(); ++i) {
                const double x = data[2 * i];
                const double y = data[2 * i + 1];
                const bool inside = x >= left && x <= right && y >= bottom && y <= top;
                count += inside && (points.shown.empty() || points.shown[i] != shownHidden) ? 1 : 0;
            }
            return count;
        },
        std::plus<>{});
}

std::int64_t PointModel::pointAt(const ViewTransform& view, double x, double y, double reach,
                                 double diameter) {
    if (empty())
        return -1;
    const PointLayer& points = layer();
    const auto rows = static_cast<std::size_t>(positions_->rows());
    if (rank_.empty()) {
        rank_.assign(rows, -1);
        if (points.drawOrder.empty())
            std::iota(rank_.begin(), rank_.end(), 0);
        for (std::size_t k = 0; k < points.drawOrder.size(); ++k)
            rank_[points.drawOrder[k]] = static_cast<std::int32_t>(k);
    }

    struct Hit {
        std::int64_t row = -1;
        // What is better compares greater: covering the cursor, then the distance, then lying on top.
        std::tuple<bool, double, bool, std::int32_t> worth{false, 0, false, -1};
    };
    const auto better = [](const Hit& first, const Hit& second) {
        if (first.row < 0 || second.row < 0)
            return first.row < 0 ? second : first;
        return first.worth < second.worth ? second : first;
    };
    const float* const data = positions_->data();
    const double cursorX = view.fromPixelX(x);
    const double cursorY = view.fromPixelY(y);
    const double disc = diameter / 2 / view.pixelsPerUnit;
    const double farthest = std::max(reach / view.pixelsPerUnit, disc);
    const Hit hit = tbb::parallel_reduce(
        tbb::blocked_range<std::size_t>(0, rows, blockSize), Hit{},
        [&](const tbb::blocked_range<std::size_t>& range, Hit best) {
            for (std::size_t i = range.begin(); i != range.end(); ++i) {
                const double dx = data[2 * i] - cursorX;
                const double dy = data[2 * i + 1] - cursorY;
                const double squared = dx * dx + dy * dy;
                if (!(squared <= farthest * farthest) || rank_[i] < 0)
                    continue;
                const std::uint8_t shown = points.shown.empty() ? std::uint8_t{2} : points.shown[i];
                if (shown == shownHidden)
                    continue;
                const bool covering = squared <= disc * disc;
                best = better(best, {static_cast<std::int64_t>(i),
                                     {covering, covering ? 0 : -squared, shown != shownGreyed, rank_[i]}});
            }
            return best;
        },
        better);
    if (hit.row < 0)
        return -1;
    return points_ ? (*points_)[static_cast<std::size_t>(hit.row)] : hit.row;
}

} // namespace shoal::ui
