// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/parallel.h"
#include "neighbors/clusters.h"
#include "neighbors/distinct_rows.h"
#include "neighbors/exhaustive_search.h"
#include "neighbors/neighbor_graph.h"
#include "neighbors/tile_search.h"

#include <numeric>
#include <string>

#include <tbb/enumerable_thread_specific.h>

namespace shoal {

namespace {

constexpr std::size_t clusterSize = 128;
constexpr double centroidsEnd = 0.05;
constexpr double referencesEnd = 0.06;
constexpr double queriesEnd = 0.2;

/// By Euclidean distance.
/// Calls `take(query, neighbors)` with the `count` nearest of the references named by `places` for every
/// query, in any order and from several threads.
template <class Take>
void searchTiles(const Matrix& queries, const Matrix& references, const std::vector<std::uint32_t>& places,
                 std::size_t count, RunContext& context, const Take& take) {
    SearchProgress progress(context);
    const auto queryCount = static_cast<std::size_t>(queries.rows());
    const float factor = unitFactor({&queries, &references}, context);
    const Matrix centroids =
        findCentroids(references, places, std::max<std::size_t>(1, places.size() / clusterSize), factor, 0,
                      progress, centroidsEnd, context);
    const auto pack = [&](const Matrix& points, std::span<const std::uint32_t> rows, double progressEnd) {
        const Clusters clusters =
            gatherByCentroids(points, rows, centroids, clusterSize, factor, progress, progressEnd, context);
        return PackedTiles(points, clusters.order, clusters.bounds, factor, context);
    };
    const PackedTiles referenceTiles = pack(references, places, referencesEnd);
    std::vector<std::uint32_t> all(queryCount);
    std::iota(all.begin(), all.end(), 0U);
    const PackedTiles queryTiles = pack(queries, all, queriesEnd);
    const SearchSpace space{queries, queryTiles, references, referenceTiles, places};

    tbb::enumerable_thread_specific<TileSearch> searches([&] { return TileSearch(space, count); });
    progress.begin(1, queryCount);
    forBlocks(context, queryTiles.size(), 1, [&](std::size_t tile, std::size_t, std::size_t) {
        TileSearch& search = searches.local();
        for (std::size_t begin = 0; begin < queryTiles[tile].size; begin += TileSearch::capacity) {
            const std::size_t searched = std::min(TileSearch::capacity, queryTiles[tile].size - begin);
            search.search(tile, std::span(all).subspan(begin, searched), {}, context);
            for (std::size_t i = 0; i < searched; ++i) {
                context.checkpoint();
                take(search.row(i), search.nearest(i));
            }
            progress.add(searched);
        }
    });
}

template <class Take>
void searchExhaustively(const Matrix& queries, const Matrix& references,
                        const std::vector<std::uint32_t>& places, std::size_t count, RunContext& context,
                        const Take& take) {
    SearchProgress progress(context);
    const auto queryCount = static_cast<std::size_t>(queries.rows());
    progress.begin(1, queryCount);
    forBlocks(context, queryCount, ExhaustiveSearch::capacity,
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  ExhaustiveSearch search(references, places, count, Distance::Manhattan);
                  std::vector<ExhaustiveSearch::Query> block;
                  block.reserve(end - begin);
                  for (std::size_t i = begin; i < end; ++i)
                      block.push_back({queries.data() + i * static_cast<std::size_t>(queries.cols())});
                  search.search(block, context);
                  for (std::size_t i = begin; i < end; ++i)
                      take(static_cast<std::uint32_t>(i), search.nearest(i - begin));
                  progress.add(end - begin);
              });
}

/// As searchTiles, by any metric; directional distances are left as the Euclidean ones that tell them.
template <class Take>
void search(const Matrix& queries, const Matrix& references, const std::vector<std::uint32_t>& places,
            std::size_t count, Metric metric, RunContext& context, const Take& take) {
    if (metric == Metric::Manhattan)
        searchExhaustively(queries, references, places, count, context, take);
    else if (isDirectional(metric))
        searchTiles(directions(queries, metric, context), directions(references, metric, context), places,
                    count, context, take);
    else
        searchTiles(queries, references, places, count, context, take);
}

void requireComparable(const Matrix& queries, const Matrix& references) {
    if (queries.cols() != references.cols())
        throw Error("The points have " + std::to_string(queries.cols()) +
                    " dimensions, the reference points " + std::to_string(references.cols()) +
                    "; both must have the same.");
    if (references.rows() == 0)
        throw Error("There are no reference points to look for the nearest among.");
}

} // namespace

std::vector<std::uint32_t> nearestReferences(const Matrix& queries, const Matrix& references,
                                             RunContext& context, Metric metric) {
    requireComparable(queries, references);
    std::vector<std::uint32_t> nearest(static_cast<std::size_t>(queries.rows()));
    if (nearest.empty())
        return nearest;
    // Of references at one place the first is the nearest: the others need not be looked at.
    const DistinctRows distinct(references, context);
    search(queries, references, distinct.firsts(), 1, metric, context,
           [&](std::uint32_t query, std::span<const Neighbor> found) { nearest[query] = found[0].row; });
    return nearest;
}

ReferenceNeighbors findReferenceNeighbors(const Matrix& queries, const Matrix& references, std::size_t k,
                                          RunContext& context, Metric metric) {
    requireComparable(queries, references);
    const auto queryCount = static_cast<std::size_t>(queries.rows());
    ReferenceNeighbors result;
    result.k = std::clamp<std::size_t>(k, 1, static_cast<std::size_t>(references.rows()));
    result.indices = Buffer<std::uint32_t>(queryCount * result.k);
    result.distances = Buffer<float>(queryCount * result.k);
    if (queryCount == 0)
        return result;
    std::vector<std::uint32_t> places(static_cast<std::size_t>(references.rows()));
    std::iota(places.begin(), places.end(), 0U);
    search(queries, references, places, result.k, metric, context,
           [&](std::uint32_t query, std::span<const Neighbor> found) {
               for (std::size_t i = 0; i < result.k; ++i) {
                   const float distance = found[i].distance;
                   result.indices[query * result.k + i] = found[i].row;
                   result.distances[query * result.k + i] =
                       isDirectional(metric) ? directionalDistance(distance) : distance;
               }
           });
    return result;
}

} // namespace shoal
