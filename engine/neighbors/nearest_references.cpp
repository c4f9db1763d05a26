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
void searchTiles(const Matrix& queries, const Matrix& references, std::vector<std::uint32_t>& nearest,
                 RunContext& context) {
    SearchProgress progress(context);
    // Of references at one place the first is the nearest: the others need not be looked at.
    const DistinctRows distinct(references, context);
    const std::vector<std::uint32_t>& places = distinct.firsts();
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
    std::vector<std::uint32_t> all(nearest.size());
    std::iota(all.begin(), all.end(), 0U);
    const PackedTiles queryTiles = pack(queries, all, queriesEnd);
    const SearchSpace space{queries, queryTiles, references, referenceTiles, places};

    tbb::enumerable_thread_specific<TileSearch> searches([&] { return TileSearch(space, 1); });
    progress.begin(1, nearest.size());
    forBlocks(context, queryTiles.size(), 1, [&](std::size_t tile, std::size_t, std::size_t) {
        TileSearch& search = searches.local();
        for (std::size_t begin = 0; begin < queryTiles[tile].size; begin += TileSearch::capacity) {
            const std::size_t count = std::min(TileSearch::capacity, queryTiles[tile].size - begin);
            search.search(tile, std::span(all).subspan(begin, count), {}, context);
            for (std::size_t i = 0; i < count; ++i) {
                context.checkpoint();
                nearest[search.row(i)] = search.nearest(i)[0].row;
            }
            progress.add(count);
        }
    });
}

void searchExhaustively(const Matrix& queries, const Matrix& references, std::vector<std::uint32_t>& nearest,
                        RunContext& context) {
    SearchProgress progress(context);
    const DistinctRows distinct(references, context);
    progress.begin(1, nearest.size());
    forBlocks(context, nearest.size(), ExhaustiveSearch::capacity,
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  ExhaustiveSearch search(references, distinct.firsts(), 1, Distance::Manhattan);
                  std::vector<ExhaustiveSearch::Query> block;
                  for (std::size_t i = begin; i < end; ++i)
                      block.push_back({queries.data() + i * static_cast<std::size_t>(queries.cols())});
                  search.search(block, context);
                  for (std::size_t i = begin; i < end; ++i)
                      nearest[i] = search.nearest(i - begin)[0].row;
                  progress.add(end - begin);
              });
}

} // namespace

std::vector<std::uint32_t> nearestReferences(const Matrix& queries, const Matrix& references,
                                             RunContext& context, Metric metric) {
    if (queries.cols() != references.cols())
        throw Error("The points have " + std::to_string(queries.cols()) +
                    " dimensions, the reference points " + std::to_string(references.cols()) +
                    "; both must have the same.");
    if (references.rows() == 0)
        throw Error("There are no reference points to look for the nearest among.");
    std::vector<std::uint32_t> nearest(static_cast<std::size_t>(queries.rows()));
    if (nearest.empty())
        return nearest;
    if (metric == Metric::Manhattan)
        searchExhaustively(queries, references, nearest, context);
    else if (isDirectional(metric))
        searchTiles(directions(queries, metric, context), directions(references, metric, context), nearest,
                    context);
    else
        searchTiles(queries, references, nearest, context);
    return nearest;
}

} // namespace shoal
