// SPDX-License-Identifier: MIT
// Which points of the data set are selected: an immutable value, whatever the map shows of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace shoal::ui {

/// What is done with points that a gesture names.
enum class Combination { Replace, Add, Remove };

/// 1 for each point of the data set that something holds for, else 0.
using PointMask = std::vector<std::uint8_t>;

class Selection {
public:
    /// Of no data set.
    Selection() = default;
    explicit Selection(PointMask mask);
    /// Nothing selected of so many points.
    static Selection none(std::size_t points);

    std::size_t dataPoints() const { return mask_.size(); }
    std::size_t count() const { return count_; }
    bool empty() const { return count_ == 0; }
    bool contains(std::size_t point) const { return mask_[point] != 0; }
    const PointMask& mask() const { return mask_; }
    /// Those selected, ascending.
    std::vector<std::uint32_t> points() const;

    /// With `points` in place of it, added to it or removed from it.
    Selection combined(std::span<const std::uint32_t> points, Combination combination) const;
    /// Of those that can be selected the ones that are not.
    Selection inverted(const PointMask& selectable) const;

    bool operator==(const Selection&) const = default;

private:
    PointMask mask_;
    std::size_t count_ = 0;
};

} // namespace shoal::ui
