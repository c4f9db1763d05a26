// SPDX-License-Identifier: MIT
// Rows of directed weights p(j|i) from the distances of each point's neighbours: one loop for all kernels.
#pragma once

#include "affinity/symmetrization.h"
#include "core/parallel.h"

#include <algorithm>
#include <atomic>

namespace shoal {

/// The share of the stage's time spent on the rows' weights, for progress.
inline constexpr double conditionalShare = 0.4;

/// The weights of each row's nearest `used` neighbours, or of as many as it has; the others are 0. For each
/// block of rows `makeKernel()` gives a kernel, called for row after row as
/// kernel(distances, count, weights) with count > 0. Throws Stopped.
template <class MakeKernel>
Buffer<float> conditionalWeights(const NeighborGraph& graph, std::size_t used, RunContext& context,
                                 const MakeKernel& makeKernel) {
    Buffer<float> weights(graph.points * used);
    constexpr std::size_t blockEntries = std::size_t{1} << 17;
    const std::size_t blockRows = std::max<std::size_t>(1, blockEntries / used);
    std::atomic<std::size_t> rowsDone = 0;
    forBlocks(context, graph.points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        auto kernel = makeKernel();
        for (std::size_t row = begin; row < end; ++row) {
            const std::uint32_t point = graph.order[row];
            const std::size_t count = std::min(used, graph.countOf(point));
            float* to = weights.data() + row * used;
            std::fill(to + count, to + used, 0.0f);
            if (count > 0)
                kernel(graph.distancesOf(point).data(), count, to);
        }
        const std::size_t done = rowsDone += end - begin;
        context.progress(conditionalShare * static_cast<double>(done) / static_cast<double>(graph.points));
    });
    return weights;
}

/// exp of the mean entropy of the rows' weights, each row divided by its sum; rows without weights apart.
double meanPerplexity(const ConditionalWeights& conditional, RunContext& context);

} // namespace shoal
