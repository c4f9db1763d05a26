// SPDX-License-Identifier: MIT
#include "neighbors/exhaustive_search.h"

#include "neighbors/exact_squares.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

void measure(const float* query, const Matrix& candidates, std::span<const std::uint32_t> rows,
             Distance distance, std::vector<double>& to) {
    to.resize(rows.size());
    if (distance == Distance::Manhattan) {
        exactAbsolutes(query, candidates, rows, to.data());
        return;
    }
    exactSquares(query, candidates, rows, to.data());
    for (double& value : to)
        value = std::sqrt(value);
}

} // namespace

std::vector<Neighbor> nearestMeasured(const float* query, const Matrix& candidates,
                                      std::span<const std::uint32_t> rows, std::size_t count,
                                      std::uint32_t skipped, Distance distance) {
    std::vector<double> measured;
    measure(query, candidates, rows, distance, measured);
    std::vector<Neighbor> neighbors;
    neighbors.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i] != skipped)
            neighbors.push_back({static_cast<float>(measured[i]), rows[i]});
    count = std::min(count, neighbors.size());
    std::partial_sort(neighbors.begin(), neighbors.begin() + static_cast<std::ptrdiff_t>(count),
                      neighbors.end());
    neighbors.resize(count);
    return neighbors;
}

void ExhaustiveSearch::prune(std::size_t query) {
    std::vector<Neighbor>& found = found_[query];
    if (found.size() <= count_)
        return;
    std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count_) - 1, found.end());
    found.resize(count_);
    thresholds_[query] = found.back().distance;
}

void ExhaustiveSearch::search(std::span<const Query> queries, RunContext& context) {
    // A block of candidates of about this size stays in the cache while all queries see it.
    constexpr std::size_t blockValues = std::size_t{1} << 15;
    const auto dimensions = static_cast<std::size_t>(candidates_.cols());
    const std::size_t block = std::max<std::size_t>(8, blockValues / std::max<std::size_t>(1, dimensions));
    const std::size_t pruneAbove = 2 * count_ + block;
    found_.resize(std::max(found_.size(), queries.size()));
    thresholds_.assign(queries.size(), std::numeric_limits<float>::infinity());
    for (std::vector<Neighbor>& found : found_)
        found.clear();
    for (std::size_t begin = 0; begin < candidateRows_.size(); begin += block) {
        context.checkpoint();
        const std::span rows = candidateRows_.subspan(begin, std::min(block, candidateRows_.size() - begin));
        for (std::size_t query = 0; query < queries.size(); ++query) {
            measure(queries[query].values, candidates_, rows, distance_, measured_);
            std::vector<Neighbor>& found = found_[query];
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const auto distance = static_cast<float>(measured_[i]);
                if (distance <= thresholds_[query] && rows[i] != queries[query].skipped)
                    found.push_back({distance, rows[i]});
            }
            if (found.size() > pruneAbove)
                prune(query);
        }
    }
    for (std::size_t query = 0; query < queries.size(); ++query) {
        prune(query);
        std::sort(found_[query].begin(), found_[query].end());
    }
}

} // namespace shoal
