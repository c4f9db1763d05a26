// SPDX-License-Identifier: MIT
#include "selection/selection.h"

#include <algorithm>
#include <utility>

namespace shoal::ui {

Selection::Selection(PointMask mask)
    : mask_(std::move(mask))
    , count_(mask_.size() -
             static_cast<std::size_t>(std::count(mask_.begin(), mask_.end(), std::uint8_t{0}))) {}

Selection Selection::none(std::size_t points) {
    return Selection(PointMask(points, 0));
}

std::vector<std::uint32_t> Selection::points() const {
    std::vector<std::uint32_t> selected;
    selected.reserve(count_);
    for (std::size_t point = 0; point < mask_.size(); ++point)
        if (mask_[point] != 0)
            selected.push_back(static_cast<std::uint32_t>(point));
    return selected;
}

Selection Selection::combined(std::span<const std::uint32_t> points, Combination combination) const {
    PointMask mask = combination == Combination::Replace ? PointMask(mask_.size(), 0) : mask_;
    const std::uint8_t value = combination == Combination::Remove ? 0 : 1;
    for (const std::uint32_t point : points)
        mask[point] = value;
    return Selection(std::move(mask));
}

Selection Selection::inverted(const PointMask& selectable) const {
    PointMask mask(mask_.size());
    for (std::size_t point = 0; point < mask.size(); ++point)
        mask[point] = selectable[point] != 0 && mask_[point] == 0 ? 1 : 0;
    return Selection(std::move(mask));
}

} // namespace shoal::ui
