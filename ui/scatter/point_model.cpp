// SPDX-License-Identifier: MIT
#include "scatter/point_model.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace shoal::ui {

namespace {
constexpr std::size_t blockSize = 16384;
}

void PointModel::setPositions(std::shared_ptr<const Positions> positions, Points points) {
    const auto rows = [](const std::shared_ptr<const Positions>& of) { return of ? of->rows() : 0; };
    const bool others = rows(positions) != rows(positions_) || points != points_;
    positions_ = std::move(positions);
    points_ = std::move(points);
    ++positionsRevision_;
    if (others)
        changeInk();
}

void PointModel::setColoring(std::shared_ptr<const Coloring> coloring) {
    coloring_ = std::move(coloring);
    changeInk();
}

void PointModel::setShown(std::vector<std::uint8_t> shown) {
    shown_ = std::make_shared<const std::vector<std::uint8_t>>(std::move(shown));
    changeInk();
}

void PointModel::changeInk() {
    const std::size_t rows = empty() ? 0 : static_cast<std::size_t>(positions_->rows());
    ink_ = std::make_shared<RowInk>(rows, points_, coloring_, shown_);
    ++inkRevision_;
}

PointLayer PointModel::layer() const {
    if (empty())
        return {};
    PointLayer layer = ink_->layer();
    layer.positions = positions_.get();
    return layer;
}

std::int64_t PointModel::pointAt(const ViewTransform& view, double x, double y, double reach,
                                 double diameter) const {
    if (empty())
        return -1;
    const PointLayer points = layer();
    const std::span<const std::int32_t> rank = ink_->rank();
    const auto rows = static_cast<std::size_t>(positions_->rows());

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
                if (!(squared <= farthest * farthest) || rank[i] < 0)
                    continue;
                const std::uint8_t shown = points.shown.empty() ? std::uint8_t{2} : points.shown[i];
                if (shown == shownHidden)
                    continue;
                const bool covering = squared <= disc * disc;
                best = better(best, {static_cast<std::int64_t>(i),
                                     {covering, covering ? 0 : -squared, shown != shownGreyed, rank[i]}});
            }
            return best;
        },
        better);
    if (hit.row < 0)
        return -1;
    return points_ ? (*points_)[static_cast<std::size_t>(hit.row)] : hit.row;
}

} // namespace shoal::ui
