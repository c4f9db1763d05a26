// SPDX-License-Identifier: MIT
// The k nearest neighbours of every point: Dataset → NeighborGraph → Affinities.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "core/run_context.h"
#include "core/sparse_matrix.h"
#include "neighbors/metric.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace shoal {

/// At most k neighbours a point, nearest first, never the point itself. Ties are ordered by index.
struct NeighborGraph {
    std::size_t points = 0;
    std::size_t k = 0;
    Buffer<std::uint32_t> indices;     ///< points × k
    Buffer<float> distances;           ///< points × k, by the metric (not squared), ascending within a row
    std::vector<std::uint32_t> counts; ///< how many neighbours each point has; empty when all have k
    /// A numbering in which neighbours lie close in memory: the r-th point of it is order[r]. A permutation
    /// of all points; the identity when the method knows none better.
    std::vector<std::uint32_t> order;
    /// The nearest of a row stand for themselves, each entry from `unthinned` on for `thinning` neighbours,
    /// of which it was drawn (thinned_neighbors.h). An infinite distance stands for no neighbour.
    std::size_t unthinned = 0;
    std::size_t thinning = 1;
    /// Share of true neighbours found, audited on a sample of points; 1 when exact or given.
    double recall = 1;

    std::size_t countOf(std::size_t point) const { return counts.empty() ? k : counts[point]; }
    std::span<const std::uint32_t> neighborsOf(std::size_t point) const {
        return {indices.data() + point * k, countOf(point)};
    }
    std::span<const float> distancesOf(std::size_t point) const {
        return {distances.data() + point * k, countOf(point)};
    }
    /// How many neighbours the entries of a row stand for.
    std::size_t reach() const { return thinning == 1 ? k : unthinned + thinning * (k - unthinned); }
    /// The entries that stand for so many of the nearest, at least 1 and at most k.
    std::size_t entriesFor(std::size_t neighbors) const {
        const std::size_t plain = thinning == 1 ? k : unthinned;
        const std::size_t beyond = neighbors > plain ? (neighbors - plain + thinning - 1) / thinning : 0;
        return std::clamp<std::size_t>(std::min(neighbors, plain) + beyond, 1, k);
    }
};

enum class NeighborMethod {
    Automatic, ///< exact for few points, else as far as the recall takes
    Exact,
    Hnsw,  ///< a graph index
    Given, ///< a graph of the data's file; findNeighbors() cannot make it
};

std::string_view nameOf(NeighborMethod method); ///< "auto", "exact", "hnsw", "given"
/// Throws Error listing the names there are.
NeighborMethod neighborMethodFromName(std::string_view name);

struct NeighborOptions {
    std::size_t k = 90;
    double recall = 0.98;          ///< what must be reached on the audited sample; 1 for an exact search
    std::size_t exactUpTo = 20000; ///< different points up to which the search is exact whatever the recall
    std::uint64_t seed = 0;
    Metric metric = Metric::Euclidean;
    NeighborMethod method = NeighborMethod::Automatic;
};

/// Neighbours within one set, `points` N × d and finite. Automatically, few points are searched exactly; of
/// more, clusters are searched as far as the recall takes, or exhaustively where that costs little more, and
/// for Manhattan distances an index is. The same points, options and seed give the same bits at any thread
/// count and on every instruction set. Throws Error for k ≥ N or k = 0, and Stopped.
std::shared_ptr<const NeighborGraph> findNeighbors(const Matrix& points, const NeighborOptions& options,
                                                   RunContext& context);

/// A file's N × N matrix as a graph of the `points` (N × d).
struct GivenGraph {
    const SparseMatrix& matrix;
    std::string name;          ///< for people: "cells.h5ad: obsp/distances"
    bool similarities = false; ///< larger is nearer; how far neighbours are is then measured in the points
};

/// The nearest `options.k` that the graph names of each point; points may have fewer, or none. Its diagonal
/// and, among similarities, zeros are no neighbours. Throws Error for another shape, for distances that are
/// negative or not finite, for a graph without neighbours, and Stopped.
std::shared_ptr<const NeighborGraph> givenNeighbors(const GivenGraph& given, const Matrix& points,
                                                    const NeighborOptions& options, RunContext& context);

/// A numbering of the points in which near ones lie close to each other. Throws Stopped.
std::vector<std::uint32_t> nearbyOrder(const Matrix& points, std::uint64_t seed, RunContext& context);

/// For every row of `queries` (M × d) its nearest row of `references` (R × d, R ≥ 1); exact, ties to the
/// lower index. Throws Error when the dimensions differ, and Stopped.
std::vector<std::uint32_t> nearestReferences(const Matrix& queries, const Matrix& references,
                                             RunContext& context, Metric metric = Metric::Euclidean);

/// k references a query, nearest first. Ties are ordered by index.
struct ReferenceNeighbors {
    std::size_t k = 0;
    Buffer<std::uint32_t> indices; ///< queries × k
    Buffer<float> distances;       ///< queries × k, by the metric (not squared), ascending within a row

    std::size_t queries() const { return k == 0 ? 0 : indices.size() / k; }
    std::span<const std::uint32_t> neighborsOf(std::size_t query) const {
        return {indices.data() + query * k, k};
    }
    std::span<const float> distancesOf(std::size_t query) const { return {distances.data() + query * k, k}; }
};

/// For every row of `queries` (M × d) its `k` nearest rows of `references` (R × d, R ≥ 1), or all R when
/// there are fewer; exact. Throws Error when the dimensions differ, and Stopped.
ReferenceNeighbors findReferenceNeighbors(const Matrix& queries, const Matrix& references, std::size_t k,
                                          RunContext& context, Metric metric = Metric::Euclidean);

} // namespace shoal
