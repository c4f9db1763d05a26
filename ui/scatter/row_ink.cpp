// SPDX-License-Identifier: MIT
#include "scatter/row_ink.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace shoal::ui {

namespace {
constexpr std::uint32_t plainColor = 0x0072B2;
}

RowInk::RowInk(std::size_t rows, Points points, std::shared_ptr<const Coloring> coloring, Shown shown)
    : rows_(rows)
    , points_(std::move(points))
    , coloring_(std::move(coloring))
    , shown_(std::move(shown)) {}

const PointLayer& RowInk::layer() const {
    std::call_once(joinOnce_, [this] { join(); });
    return layer_;
}

std::span<const std::int32_t> RowInk::classOf() const {
    layer();
    return classOf_;
}

std::span<const std::int32_t> RowInk::rank() const {
    std::call_once(rankOnce_, [this] {
        const std::span<const std::uint32_t> order = layer().drawOrder;
        rank_.assign(rows_, -1);
        if (order.empty())
            std::iota(rank_.begin(), rank_.end(), 0);
        for (std::size_t k = 0; k < order.size(); ++k)
            rank_[order[k]] = static_cast<std::int32_t>(k);
    });
    return rank_;
}

void RowInk::join() const {
    const std::size_t colored = coloring_ ? coloring_->rgb.size() : 0;
    const bool shows = shown_ && shown_->size() == colored;
    if (points_ && points_->size() == rows_ && colored > 0 && rows_ > 0 &&
        std::ranges::max(*points_) < colored) {
        rowColoring_ = coloringOf(*coloring_, *points_);
        layer_.rgb = rowColoring_.rgb;
        layer_.drawOrder = rowColoring_.drawOrder;
        classOf_ = rowColoring_.classOf;
        if (shows) {
            rowShown_.resize(rows_);
            std::ranges::transform(*points_, rowShown_.begin(),
                                   [this](std::uint32_t point) { return (*shown_)[point]; });
            layer_.shown = rowShown_;
        }
    } else if (!points_ && colored == rows_ && colored > 0) {
        layer_.rgb = coloring_->rgb;
        layer_.drawOrder = coloring_->drawOrder;
        classOf_ = coloring_->classOf;
        if (shows)
            layer_.shown = *shown_;
    } else {
        rowColoring_.rgb.assign(rows_, plainColor);
        layer_.rgb = rowColoring_.rgb;
    }
}

} // namespace shoal::ui
