// SPDX-License-Identifier: MIT
#include "recipe/estimate.h"

#include "core/matrix.h"
#include "neighbors/thinned_neighbors.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

using Bytes = std::uint64_t;

template <class Array>
constexpr Bytes elementBytes = sizeof(*std::declval<const Array&>().data());

// Of k neighbours a row, symmetrisation makes 1.3 to 1.6 k entries on real data: near neighbours are mutual.
constexpr double symmetricEntriesPerNeighbor = 1.6;

struct Stages {
    Bytes graph;
    Bytes symmetrization; ///< what exists beside graph and result while P is made
    Bytes affinities;
    Bytes optimizer;

    Bytes peak() const { return graph + affinities + std::max(symmetrization, optimizer); }
};

Stages stagesFor(Bytes points, const AffinityOptions& options, std::size_t thinning) {
    const Bytes links = points * thinnedEntries(neighborsFor(points, options), thinning);
    const auto entries = static_cast<Bytes>(symmetricEntriesPerNeighbor * static_cast<double>(links));
    const Bytes position = sizeof(float) * Positions::ColsAtCompileTime;

    Stages stages{};
    stages.graph = links *
                   (elementBytes<decltype(NeighborGraph::indices)> +
                    elementBytes<decltype(NeighborGraph::distances)>)+points *
                   elementBytes<decltype(NeighborGraph::order)>;
    // The weights by row, and an eighth of the transposed entries (row, column, weight) at a time.
    constexpr Bytes leastEntriesSorted = Bytes{1} << 25;
    const Bytes sorted = std::min(links, std::max(links / 8, leastEntriesSorted));
    stages.symmetrization = links * sizeof(float) + sorted * (2 * sizeof(std::uint32_t) + sizeof(float));
    stages.affinities =
        entries *
        (elementBytes<decltype(Affinities::columns)> + elementBytes<decltype(Affinities::weights)>)+points *
        (elementBytes<decltype(Affinities::rowOffsets)> + elementBytes<decltype(Affinities::pointOfRow)>);
    // Positions, updates and gains before and after a step, and the repulsion; three snapshots at once: the
    // newest, the one on view and the last that was sound.
    stages.optimizer = points * position * (7 + 3);
    return stages;
}

/// What a search keeps beside the features: rows of length 1 for directions, an index.
Bytes searchBytes(Bytes points, Bytes dimensions, Metric metric, NeighborMethod method) {
    const Bytes rows = points * (dimensions + 1) * sizeof(float);
    // Of each point an index holds the values, 32 links and its number, and half as much in upper levels.
    constexpr Bytes linkBytes = 32 * sizeof(std::uint32_t) + 2 * sizeof(std::uint64_t);
    const bool indexed = method == NeighborMethod::Hnsw ||
                         (method == NeighborMethod::Automatic && metric == Metric::Manhattan);
    return (isDirectional(metric) ? rows : 0) + (indexed ? rows + points * linkBytes * 3 / 2 : 0);
}

} // namespace

std::uint64_t memoryNeeded(std::size_t points, std::size_t dimensions, const Recipe& recipe) {
    const Bytes features = Bytes{points} * dimensions * sizeof(float);
    const bool shortened = recipe.metric == Metric::Euclidean && dimensions > recipe.principalComponents;
    const std::size_t used = shortened ? recipe.principalComponents : dimensions;
    const Bytes components = shortened ? Bytes{points} * used * sizeof(float) : 0;
    const Stages all =
        stagesFor(points, affinityOptions(recipe), thinningFor(recipe, affinityOptions(recipe), points));
    const Bytes search = searchBytes(points, used, recipe.metric, recipe.neighborMethod);
    Bytes peak = std::max(all.peak(), all.graph + search);
    if (recipe.start == StartMethod::Downsample) {
        const Bytes sampled = std::min<Bytes>(recipe.sampleSize, points);
        const Stages sample = stagesFor(sampled, sampleAffinityOptions(recipe),
                                        thinningFor(recipe, sampleAffinityOptions(recipe), sampled));
        const Bytes sampleFeatures = sampled * used * sizeof(float);
        // The sample's stages are over, and partly kept, while all points go through theirs.
        peak = std::max(sampleFeatures + sample.peak(),
                        sampleFeatures + sample.graph + sample.affinities + peak);
    }
    return features + components + peak;
}

} // namespace shoal
