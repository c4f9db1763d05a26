// SPDX-License-Identifier: MIT
// Divides points into clusters of nearby points, for searches that look at pairs of clusters.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/progress.h"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

/// Rows of a matrix, numbered so that every cluster is contiguous and near clusters lie near each other.
struct Clusters {
    std::vector<std::uint32_t> order; ///< a permutation of the rows
    std::vector<std::size_t>
        bounds; ///< cluster c holds order[bounds[c]] … order[bounds[c + 1] − 1], at least one
};

/// Centres of `count` clusters of the rows, by k-means on a sample of them, numbered so that near ones lie
/// near each other. `factor` is unitFactor()'s. The same seed gives the same centres at any thread count.
/// Throws Stopped.
Matrix findCentroids(const Matrix& points, std::span<const std::uint32_t> rows, std::size_t count,
                     float factor, std::uint64_t seed, SearchProgress& progress, double progressEnd,
                     RunContext& context);

/// Gathers the rows by their nearest centroid; clusters of over twice `size` are divided. Throws Stopped.
Clusters gatherByCentroids(const Matrix& points, std::span<const std::uint32_t> rows, const Matrix& centroids,
                           std::size_t size, float factor, SearchProgress& progress, double progressEnd,
                           RunContext& context);

} // namespace shoal
