// SPDX-License-Identifier: MIT
// How many of its neighbours a map keeps while it forms: the nearest of some points are found once, features
// → NeighborProbe, and looked for in every map, NeighborProbe × Positions → KeptNeighbors.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/metric.h"
#include "quality/score.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace shoal {

/// Some of N points with their k nearest among all. Immutable; asked by any number of threads.
struct NeighborProbe {
    std::shared_ptr<const Matrix> features; ///< N × d
    Metric metric = Metric::Euclidean;
    std::size_t neighbors = 0;       ///< k: 10, or fewer where there are few points
    std::vector<std::uint32_t> rows; ///< the points probed, ascending
    Buffer<std::uint32_t> nearest;   ///< rows × k, ascending within a point
    std::vector<float> reach;        ///< of each, the distance of its k-th nearest
    /// Of each, whether others lie as far as the k-th: they are neighbours as good as those named.
    std::vector<std::uint8_t> tied;

    std::size_t points() const { return static_cast<std::size_t>(features->rows()); }
};

/// Exact neighbours of `count` points, drawn when there are more. The same seed gives the same probe at any
/// thread count. Throws Error for fewer than three points, and Stopped.
std::shared_ptr<const NeighborProbe> findNeighborProbe(std::shared_ptr<const Matrix> features,
                                                       std::size_t count, Metric metric, std::uint64_t seed,
                                                       RunContext& context);

struct KeptNeighbors {
    /// Of each probed point: the share of its k nearest in the map that are among its k nearest in the data.
    std::vector<float> shares;
    Score mean; ///< what comparePreserved calls overlap
};

/// `map` (N × 2) holds a row for each point of the probe's features. Points that are not finite keep no
/// neighbour. Throws Error when the numbers of points differ, and Stopped.
KeptNeighbors keptNeighbors(const NeighborProbe& probe, const Positions& map, RunContext& context);

} // namespace shoal
