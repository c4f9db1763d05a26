// SPDX-License-Identifier: MIT
#include "initialization/placement.h"

#include "affinity/reference_affinities.h"
#include "core/named_values.h"
#include "core/parallel.h"
#include "initialization/start_positions.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

constexpr std::size_t blockRows = 4096;
constexpr double searchEnd = 0.9;

constexpr NamedValues<PlacementWeights, 2> weightsNames{{
    {PlacementWeights::Uniform, "uniform"},
    {PlacementWeights::Affinity, "affinity"},
}};

/// Values with their weights, as they come; sorts them.
float weightedMedian(std::vector<std::pair<float, float>>& values) {
    std::sort(values.begin(), values.end());
    double total = 0;
    for (const auto& [value, weight] : values)
        total += static_cast<double>(weight);
    double below = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        below += static_cast<double>(values[i].second);
        if (2 * below > total)
            return values[i].first;
        if (2 * below == total)
            return static_cast<float>(
                (static_cast<double>(values[i].first) + static_cast<double>(values[i + 1].first)) / 2);
    }
    return values.back().first;
}

Positions placeOnNearest(const Matrix& features, const Matrix& sampled, const Positions& sampleEmbedding,
                         RunContext& context, Metric metric) {
    const std::vector<std::uint32_t> nearest = nearestReferences(features, sampled, context, metric);
    Positions placed(features.rows(), 2);
    forBlocks(context, nearest.size(), blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t point = begin; point < end; ++point)
            placed.row(static_cast<Eigen::Index>(point)) = sampleEmbedding.row(nearest[point]);
    });
    return placed;
}

} // namespace

std::string_view nameOf(PlacementWeights weights) {
    return nameIn(weightsNames, weights);
}

PlacementWeights placementWeightsFromName(std::string_view name) {
    return valueIn(weightsNames, name, "placement weight");
}

ReferenceNeighbors nearestOf(const ReferenceNeighbors& neighbors, std::size_t count) {
    ReferenceNeighbors nearest;
    nearest.k = std::min(neighbors.k, count);
    nearest.indices = Buffer<std::uint32_t>(neighbors.queries() * nearest.k);
    nearest.distances = Buffer<float>(neighbors.queries() * nearest.k);
    for (std::size_t query = 0; query < neighbors.queries(); ++query) {
        std::copy_n(neighbors.neighborsOf(query).data(), nearest.k,
                    nearest.indices.data() + query * nearest.k);
        std::copy_n(neighbors.distancesOf(query).data(), nearest.k,
                    nearest.distances.data() + query * nearest.k);
    }
    return nearest;
}

Positions placeAtMedian(const ReferenceNeighbors& neighbors, const Positions& embedding,
                        PlacementWeights weights, RunContext& context) {
    std::size_t k = neighbors.k;
    ReferenceAffinities affinities;
    if (weights == PlacementWeights::Affinity) {
        affinities = referenceAffinities(neighbors, std::max(1.0, static_cast<double>(k) / 3), context);
        k = affinities.k;
    }
    Positions placed(static_cast<Eigen::Index>(neighbors.queries()), 2);
    forBlocks(context, neighbors.queries(), blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<std::pair<float, float>> values(k);
        for (std::size_t point = begin; point < end; ++point) {
            const auto indices = neighbors.neighborsOf(point);
            for (Eigen::Index column = 0; column < 2; ++column) {
                for (std::size_t i = 0; i < k; ++i)
                    values[i] = {embedding(indices[i], column),
                                 affinities.points ? affinities.weightsOf(point)[i] : 1.0F};
                placed(static_cast<Eigen::Index>(point), column) = weightedMedian(values);
            }
        }
    });
    return placed;
}

Positions placeOnSample(const Matrix& features, const std::vector<std::uint32_t>& sample,
                        const Positions& sampleEmbedding, const PlacementOptions& options,
                        RunContext& context, Metric metric) {
    const Matrix sampled = takeRows(features, sample, context);
    Positions placed;
    if (options.neighbors == 1) {
        placed = placeOnNearest(features, sampled, sampleEmbedding, context, metric);
    } else {
        RunContext search = context.part(0, searchEnd);
        placed = placeAtMedian(findReferenceNeighbors(features, sampled, options.neighbors, search, metric),
                               sampleEmbedding, options.weights, context);
    }
    // A sampled point may have a duplicate in the sample before it; it stays on itself.
    for (std::size_t i = 0; i < sample.size(); ++i)
        placed.row(sample[i]) = sampleEmbedding.row(static_cast<Eigen::Index>(i));
    return placed;
}

} // namespace shoal
