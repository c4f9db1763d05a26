// SPDX-License-Identifier: MIT
#include "neighbors/thinned_neighbors.h"

#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace shoal {

namespace {

// Entries of a graph (at 8 bytes) beyond which farther neighbours are thinned.
constexpr std::size_t mostEntries = 400'000'000;
constexpr std::size_t copyBlock = 1024;

/// Points in `groups` groups of equal size, give or take one; ascending within a group.
std::vector<std::vector<std::uint32_t>> dealt(std::size_t points, std::size_t groups, std::uint64_t seed) {
    std::vector<std::uint32_t> order(points);
    std::iota(order.begin(), order.end(), 0U);
    RandomStream random(seed);
    for (std::size_t i = points; i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    std::vector<std::vector<std::uint32_t>> result(groups);
    for (std::size_t group = 0; group < groups; ++group) {
        result[group].assign(order.begin() + static_cast<std::ptrdiff_t>(points * group / groups),
                             order.begin() + static_cast<std::ptrdiff_t>(points * (group + 1) / groups));
        std::sort(result[group].begin(), result[group].end());
    }
    return result;
}

/// How many of its group a point must know to be left with `far` beyond its nearest: as many of these as lie
/// in the group by chance, with five deviations to spare.
std::size_t searchedInGroup(std::size_t far, std::size_t thinning) {
    const double nearInGroup = static_cast<double>(unthinnedNeighbors) / static_cast<double>(thinning);
    return far + static_cast<std::size_t>(std::ceil(nearInGroup + 5 * std::sqrt(nearInGroup)));
}

} // namespace

std::size_t thinningFor(std::size_t points, std::size_t k) {
    if (k <= 2 * unthinnedNeighbors || points <= mostEntries / k)
        return 1;
    const std::size_t kept = std::max(mostEntries / points, 2 * unthinnedNeighbors);
    return (k - unthinnedNeighbors + kept - unthinnedNeighbors - 1) / (kept - unthinnedNeighbors);
}

std::size_t thinnedEntries(std::size_t k, std::size_t thinning) {
    return thinning <= 1 || k <= unthinnedNeighbors
               ? k
               : unthinnedNeighbors + (k - unthinnedNeighbors + thinning - 1) / thinning;
}

std::shared_ptr<const NeighborGraph> findThinnedNeighbors(const Matrix& points,
                                                          const NeighborOptions& options,
                                                          std::size_t thinning, RunContext& context) {
    const auto n = static_cast<std::size_t>(points.rows());
    if (thinning <= 1 || options.k <= unthinnedNeighbors || options.k >= n)
        return findNeighbors(points, options, context);
    const std::size_t entries = thinnedEntries(options.k, thinning);
    const std::size_t far = entries - unthinnedNeighbors;
    const std::size_t searched = searchedInGroup(far, thinning);
    if (n / thinning <= searched)
        throw Error("One of " + groupedText(thinning) + " farther neighbours is too few for " +
                    countText(n, "point") + ": thin them less.");

    auto graph = std::make_shared<NeighborGraph>();
    graph->points = n;
    graph->k = entries;
    graph->unthinned = unthinnedNeighbors;
    graph->thinning = thinning;
    graph->indices = Buffer<std::uint32_t>(n * graph->k);
    graph->distances = Buffer<float>(n * graph->k);

    // A group of n / thinning points takes about that share of what the search among all of them does.
    constexpr double nearestEnd = 0.5;
    NeighborOptions part = options;
    part.k = unthinnedNeighbors;
    {
        RunContext first = context.part(0, nearestEnd);
        const auto nearest = findNeighbors(points, part, first);
        graph->recall = nearest->recall;
        graph->order = nearest->order;
        forBlocks(context, n, copyBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t point = begin; point < end; ++point) {
                std::ranges::copy(nearest->neighborsOf(point), graph->indices.data() + point * graph->k);
                std::ranges::copy(nearest->distancesOf(point), graph->distances.data() + point * graph->k);
            }
        });
    }
    part.k = searched;
    const auto groups = dealt(n, thinning, options.seed);
    for (std::size_t number = 0; number < groups.size(); ++number) {
        const std::vector<std::uint32_t>& members = groups[number];
        const auto progressAt = [&](std::size_t done) {
            return nearestEnd + (1 - nearestEnd) * static_cast<double>(done) / static_cast<double>(thinning);
        };
        RunContext step = context.part(progressAt(number), progressAt(number + 1));
        Matrix features(static_cast<Eigen::Index>(members.size()), points.cols());
        forBlocks(step, members.size(), copyBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                features.row(static_cast<Eigen::Index>(i)) = points.row(members[i]);
        });
        const auto within = findNeighbors(features, part, step);
        graph->recall = std::min(graph->recall, within->recall);
        forBlocks(step, members.size(), copyBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                std::uint32_t* indices = graph->indices.data() + members[i] * graph->k;
                float* distances = graph->distances.data() + members[i] * graph->k;
                // Members are numbered in the points' order, so that ties compare the same way.
                const std::pair last{distances[unthinnedNeighbors - 1], indices[unthinnedNeighbors - 1]};
                std::size_t written = unthinnedNeighbors;
                for (std::size_t j = 0; j < searched && written < graph->k; ++j) {
                    const std::pair next{within->distancesOf(i)[j], members[within->neighborsOf(i)[j]]};
                    if (next <= last)
                        continue;
                    distances[written] = next.first;
                    indices[written++] = next.second;
                }
                std::fill(distances + written, distances + graph->k, std::numeric_limits<float>::infinity());
                std::fill(indices + written, indices + graph->k, last.second);
            }
        });
    }
    return graph;
}

} // namespace shoal
