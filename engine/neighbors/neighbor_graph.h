// SPDX-License-Identifier: MIT
// The k nearest neighbours of every point: Dataset → NeighborGraph → Affinities.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "core/run_context.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace shoal {

/// k neighbours a point, nearest first, never the point itself. Ties are ordered by index.
struct NeighborGraph {
    std::size_t points = 0;
    std::size_t k = 0;
    Buffer<std::uint32_t> indices; ///< points × k
    Buffer<float> distances;       ///< points × k, Euclidean (not squared), ascending within a row
    /// A numbering in which neighbours lie close in memory: the r-th point of it is order[r]. A permutation
    /// of all points; the identity when the method knows none better.
    std::vector<std::uint32_t> order;
    /// The nearest of a row stand for themselves, each entry from `unthinned` on for `thinning` neighbours,
    /// of which it was drawn (thinned_neighbors.h). An infinite distance stands for no neighbour.
    std::size_t unthinned = 0;
    std::size_t thinning = 1;
    double recall = 1; ///< share of true neighbours found, audited on a sample of points; 1 when exact

    std::span<const std::uint32_t> neighborsOf(std::size_t point) const {
        return {indices.data() + point * k, k};
    }
    std::span<const float> distancesOf(std::size_t point) const { return {distances.data() + point * k, k}; }
    /// How many neighbours the entries of a row stand for.
    std::size_t reach() const { return thinning == 1 ? k : unthinned + thinning * (k - unthinned); }
    /// The entries that stand for so many of the nearest, at least 1 and at most k.
    std::size_t entriesFor(std::size_t neighbors) const {
        const std::size_t plain = thinning == 1 ? k : unthinned;
        const std::size_t beyond = neighbors > plain ? (neighbors - plain + thinning - 1) / thinning : 0;
        return std::clamp<std::size_t>(std::min(neighbors, plain) + beyond, 1, k);
    }
};

struct NeighborOptions {
    std::size_t k = 90;
    double recall = 0.98;          ///< what must be reached on the audited sample; 1 for an exact search
    std::size_t exactUpTo = 20000; ///< different points up to which the search is exact whatever the recall
    std::uint64_t seed = 0;
};

/// Neighbours within one set, `points` N × d and finite. Exact for few points, else clusters are searched as
/// far as the recall takes, or exhaustively where that costs little more. The same points, options and seed
/// give the same bits at any thread count and on every instruction set. Throws Error for k ≥ N or k = 0, and
/// Stopped.
std::shared_ptr<const NeighborGraph> findNeighbors(const Matrix& points, const NeighborOptions& options,
                                                   RunContext& context);

/// For every row of `queries` (M × d) its nearest row of `references` (R × d, R ≥ 1); exact, ties to the
/// lower index. Throws Error when the dimensions differ, and Stopped.
std::vector<std::uint32_t> nearestReferences(const Matrix& queries, const Matrix& references,
                                             RunContext& context);

} // namespace shoal
