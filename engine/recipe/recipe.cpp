// SPDX-License-Identifier: MIT
#include "recipe/recipe.h"

#include "core/named_values.h"
#include "neighbors/thinned_neighbors.h"

#include <algorithm>

namespace shoal {

namespace {

constexpr NamedValues<StartMethod, 5> startNames{{
    {StartMethod::Pca, "pca"},
    {StartMethod::Spectral, "spectral"},
    {StartMethod::Random, "random"},
    {StartMethod::Given, "given"},
    {StartMethod::Downsample, "downsample"},
}};

constexpr NamedValues<RepulsionMethod, 4> repulsionNames{{
    {RepulsionMethod::Automatic, "automatic"},
    {RepulsionMethod::Fft, "fft"},
    {RepulsionMethod::BarnesHut, "barnes-hut"},
    {RepulsionMethod::Exact, "exact"},
}};

} // namespace

double Recipe::effectiveSamplePerplexity() const {
    if (samplePerplexity)
        return *samplePerplexity;
    return std::max(perplexity, std::min(500.0, static_cast<double>(sampleSize) / 50));
}

std::size_t Recipe::totalIterations() const {
    std::size_t total = 0;
    for (const Phase& phase : phases)
        total += phase.iterations;
    return total;
}

Recipe withAffinitiesOf(Recipe recipe, const Recipe& other) {
    recipe.metric = other.metric;
    recipe.neighborMethod = other.neighborMethod;
    recipe.neighborGraph = other.neighborGraph;
    recipe.affinities = other.affinities;
    recipe.perplexity = other.perplexity;
    recipe.perplexities = other.perplexities;
    recipe.sigma = other.sigma;
    recipe.neighborCount = other.neighborCount;
    recipe.uniformSymmetry = other.uniformSymmetry;
    recipe.affinityFile = other.affinityFile;
    recipe.principalComponents = other.principalComponents;
    return recipe;
}

AffinityOptions affinityOptions(const Recipe& recipe) {
    AffinityOptions options;
    options.method = recipe.affinities;
    if (recipe.affinities == AffinityMethod::Perplexity)
        options.perplexities = {recipe.perplexity};
    if (hasScales(recipe.affinities))
        options.perplexities = recipe.perplexities;
    if (recipe.affinities == AffinityMethod::Sigma)
        options.sigma = recipe.sigma.value_or(0);
    if (hasNeighborCount(recipe.affinities))
        options.neighbors = recipe.neighborCount;
    if (recipe.affinities == AffinityMethod::Uniform)
        options.symmetry = recipe.uniformSymmetry;
    return options;
}

AffinityOptions sampleAffinityOptions(const Recipe& recipe) {
    return {.perplexities = {recipe.effectiveSamplePerplexity()}};
}

NeighborMethod sampleNeighborMethod(const Recipe& recipe) {
    return recipe.neighborMethod == NeighborMethod::Given ? NeighborMethod::Automatic : recipe.neighborMethod;
}

std::size_t thinningFor(const Recipe& recipe, const AffinityOptions& options, std::size_t points) {
    const bool thinned = options.method == AffinityMethod::Perplexity &&
                         recipe.neighborMethod == NeighborMethod::Automatic &&
                         recipe.metric == Metric::Euclidean;
    return thinned ? thinningFor(points, neighborsFor(points, options)) : 1;
}

Recipe Recipe::standard() {
    return {};
}

Recipe Recipe::moreSeparation() {
    Recipe recipe;
    recipe.phases = {{12, 250}, {4, 500}};
    return recipe;
}

Recipe Recipe::largeData() {
    Recipe recipe;
    recipe.start = StartMethod::Downsample;
    recipe.phases = {{12, 500}, {4, 750}};
    return recipe;
}

std::string_view nameOf(StartMethod method) {
    return nameIn(startNames, method);
}

StartMethod startMethodFromName(std::string_view name) {
    return valueIn(startNames, name, "start");
}

std::string_view nameOf(RepulsionMethod method) {
    return nameIn(repulsionNames, method);
}

RepulsionMethod repulsionMethodFromName(std::string_view name) {
    return valueIn(repulsionNames, name, "repulsion");
}

} // namespace shoal
