// SPDX-License-Identifier: MIT
// Divides points into clusters of nearby points, for searches that look at pairs of clusters.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace shoal {

/// A numbering of points in which every cluster is contiguous and near clusters lie near each other.
struct Clusters {
    std::vector<std::uint32_t> order; ///< a permutation of all points
    std::vector<std::size_t> bounds;  ///< cluster c holds order[bounds[c]] … order[bounds[c + 1] − 1]
};

/// Clusters of about `clusterSize` points and at most twice as many (k-means on a sample, then large clusters
/// halved). Within a cluster, points are numbered so that each run of `groupSize` lies close together.
/// `progress` is told the fraction done. The same seed gives the same clusters at any thread count. Throws
/// Stopped.
Clusters findClusters(const Matrix& points, std::size_t clusterSize, std::size_t groupSize,
                      std::uint64_t seed, RunContext& context, const std::function<void(double)>& progress);

/// Numbers `rows` so that near points lie near each other: halves them along their main direction, down to
/// `leafSize` points; every half but the last holds a multiple of `leafSize`.
void orderByHalves(const Matrix& points, std::span<std::uint32_t> rows, std::size_t leafSize);

} // namespace shoal
