// SPDX-License-Identifier: MIT
#include "neighbors/neighbor_graph.h"

#include "core/error.h"
#include "core/parallel.h"
#include "neighbors/clusters.h"
#include "neighbors/distinct_rows.h"
#include "neighbors/exhaustive_search.h"
#include "neighbors/hnsw_search.h"
#include "neighbors/probing.h"
#include "neighbors/tile_search.h"

#include <algorithm>
#include <numeric>
#include <string>

#include <tbb/enumerable_thread_specific.h>

namespace shoal {

namespace {

constexpr std::size_t clusterSize = 256;
// Ends of the steps as shares of the whole, about as long as they take at a million points.
constexpr double centroidsEnd = 0.06;
constexpr double clustersEnd = 0.12;
constexpr double probingEnd = 0.2;

void writeRow(NeighborGraph& graph, std::size_t point, std::span<const Neighbor> neighbors) {
    for (std::size_t j = 0; j < graph.k; ++j) {
        graph.indices[point * graph.k + j] = neighbors[j].row;
        graph.distances[point * graph.k + j] = neighbors[j].distance;
    }
}

/// The neighbours of the first point of a place: the other points there and those at the places found.
std::vector<Neighbor> withRepeats(std::uint32_t point, std::span<const Neighbor> places, std::size_t k,
                                  const DistinctRows& distinct) {
    std::vector<Neighbor> neighbors;
    const auto addRepeats = [&](std::uint32_t first, float distance) {
        const auto repeats = distinct.repeats(first);
        // One more than k, as the point itself may be among them.
        for (const std::uint32_t row : repeats.first(std::min(repeats.size(), k + 1)))
            if (row != point)
                neighbors.push_back({distance, row});
        if (repeats.empty())
            neighbors.push_back({distance, first});
    };
    if (!distinct.repeats(point).empty())
        addRepeats(point, 0);
    for (const Neighbor& place : places) {
        // Places at one distance all count: their points are put in order together.
        if (neighbors.size() >= k && place.distance > neighbors.back().distance)
            break;
        addRepeats(place.row, place.distance);
    }
    std::sort(neighbors.begin(), neighbors.end());
    return neighbors;
}

/// The other points of a place have the first one's neighbours, but for themselves and each other.
void copyToRepeats(NeighborGraph& graph, const DistinctRows& distinct, RunContext& context) {
    const std::size_t k = graph.k;
    forBlocks(context, distinct.groups(), 1, [&](std::size_t number, std::size_t, std::size_t) {
        const std::span group = distinct.group(number);
        const std::size_t from = group[0] * k;
        forBlocks(context, group.size() - 1, 1024, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                // The first point comes first; the point itself, if it is there, makes room for it.
                const std::uint32_t point = group[i + 1];
                std::size_t to = point * k;
                graph.indices[to] = group[0];
                graph.distances[to] = 0;
                for (std::size_t j = 0, written = 1; written < k; ++j) {
                    if (graph.indices[from + j] == point)
                        continue;
                    graph.indices[to + written] = graph.indices[from + j];
                    graph.distances[to + written] = graph.distances[from + j];
                    ++written;
                }
            }
        });
    });
}

// What a search is made on: places, and the clusters they lie in.
struct Gathered {
    Gathered(const Matrix& points, std::uint64_t seed, SearchProgress& progress, RunContext& context)
        : distinct(points, context)
        , factor(unitFactor({&points}, context)) {
        const std::vector<std::uint32_t>& places = distinct.firsts();
        const Matrix centroids =
            findCentroids(points, places, std::max<std::size_t>(1, places.size() / clusterSize), factor, seed,
                          progress, centroidsEnd, context);
        clusters =
            gatherByCentroids(points, places, centroids, clusterSize, factor, progress, clustersEnd, context);
    }

    DistinctRows distinct;
    float factor;
    Clusters clusters;
};

/// The clusters' numbering, with the points of a place next to each other.
std::vector<std::uint32_t> numbering(const std::vector<std::uint32_t>& firsts, std::size_t points,
                                     const DistinctRows& distinct) {
    std::vector<std::uint32_t> order;
    order.reserve(points);
    for (const std::uint32_t first : firsts) {
        const std::span repeats = distinct.repeats(first);
        order.insert(order.end(), repeats.begin(), repeats.end());
        if (repeats.empty())
            order.push_back(first);
    }
    return order;
}

/// Writes what searches find for places as the neighbours of points.
class GraphWriter {
public:
    GraphWriter(NeighborGraph& graph, const DistinctRows& distinct)
        : graph_(graph)
        , distinct_(distinct) {}

    /// Places nearest to the place of `point`. From any thread.
    void write(std::uint32_t point, std::span<const Neighbor> places) const {
        if (distinct_.anyRepeats())
            writeRow(graph_, point, withRepeats(point, places, graph_.k, distinct_));
        else
            writeRow(graph_, point, places);
    }

private:
    NeighborGraph& graph_;
    const DistinctRows& distinct_;
};

void searchTiles(const Matrix& points, const Gathered& gathered, std::size_t wanted,
                 const NeighborOptions& options, NeighborGraph& graph, SearchProgress& progress,
                 RunContext& context) {
    const Clusters& clusters = gathered.clusters;
    const std::vector<std::uint32_t>& places = gathered.distinct.firsts();
    const GraphWriter writer(graph, gathered.distinct);
    const PackedTiles tiles(points, clusters.order, clusters.bounds, gathered.factor, context);
    const SearchSpace space{points, tiles, points, tiles, places};

    Audited audited;
    if (options.method == NeighborMethod::Automatic && places.size() > options.exactUpTo &&
        options.recall < 1)
        audited = chooseProbe(space, wanted, options.recall, options.seed, progress, probingEnd, context);
    graph.recall = audited.recall;

    tbb::enumerable_thread_specific<TileSearch> searches([&] { return TileSearch(space, wanted); });
    progress.begin(1, places.size());
    forBlocks(context, tiles.size(), 1, [&](std::size_t tile, std::size_t, std::size_t) {
        TileSearch& search = searches.local();
        std::vector<std::uint32_t> all(tiles[tile].size);
        std::iota(all.begin(), all.end(), 0U);
        const std::size_t parts = blockCount(all.size(), TileSearch::capacity);
        for (std::size_t part = 0; part < parts; ++part) {
            const std::size_t begin = all.size() * part / parts;
            const std::size_t end = all.size() * (part + 1) / parts;
            search.search(tile, std::span(all).subspan(begin, end - begin), audited.probe, context);
            for (std::size_t i = 0; i < end - begin; ++i) {
                context.checkpoint();
                writer.write(search.row(i), search.nearest(i));
            }
            progress.add(end - begin);
        }
    });
}

void searchExhaustively(const Matrix& points, const Gathered& gathered, std::size_t wanted,
                        NeighborGraph& graph, SearchProgress& progress, RunContext& context) {
    const std::vector<std::uint32_t>& places = gathered.distinct.firsts();
    const auto dimensions = static_cast<std::size_t>(points.cols());
    const GraphWriter writer(graph, gathered.distinct);
    progress.begin(1, places.size());
    forBlocks(context, places.size(), ExhaustiveSearch::capacity,
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  ExhaustiveSearch search(points, places, wanted, Distance::Manhattan);
                  std::vector<ExhaustiveSearch::Query> queries;
                  for (std::size_t i = begin; i < end; ++i)
                      queries.push_back({points.data() + places[i] * dimensions, places[i]});
                  search.search(queries, context);
                  for (std::size_t i = begin; i < end; ++i)
                      writer.write(places[i], search.nearest(i - begin));
                  progress.add(end - begin);
              });
}

void searchIndex(const Matrix& points, const Gathered& gathered, std::size_t wanted,
                 const NeighborOptions& options, NeighborGraph& graph, SearchProgress& progress,
                 RunContext& context) {
    constexpr double indexEnd = 0.7;
    constexpr double aimEnd = 0.8;
    constexpr std::size_t blockPlaces = 16;
    const std::vector<std::uint32_t>& places = gathered.distinct.firsts();
    const Distance distance = options.metric == Metric::Manhattan ? Distance::Manhattan : Distance::Euclidean;
    const GraphWriter writer(graph, gathered.distinct);
    HnswSearch search(points, places, distance, gathered.factor, options.seed, progress, indexEnd, context);
    graph.recall = search.aim(wanted, options.recall, options.seed, progress, aimEnd, context);
    progress.begin(1, places.size());
    forBlocks(context, places.size(), blockPlaces, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            context.checkpoint();
            writer.write(places[i], search.nearest(places[i], wanted, context));
        }
        progress.add(end - begin);
    });
}

/// Neighbours by Euclidean or Manhattan distance.
std::shared_ptr<NeighborGraph> searchIn(const Matrix& points, const NeighborOptions& options,
                                        RunContext& context) {
    auto graph = std::make_shared<NeighborGraph>();
    graph->points = static_cast<std::size_t>(points.rows());
    graph->k = options.k;
    graph->indices = Buffer<std::uint32_t>(graph->points * graph->k);
    graph->distances = Buffer<float>(graph->points * graph->k);

    SearchProgress progress(context);
    const Gathered gathered(points, options.seed, progress, context);
    const std::size_t places = gathered.distinct.firsts().size();
    const std::size_t wanted = std::min(options.k, places - 1);
    const bool manhattan = options.metric == Metric::Manhattan;
    const bool indexed =
        options.method == NeighborMethod::Hnsw ||
        (options.method == NeighborMethod::Automatic && manhattan && places > options.exactUpTo);
    // Where all points lie at one place or two, there is nothing to index.
    if (indexed && wanted > 1)
        searchIndex(points, gathered, wanted, options, *graph, progress, context);
    else if (manhattan)
        searchExhaustively(points, gathered, wanted, *graph, progress, context);
    else
        searchTiles(points, gathered, wanted, options, *graph, progress, context);
    if (gathered.distinct.anyRepeats())
        copyToRepeats(*graph, gathered.distinct, context);
    graph->order = numbering(gathered.clusters.order, graph->points, gathered.distinct);
    return graph;
}

} // namespace

std::shared_ptr<const NeighborGraph> findNeighbors(const Matrix& points, const NeighborOptions& options,
                                                   RunContext& context) {
    const auto n = static_cast<std::size_t>(points.rows());
    const std::size_t k = options.k;
    if (k == 0)
        throw Error("The number of neighbours must be at least 1.");
    if (k >= n)
        throw Error(std::to_string(k) + " neighbours were asked for, but there are only " +
                    std::to_string(n) + " points; use at most " + std::to_string(n ? n - 1 : 0) +
                    " neighbours (a smaller perplexity).");
    if (!isDirectional(options.metric))
        return searchIn(points, options, context);
    const auto graph = searchIn(directions(points, options.metric, context), options, context);
    forBlocks(context, graph->distances.size(), std::size_t{1} << 18,
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  for (std::size_t i = begin; i < end; ++i)
                      graph->distances[i] = directionalDistance(graph->distances[i]);
              });
    return graph;
}

std::vector<std::uint32_t> nearbyOrder(const Matrix& points, std::uint64_t seed, RunContext& context) {
    SearchProgress progress(context);
    const Gathered gathered(points, seed, progress, context);
    return numbering(gathered.clusters.order, static_cast<std::size_t>(points.rows()), gathered.distinct);
}

} // namespace shoal
