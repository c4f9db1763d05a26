// SPDX-License-Identifier: MIT
// Affinities for the tests of spectral starts: of points, and made by hand.
#pragma once

#include "affinity/affinities.h"
#include "test_support.h"

#include <map>
#include <numeric>
#include <utility>

namespace shoal::test {

inline std::shared_ptr<const Affinities> affinitiesOf(const Matrix& points, double perplexity) {
    return withThreads(2, [&](RunContext& context) {
        NeighborOptions options;
        options.k = neighborsForPerplexity(static_cast<std::size_t>(points.rows()), perplexity);
        return perplexityAffinities(*findNeighbors(points, options, context), {perplexity}, context);
    });
}

/// Of links between rows, each weight for both directions; storage order is point order.
inline Affinities linked(std::size_t points,
                         const std::map<std::pair<std::uint32_t, std::uint32_t>, float>& links) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, float> entries;
    for (const auto& [ends, weight] : links) {
        entries[ends] = weight;
        entries[{ends.second, ends.first}] = weight;
    }
    Affinities affinities;
    affinities.points = points;
    affinities.rowOffsets = Buffer<std::uint64_t>(points + 1);
    affinities.columns = Buffer<std::uint32_t>(entries.size());
    affinities.weights = Buffer<float>(entries.size());
    affinities.pointOfRow.resize(points);
    std::iota(affinities.pointOfRow.begin(), affinities.pointOfRow.end(), 0U);
    std::fill(affinities.rowOffsets.begin(), affinities.rowOffsets.end(), 0U);
    std::size_t at = 0;
    for (const auto& [ends, weight] : entries) {
        ++affinities.rowOffsets[ends.first + 1];
        affinities.columns[at] = ends.second;
        affinities.weights[at++] = weight;
    }
    std::partial_sum(affinities.rowOffsets.begin(), affinities.rowOffsets.end(),
                     affinities.rowOffsets.begin());
    return affinities;
}

/// A ring of so many points, each linked to the next with the weights 1, 2 and 3 in turn.
inline std::map<std::pair<std::uint32_t, std::uint32_t>, float> ring(std::uint32_t first,
                                                                     std::uint32_t points) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, float> links;
    for (std::uint32_t i = 0; i < points; ++i)
        links[std::minmax(first + i, first + (i + 1) % points)] = static_cast<float>(1 + i % 3);
    return links;
}

} // namespace shoal::test
