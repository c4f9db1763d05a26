// SPDX-License-Identifier: MIT
#include "affinity/affinity_options.h"

#include "core/error.h"
#include "core/named_values.h"

#include <algorithm>

namespace shoal {

namespace {

constexpr NamedValues<AffinityMethod, 6> names{{
    {AffinityMethod::Perplexity, "perplexity"},
    {AffinityMethod::Multiscale, "multiscale"},
    {AffinityMethod::Mixture, "mixture"},
    {AffinityMethod::Sigma, "sigma"},
    {AffinityMethod::Uniform, "uniform"},
    {AffinityMethod::Given, "given"},
}};

} // namespace

std::string_view nameOf(AffinityMethod method) {
    return nameIn(names, method);
}

AffinityMethod affinityMethodFromName(std::string_view name) {
    return valueIn(names, name, "kind of affinities");
}

std::size_t neighborsFor(std::size_t points, const AffinityOptions& options) {
    if (options.method == AffinityMethod::Given)
        return 0;
    if (hasNeighborCount(options.method))
        return std::clamp<std::size_t>(options.neighbors, 1, points > 1 ? points - 1 : 1);
    const auto largest = std::max_element(options.perplexities.begin(), options.perplexities.end());
    return neighborsForPerplexity(points, largest == options.perplexities.end() ? 1 : *largest);
}

std::shared_ptr<const Affinities> makeAffinities(const NeighborGraph& graph, const AffinityOptions& options,
                                                 RunContext& context) {
    switch (options.method) {
    case AffinityMethod::Perplexity:
        return perplexityAffinities(graph, {options.perplexities.at(0)}, context);
    case AffinityMethod::Multiscale:
        return multiscaleAffinities(graph, options.perplexities, context);
    case AffinityMethod::Mixture:
        return mixtureAffinities(graph, options.perplexities, context);
    case AffinityMethod::Sigma:
        return fixedSigmaAffinities(graph, options.sigma, options.neighbors, context);
    case AffinityMethod::Uniform:
        return uniformAffinities(graph, options.neighbors, options.symmetry, context);
    case AffinityMethod::Given:
        break;
    }
    throw Error("Given affinities are not made of neighbours.");
}

} // namespace shoal
