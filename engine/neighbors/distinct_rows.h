// SPDX-License-Identifier: MIT
// Groups of identical points, so that searches meet each place once however many points lie there.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

/// Places where points lie, each known by its first point.
class DistinctRows {
public:
    /// 0 and −0 are the same. Throws Stopped.
    DistinctRows(const Matrix& points, RunContext& context);

    /// The first point of every place, ascending.
    const std::vector<std::uint32_t>& firsts() const { return firsts_; }
    bool anyRepeats() const { return !groups_.empty(); }
    /// All points at the place whose first point is given, ascending; empty when it is alone there.
    std::span<const std::uint32_t> repeats(std::uint32_t first) const;
    /// Places that hold several points.
    std::size_t groups() const { return groups_.size(); }
    std::span<const std::uint32_t> group(std::size_t number) const {
        return {members_.data() + groups_[number].begin, groups_[number].size};
    }

private:
    struct Group {
        std::uint32_t first;
        std::uint32_t begin;
        std::uint32_t size;
    };
    std::vector<std::uint32_t> firsts_;
    std::vector<std::uint32_t> members_; // of the groups, one after the other
    std::vector<Group> groups_;          // by their first points, ascending
};

} // namespace shoal
