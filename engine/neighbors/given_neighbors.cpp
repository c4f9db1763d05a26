// SPDX-License-Identifier: MIT
// A graph that the data's file holds, as a NeighborGraph: rows may have unequal numbers of neighbours.
#include "core/error.h"
#include "core/named_values.h"
#include "core/parallel.h"
#include "neighbors/exact_squares.h"
#include "neighbors/exhaustive_search.h"
#include "neighbors/neighbor_graph.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

constexpr NamedValues<NeighborMethod, 4> names{{
    {NeighborMethod::Automatic, "auto"},
    {NeighborMethod::Exact, "exact"},
    {NeighborMethod::Hnsw, "hnsw"},
    {NeighborMethod::Given, "given"},
}};

constexpr std::size_t blockRows = 64;

void requireShape(const GivenGraph& given, std::size_t points) {
    const auto text = [](std::size_t value) { return std::to_string(value); };
    if (given.matrix.rows != points || given.matrix.columns != points)
        throw Error(given.name + " has " + text(given.matrix.rows) + " rows and " +
                    text(given.matrix.columns) + " columns; neighbours of " + text(points) +
                    " points need as many of both.");
}

[[noreturn]] void refuse(const GivenGraph& given, std::size_t row, std::size_t column, float value) {
    throw Error(
        given.name + " says that points " + std::to_string(row + 1) + " and " + std::to_string(column + 1) +
        (std::isfinite(value) ? " lie a negative distance apart (" : " lie no finite distance apart (") +
        std::to_string(value) + "): choose a graph of distances from 0 up.");
}

bool isNeighbor(const GivenGraph& given, std::size_t row, std::size_t column, float value) {
    return row != column && !(given.similarities && value == 0);
}

/// The distances of a point to others, by the metric.
class Ruler {
public:
    Ruler(const Matrix& points, Metric metric, RunContext& context)
        : metric_(metric)
        , points_(isDirectional(metric) ? directions_ : points) {
        if (isDirectional(metric))
            directions_ = directions(points, metric, context);
    }

    const Matrix& points() const { return points_; }
    std::vector<Neighbor> nearest(std::size_t row, std::span<const std::uint32_t> others,
                                  std::size_t count) const {
        std::vector<Neighbor> found =
            nearestMeasured(points_.data() + row * static_cast<std::size_t>(points_.cols()), points_, others,
                            count, ExhaustiveSearch::nobody,
                            metric_ == Metric::Manhattan ? Distance::Manhattan : Distance::Euclidean);
        if (isDirectional(metric_))
            for (Neighbor& neighbor : found)
                neighbor.distance = directionalDistance(neighbor.distance);
        return found;
    }

private:
    Metric metric_;
    Matrix directions_;
    const Matrix& points_;
};

/// How many neighbours each point has, all of them counted.
std::vector<std::uint32_t> checkedCounts(const GivenGraph& given, RunContext& context) {
    std::vector<std::uint32_t> counts(given.matrix.rows);
    forBlocks(context, counts.size(), blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::span columns = given.matrix.indicesOf(row);
            const std::span values = given.matrix.valuesOf(row);
            for (std::size_t i = 0; i < columns.size(); ++i) {
                if (!std::isfinite(values[i]) || values[i] < 0)
                    refuse(given, row, columns[i], values[i]);
                counts[row] += isNeighbor(given, row, columns[i], values[i]) ? 1 : 0;
            }
        }
    });
    return counts;
}

/// A row's `count` nearest. Of similarities the largest are taken, then measured.
std::vector<Neighbor> nearestGiven(const GivenGraph& given, std::size_t row, std::size_t count,
                                   const Ruler& ruler) {
    const std::span columns = given.matrix.indicesOf(row);
    const std::span values = given.matrix.valuesOf(row);
    std::vector<Neighbor> neighbors;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (isNeighbor(given, row, columns[i], values[i]))
            neighbors.push_back({given.similarities ? -values[i] : values[i], columns[i]});
    std::sort(neighbors.begin(), neighbors.end());
    neighbors.resize(std::min(count, neighbors.size()));
    if (!given.similarities)
        return neighbors;
    std::vector<std::uint32_t> rows;
    rows.reserve(neighbors.size());
    for (const Neighbor& neighbor : neighbors)
        rows.push_back(neighbor.row);
    return ruler.nearest(row, rows, rows.size());
}

} // namespace

std::string_view nameOf(NeighborMethod method) {
    return nameIn(names, method);
}

NeighborMethod neighborMethodFromName(std::string_view name) {
    return valueIn(names, name, "method of finding neighbours");
}

std::shared_ptr<const NeighborGraph> givenNeighbors(const GivenGraph& given, const Matrix& points,
                                                    const NeighborOptions& options, RunContext& context) {
    const auto n = static_cast<std::size_t>(points.rows());
    requireShape(given, n);
    auto graph = std::make_shared<NeighborGraph>();
    graph->points = n;
    graph->counts = checkedCounts(given, context);
    const std::size_t most = n == 0 ? 0 : *std::max_element(graph->counts.begin(), graph->counts.end());
    if (most == 0)
        throw Error(given.name + " names no neighbours of any point: choose another graph.");
    graph->k = std::min(most, options.k);
    graph->indices = Buffer<std::uint32_t>(n * graph->k);
    graph->distances = Buffer<float>(n * graph->k);

    const Ruler ruler(points, options.metric, context);
    RunContext ordering = context.part(0, 0.5);
    graph->order = nearbyOrder(ruler.points(), options.seed, ordering);
    std::atomic<std::size_t> done = 0;
    forBlocks(context, n, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            const std::vector<Neighbor> neighbors = nearestGiven(given, row, graph->k, ruler);
            graph->counts[row] = static_cast<std::uint32_t>(neighbors.size());
            for (std::size_t i = 0; i < graph->k; ++i) {
                const bool there = i < neighbors.size();
                graph->indices[row * graph->k + i] =
                    there ? neighbors[i].row : static_cast<std::uint32_t>(row);
                graph->distances[row * graph->k + i] =
                    there ? neighbors[i].distance : std::numeric_limits<float>::infinity();
            }
        }
        context.progress(0.5 + 0.5 * static_cast<double>(done += end - begin) / static_cast<double>(n));
    });
    if (std::all_of(graph->counts.begin(), graph->counts.end(),
                    [&](std::uint32_t count) { return count == graph->k; }))
        graph->counts.clear();
    return graph;
}

} // namespace shoal
