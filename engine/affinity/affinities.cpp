// SPDX-License-Identifier: MIT
#include "affinity/affinities.h"

#include "affinity/row_calibration.h"
#include "affinity/symmetrization.h"
#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>

namespace shoal {

namespace {

void requireUsable(double perplexity) {
    if (std::isfinite(perplexity) && perplexity >= 1)
        return;
    std::ostringstream message;
    message << "The perplexity is " << perplexity << "; it must be a number of at least 1, such as 30.";
    throw Error(message.str());
}

// The share of the stage's time spent on the rows' precisions, for progress.
constexpr double calibrationShare = 0.4;
constexpr std::size_t sumRows = 4096;

Buffer<float> conditionalWeights(const NeighborGraph& graph, std::size_t used, double perplexity,
                                 RunContext& context) {
    Buffer<float> weights(graph.points * used);
    const std::size_t plain = graph.thinning == 1 ? used : graph.unthinned;
    constexpr std::size_t blockEntries = std::size_t{1} << 17;
    const std::size_t blockRows = std::max<std::size_t>(1, blockEntries / used);
    std::atomic<std::size_t> rowsDone = 0;
    forBlocks(context, graph.points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        Buffer<double> scratch(calibrationScratch(used));
        double logPrecision = 0;
        for (std::size_t row = begin; row < end; ++row)
            calibrateRow({graph.distancesOf(graph.order[row]).data(), used, plain, graph.thinning},
                         perplexity, scratch.data(), logPrecision, weights.data() + row * used);
        const std::size_t done = rowsDone += end - begin;
        context.progress(calibrationShare * static_cast<double>(done) / static_cast<double>(graph.points));
    });
    return weights;
}

/// Σ p ln m over the entries, m being how many neighbours one stands for: its weight in a sum over these is
/// not p ln p but m · (p/m) ln (p/m).
double logMultiplicity(const ConditionalWeights& conditional, RunContext& context) {
    const NeighborGraph& graph = conditional.graph;
    if (graph.thinning == 1 || conditional.used <= graph.unthinned)
        return 0;
    const double thinnedWeight =
        sumBlocks(context, conditional.points(), sumRows, 0.0, [&](std::size_t begin, std::size_t end) {
            double sum = 0;
            for (std::size_t row = begin; row < end; ++row)
                for (const float weight : conditional.weightsOfRow(row).subspan(graph.unthinned))
                    sum += weight;
            return sum;
        });
    return thinnedWeight / static_cast<double>(conditional.points()) *
           std::log(static_cast<double>(graph.thinning));
}

} // namespace

std::size_t neighborsForPerplexity(std::size_t points, double perplexity) {
    const double wanted = std::floor(3 * perplexity);
    const std::size_t available = points > 1 ? points - 1 : 1;
    // Written so that a perplexity that is no number asks for 1.
    return wanted >= static_cast<double>(available) ? available
           : wanted > 1                             ? static_cast<std::size_t>(wanted)
                                                    : 1;
}

std::shared_ptr<const Affinities>
perplexityAffinities(const NeighborGraph& graph, const PerplexityOptions& options, RunContext& context) {
    requireUsable(options.perplexity);
    context.checkpoint();
    auto result = std::make_shared<Affinities>();
    result->points = graph.points;
    result->pointOfRow = graph.order;
    const std::size_t wanted = neighborsForPerplexity(graph.points, options.perplexity);
    const std::size_t reach = graph.reach();
    result->perplexity = options.perplexity;
    // The number wanted is rounded down and ends at N − 1: that alone does not lower the perplexity.
    if (reach < wanted || 3 * options.perplexity >= static_cast<double>(reach + 1))
        result->perplexity = std::max(1.0, static_cast<double>(reach) / 3);
    if (graph.points < 2 || graph.k == 0) {
        result->rowOffsets = Buffer<std::uint64_t>(graph.points + 1);
        std::fill(result->rowOffsets.begin(), result->rowOffsets.end(), 0);
        return result;
    }
    const std::size_t used = graph.entriesFor(std::min(wanted, reach));
    const ConditionalWeights conditional{graph, used,
                                         conditionalWeights(graph, used, result->perplexity, context)};
    symmetrize(conditional, *result, context, [&](double fraction) {
        context.progress(calibrationShare + (1 - calibrationShare) * fraction);
    });
    result->entropy -= logMultiplicity(conditional, context);
    return result;
}

} // namespace shoal
