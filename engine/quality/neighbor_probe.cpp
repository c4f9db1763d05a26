// SPDX-License-Identifier: MIT
#include "quality/neighbor_probe.h"

#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "neighbors/exact_squares.h"
#include "neighbors/neighbor_graph.h"
#include "quality/neighbor_preservation.h"
#include "quality/plane_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace shoal {

namespace {

constexpr std::size_t neighborsWanted = 10;
constexpr std::size_t queryBlock = 64;

Matrix rowsOf(const Matrix& matrix, std::span<const std::uint32_t> rows) {
    Matrix taken(static_cast<Eigen::Index>(rows.size()), matrix.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
        taken.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
    return taken;
}

/// Distances of a point of the features to others, as lists of neighbours know them.
std::vector<float> distancesInData(const NeighborProbe& probe, std::uint32_t point,
                                   const std::vector<std::uint32_t>& others, RunContext& context) {
    std::vector<double> measured(others.size());
    std::vector<float> distances(others.size());
    const Matrix& features = *probe.features;
    const auto dimensions = static_cast<std::size_t>(features.cols());
    const float* const from = features.data() + point * dimensions;
    const auto root = [](double square) { return static_cast<float>(std::sqrt(square)); };
    if (probe.metric == Metric::Manhattan) {
        exactAbsolutes(from, features, others, measured.data());
        std::ranges::transform(measured, distances.begin(),
                               [](double sum) { return static_cast<float>(sum); });
    } else if (isDirectional(probe.metric)) {
        std::vector<std::uint32_t> rows{point};
        rows.insert(rows.end(), others.begin(), others.end());
        const Matrix units = directions(rowsOf(features, rows), probe.metric, context);
        std::iota(rows.begin(), rows.end(), 0U);
        exactSquares(units.data(), units, std::span(rows).subspan(1), measured.data());
        std::ranges::transform(measured, distances.begin(),
                               [&](double square) { return directionalDistance(root(square)); });
    } else {
        exactSquares(from, features, others, measured.data());
        std::ranges::transform(measured, distances.begin(), root);
    }
    return distances;
}

/// How many of a probed point's nearest in the map are among its nearest in the data.
std::size_t keptOf(const NeighborProbe& probe, std::size_t probed, const std::vector<std::uint32_t>& inMap,
                   RunContext& context) {
    if (probe.tied[probed]) {
        const auto distances = distancesInData(probe, probe.rows[probed], inMap, context);
        return static_cast<std::size_t>(std::ranges::count_if(
            distances, [reach = probe.reach[probed]](float distance) { return distance <= reach; }));
    }
    const std::uint32_t* const named = probe.nearest.data() + probed * probe.neighbors;
    return static_cast<std::size_t>(std::ranges::count_if(
        inMap, [&](std::uint32_t row) { return std::binary_search(named, named + probe.neighbors, row); }));
}

/// With the error of having drawn them, without replacement, from `points`.
Score meanOf(const std::vector<float>& shares, std::size_t points) {
    const auto count = static_cast<double>(shares.size());
    Score score;
    score.value = std::accumulate(shares.begin(), shares.end(), 0.0) / count;
    if (shares.size() == points)
        return score;
    double squares = 0;
    for (const float share : shares)
        squares += (share - score.value) * (share - score.value);
    score.sampled = shares.size();
    score.standardError =
        std::sqrt(squares / std::max(1.0, count - 1) / count * (1 - count / static_cast<double>(points)));
    return score;
}

} // namespace

std::shared_ptr<const NeighborProbe> findNeighborProbe(std::shared_ptr<const Matrix> features,
                                                       std::size_t count, Metric metric, std::uint64_t seed,
                                                       RunContext& context) {
    const auto points = static_cast<std::size_t>(features->rows());
    auto probe = std::make_shared<NeighborProbe>();
    probe->neighbors = comparableNeighbors(points, neighborsWanted);
    if (probe->neighbors == 0)
        throw Error("Which neighbours a map of " + countText(points, "point") +
                    " keeps cannot be measured: use at least 3.");
    probe->metric = metric;
    probe->rows = sampleRows(points, count, seed);
    probe->features = std::move(features);
    const std::size_t k = probe->neighbors;
    // The point itself may be among them, and one more tells whether others are as near as the last.
    const ReferenceNeighbors found = findReferenceNeighbors(rowsOf(*probe->features, probe->rows),
                                                            *probe->features, k + 2, context, metric);
    probe->nearest = Buffer<std::uint32_t>(probe->rows.size() * k);
    probe->reach.resize(probe->rows.size());
    probe->tied.resize(probe->rows.size());
    for (std::size_t i = 0; i < probe->rows.size(); ++i) {
        const std::span rows = found.neighborsOf(i);
        const std::span distances = found.distancesOf(i);
        const auto self = static_cast<std::size_t>(std::ranges::find(rows, probe->rows[i]) - rows.begin());
        const auto withoutSelf = [self](std::size_t place) { return place < self ? place : place + 1; };
        std::uint32_t* const named = probe->nearest.data() + i * k;
        for (std::size_t place = 0; place < k; ++place)
            named[place] = rows[withoutSelf(place)];
        std::sort(named, named + k);
        probe->reach[i] = distances[withoutSelf(k - 1)];
        probe->tied[i] = distances[withoutSelf(k)] == probe->reach[i] ? 1 : 0;
    }
    return probe;
}

KeptNeighbors keptNeighbors(const NeighborProbe& probe, const Positions& map, RunContext& context) {
    if (static_cast<std::size_t>(map.rows()) != probe.points())
        throw Error("The data has " + countText(probe.points(), "point") + ", the map " +
                    groupedText(static_cast<std::uint64_t>(map.rows())) +
                    "; measure a map with its own data.");
    const PlaneIndex index(map, context);
    KeptNeighbors kept;
    kept.shares.resize(probe.rows.size());
    forBlocks(context, probe.rows.size(), queryBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<std::uint32_t> inMap;
        for (std::size_t i = begin; i < end; ++i) {
            index.nearest(probe.rows[i], probe.neighbors, inMap);
            kept.shares[i] =
                static_cast<float>(keptOf(probe, i, inMap, context)) / static_cast<float>(probe.neighbors);
        }
    });
    kept.mean = meanOf(kept.shares, probe.points());
    return kept;
}

} // namespace shoal
