// SPDX-License-Identifier: MIT
#include "neighbors/distinct_rows.h"

#include "core/parallel.h"

#include <algorithm>
#include <bit>

#include <tbb/parallel_sort.h>

namespace shoal {

namespace {

struct Hashed {
    std::uint64_t hash;
    std::uint32_t row;
    bool operator<(const Hashed& other) const {
        return hash != other.hash ? hash < other.hash : row < other.row;
    }
};

std::uint64_t hashOf(const float* values, std::size_t count) {
    std::uint64_t hash = count;
    for (std::size_t i = 0; i < count; ++i) {
        const float value = values[i] + 0.0F; // −0 becomes 0
        hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x9E3779B97F4A7C15U;
        hash ^= hash >> 29;
    }
    return hash;
}

} // namespace

DistinctRows::DistinctRows(const Matrix& points, RunContext& context) {
    const auto count = static_cast<std::size_t>(points.rows());
    const auto dimensions = static_cast<std::size_t>(points.cols());
    std::vector<Hashed> hashed(count);
    forBlocks(context, count, 4096, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row)
            hashed[row] = {hashOf(points.data() + row * dimensions, dimensions),
                           static_cast<std::uint32_t>(row)};
    });
    context.arena().execute([&] { tbb::parallel_sort(hashed.begin(), hashed.end()); });

    const auto values = [&](const Hashed& item) {
        return std::span(points.data() + item.row * dimensions, dimensions);
    };
    const auto same = [&](const Hashed& a, const Hashed& b) {
        return std::ranges::equal(values(a), values(b));
    };
    // Different rows of one hash are as good as never seen; they are sorted apart all the same.
    const auto less = [&](const Hashed& a, const Hashed& b) {
        return std::ranges::lexicographical_compare(values(a), values(b));
    };
    const auto addGroups = [&](auto begin, auto end) {
        while (begin != end) {
            auto next = begin + 1;
            while (next != end && same(*begin, *next))
                ++next;
            const auto size = static_cast<std::uint32_t>(next - begin);
            firsts_.push_back(begin->row);
            if (size > 1) {
                groups_.push_back({begin->row, static_cast<std::uint32_t>(members_.size()), size});
                std::transform(begin, next, std::back_inserter(members_),
                               [](const Hashed& item) { return item.row; });
            }
            begin = next;
        }
    };
    firsts_.reserve(count);
    for (auto begin = hashed.begin(); begin != hashed.end();) {
        context.checkpoint();
        auto end = begin + 1;
        while (end != hashed.end() && end->hash == begin->hash)
            ++end;
        if (!std::all_of(begin, end, [&](const Hashed& item) { return same(*begin, item); }))
            std::stable_sort(begin, end, less);
        addGroups(begin, end);
        begin = end;
    }
    std::sort(firsts_.begin(), firsts_.end());
    std::sort(groups_.begin(), groups_.end(),
              [](const Group& a, const Group& b) { return a.first < b.first; });
}

std::span<const std::uint32_t> DistinctRows::repeats(std::uint32_t first) const {
    const auto found =
        std::lower_bound(groups_.begin(), groups_.end(), first,
                         [](const Group& group, std::uint32_t row) { return group.first < row; });
    if (found == groups_.end() || found->first != first)
        return {};
    return {members_.data() + found->begin, found->size};
}

} // namespace shoal
