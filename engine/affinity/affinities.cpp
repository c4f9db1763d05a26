// SPDX-License-Identifier: MIT
#include "affinity/affinities.h"

#include "affinity/conditional_weights.h"
#include "affinity/gaussian_rows.h"
#include "core/error.h"
#include "core/named_values.h"

#include <algorithm>
#include <cmath>
#include <numeric>
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

constexpr std::size_t sumRows = 4096;

/// Of the points alone, without an entry.
std::shared_ptr<Affinities> emptyAffinities(const NeighborGraph& graph) {
    auto result = std::make_shared<Affinities>();
    result->points = graph.points;
    result->pointOfRow = graph.order;
    result->rowOffsets = Buffer<std::uint64_t>(graph.points + 1);
    std::fill(result->rowOffsets.begin(), result->rowOffsets.end(), 0);
    return result;
}

bool hasPairs(const NeighborGraph& graph) {
    return graph.points >= 2 && graph.k > 0;
}

template <class MakeKernel>
ConditionalWeights conditionalOf(const NeighborGraph& graph, std::size_t used, RunContext& context,
                                 const MakeKernel& makeKernel) {
    context.checkpoint();
    return {graph, used, conditionalWeights(graph, used, context, makeKernel)};
}

std::shared_ptr<Affinities> jointOf(const ConditionalWeights& conditional, RunContext& context) {
    auto result = std::make_shared<Affinities>();
    result->points = conditional.graph.points;
    result->pointOfRow = conditional.graph.order;
    symmetrize(conditional, *result, context, [&](double fraction) {
        context.progress(conditionalShare + (1 - conditionalShare) * fraction);
    });
    return result;
}

/// For kernels that reach no perplexity of their own.
template <class MakeKernel>
std::shared_ptr<Affinities> affinitiesBy(const NeighborGraph& graph, std::size_t used, RunContext& context,
                                         const MakeKernel& makeKernel) {
    if (!hasPairs(graph))
        return emptyAffinities(graph);
    const ConditionalWeights conditional = conditionalOf(graph, std::min(used, graph.k), context, makeKernel);
    auto result = jointOf(conditional, context);
    result->perplexity = meanPerplexity(conditional, context);
    return result;
}

template <class Kernel>
std::shared_ptr<Affinities> scaledAffinities(const NeighborGraph& graph, std::vector<double> perplexities,
                                             RunContext& context) {
    if (perplexities.empty())
        throw Error("There are no perplexities: give at least one, such as 30.");
    std::for_each(perplexities.begin(), perplexities.end(), requireUsable);
    const double largest = *std::max_element(perplexities.begin(), perplexities.end());
    const std::size_t used = std::min(graph.k, neighborsForPerplexity(graph.points, largest));
    return affinitiesBy(graph, used, context,
                        [&] { return Kernel(used, usablePerplexities(perplexities, used)); });
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

constexpr NamedValues<UniformSymmetry, 2> symmetryNames{{
    {UniformSymmetry::Max, "max"},
    {UniformSymmetry::Mean, "mean"},
}};

} // namespace

std::size_t neighborsForPerplexity(std::size_t points, double perplexity) {
    const double wanted = std::floor(3 * perplexity);
    const std::size_t available = points > 1 ? points - 1 : 1;
    // Written so that a perplexity that is no number asks for 1.
    return wanted >= static_cast<double>(available) ? available
           : wanted > 1                             ? static_cast<std::size_t>(wanted)
                                                    : 1;
}

std::vector<double> usablePerplexities(std::vector<double> perplexities, std::size_t neighbors) {
    const double most = std::max(1.0, static_cast<double>(neighbors) / 3);
    for (double& perplexity : perplexities)
        // The number of neighbours is rounded down: that alone does not lower the perplexity.
        if (3 * perplexity >= static_cast<double>(neighbors + 1))
            perplexity = most;
    std::sort(perplexities.begin(), perplexities.end());
    perplexities.erase(std::unique(perplexities.begin(), perplexities.end()), perplexities.end());
    return perplexities;
}

double meanPerplexity(const ConditionalWeights& conditional, RunContext& context) {
    struct Sum {
        double entropy = 0;
        double rows = 0;
        Sum& operator+=(const Sum& other) {
            entropy += other.entropy;
            rows += other.rows;
            return *this;
        }
    };
    const Sum sum =
        sumBlocks(context, conditional.points(), sumRows, Sum{}, [&](std::size_t begin, std::size_t end) {
            Sum part;
            for (std::size_t row = begin; row < end; ++row) {
                const std::span weights = conditional.weightsOfRow(row);
                const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
                if (total > 0)
                    part += {std::log(total) - sumWeightLogWeight(weights.data(), weights.size()) / total, 1};
            }
            return part;
        });
    return sum.rows > 0 ? std::exp(sum.entropy / sum.rows) : 0;
}

std::shared_ptr<const Affinities>
perplexityAffinities(const NeighborGraph& graph, const PerplexityOptions& options, RunContext& context) {
    requireUsable(options.perplexity);
    const std::size_t wanted = neighborsForPerplexity(graph.points, options.perplexity);
    const std::size_t reach = graph.reach();
    double perplexity = options.perplexity;
    // The number wanted is rounded down and ends at N − 1: that alone does not lower the perplexity.
    if (reach < wanted || 3 * options.perplexity >= static_cast<double>(reach + 1))
        perplexity = std::max(1.0, static_cast<double>(reach) / 3);
    if (!hasPairs(graph)) {
        const auto empty = emptyAffinities(graph);
        empty->perplexity = perplexity;
        return empty;
    }
    const std::size_t used = graph.entriesFor(std::min(wanted, reach));
    const ConditionalWeights conditional = conditionalOf(graph, used, context, [&] {
        return PerplexityKernel(used, perplexity, graph.thinning == 1 ? used : graph.unthinned,
                                graph.thinning);
    });
    const auto result = jointOf(conditional, context);
    result->entropy -= logMultiplicity(conditional, context);
    result->perplexity = perplexity;
    return result;
}

std::shared_ptr<const Affinities> multiscaleAffinities(const NeighborGraph& graph,
                                                       const std::vector<double>& perplexities,
                                                       RunContext& context) {
    return scaledAffinities<MultiscaleKernel>(graph, perplexities, context);
}

std::shared_ptr<const Affinities>
mixtureAffinities(const NeighborGraph& graph, const std::vector<double>& perplexities, RunContext& context) {
    return scaledAffinities<MixtureKernel>(graph, perplexities, context);
}

std::shared_ptr<const Affinities> fixedSigmaAffinities(const NeighborGraph& graph, double sigma,
                                                       std::size_t neighbors, RunContext& context) {
    if (!std::isfinite(sigma) || sigma <= 0) {
        std::ostringstream message;
        message << "The width sigma is " << sigma << "; it must be a number above 0.";
        throw Error(message.str());
    }
    return affinitiesBy(graph, neighbors, context, [&] { return FixedSigmaKernel(sigma); });
}

std::string_view nameOf(UniformSymmetry symmetry) {
    return nameIn(symmetryNames, symmetry);
}

UniformSymmetry uniformSymmetryFromName(std::string_view name) {
    return valueIn(symmetryNames, name, "symmetry");
}

std::shared_ptr<const Affinities> uniformAffinities(const NeighborGraph& graph, std::size_t neighbors,
                                                    UniformSymmetry symmetry, RunContext& context) {
    const auto result = affinitiesBy(graph, neighbors, context, [] {
        return [](const float*, std::size_t count, float* weights) { std::fill_n(weights, count, 1.0f); };
    });
    if (symmetry == UniformSymmetry::Max && !result->weights.empty()) {
        const auto entries = static_cast<double>(result->weights.size());
        const auto each = static_cast<float>(1 / entries);
        std::fill(result->weights.begin(), result->weights.end(), each);
        result->entropy = entries * each * std::log(static_cast<double>(each));
    }
    return result;
}

} // namespace shoal
