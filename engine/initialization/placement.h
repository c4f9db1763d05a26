// SPDX-License-Identifier: MIT
// Places points among the embedded points nearest to them: onto a sample, or into a finished map.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/neighbor_graph.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace shoal {

enum class PlacementWeights {
    Uniform,  ///< all neighbours alike
    Affinity, ///< near ones more: a Gaussian whose perplexity is a third of their number
};

std::string_view nameOf(PlacementWeights weights); ///< "uniform", "affinity"
/// Throws Error listing the names there are.
PlacementWeights placementWeightsFromName(std::string_view name);

struct PlacementOptions {
    std::size_t neighbors = 1; ///< at least 1
    PlacementWeights weights = PlacementWeights::Uniform;
    bool operator==(const PlacementOptions&) const = default;
};

/// The nearest `count` of the neighbours of each query, or all that there are.
ReferenceNeighbors nearestOf(const ReferenceNeighbors& neighbors, std::size_t count);

/// Each point at the median of its neighbours' positions, column by column (openTSNE's `median`): where half
/// of the weight lies below, the mean of two where it lies between them. With one neighbour on that, bit for
/// bit. `embedding` is R × 2, result M × 2. Throws Stopped.
Positions placeAtMedian(const ReferenceNeighbors& neighbors, const Positions& embedding,
                        PlacementWeights weights, RunContext& context);

/// Each point at the median of its nearest sampled points, by the metric; sampled points on themselves.
/// `features` is N × d, `sample` names S of its rows, `sampleEmbedding` is S × 2. Result N × 2, not rescaled.
/// Throws Stopped.
Positions placeOnSample(const Matrix& features, const std::vector<std::uint32_t>& sample,
                        const Positions& sampleEmbedding, const PlacementOptions& options,
                        RunContext& context, Metric metric = Metric::Euclidean);

} // namespace shoal
