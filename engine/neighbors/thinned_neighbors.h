// SPDX-License-Identifier: MIT
// Neighbours for high perplexities of many points: all of the nearest, and of the farther ones a part that
// stands for the rest. Memory and time are those of a much smaller k.
#pragma once

#include "neighbors/neighbor_graph.h"

namespace shoal {

/// So many of a row's nearest are never thinned. A multiple of what the widest vector holds.
inline constexpr std::size_t unthinnedNeighbors = 96;

/// One of how many of the farther neighbours is kept so that `points` × k entries fit a few gigabytes; 1
/// where all do. Depends on nothing else, so that results are the same on every machine.
std::size_t thinningFor(std::size_t points, std::size_t k);

/// Entries a row of the graph of `k` neighbours has when it is thinned so.
std::size_t thinnedEntries(std::size_t k, std::size_t thinning);

/// The graph of `options.k` neighbours with one of `thinning` of those beyond the nearest unthinnedNeighbors,
/// at random: points are dealt into `thinning` groups, and a point keeps those of its own group. Any pair has
/// the same chance to be kept, and who keeps whom is mutual. With `thinning` 1 this is findNeighbors. Throws
/// Error for a k that findNeighbors refuses or groups too small for their share of it, and Stopped.
std::shared_ptr<const NeighborGraph> findThinnedNeighbors(const Matrix& points,
                                                          const NeighborOptions& options,
                                                          std::size_t thinning, RunContext& context);

} // namespace shoal
