// SPDX-License-Identifier: MIT
#include "session/affinity_stages.h"

#include "core/count_text.h"
#include "data/npz_reader.h"
#include "initialization/principal_components.h"
#include "neighbors/thinned_neighbors.h"
#include "recipe/number_text.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace shoal {

Space wholeSpace(const ChosenData& chosen, const Recipe& recipe) {
    const Dataset& data = *chosen.data;
    FeaturesKey key;
    key.data = chosen.source->features.shared();
    key.points = {chosen.points};
    key.metric = recipe.metric;
    key.method = recipe.neighborMethod;
    if (recipe.neighborMethod == NeighborMethod::Given)
        key.graph = recipe.neighborGraph;
    if (data.dimensions() > recipe.principalComponents && recipe.metric == Metric::Euclidean)
        key.components = std::min(recipe.principalComponents, data.points() - 1);
    return {key, key.components > 0 ? nullptr : data.features.shared(), chosen};
}

FeaturesKey componentsKey(const FeaturesKey& key) {
    FeaturesKey bare;
    bare.data = key.data;
    bare.points = key.points;
    bare.components = key.components;
    return bare;
}

Search searchFor(const Space& space, const Recipe& recipe, const AffinityOptions& options) {
    const auto points = static_cast<std::size_t>(space.features->rows());
    Search search;
    search.options.k = neighborsFor(points, options);
    search.options.seed = sharedSeed;
    search.options.metric = space.key.metric;
    search.options.method = space.key.method;
    search.thinning = thinningFor(recipe, options, points);
    return search;
}

std::shared_ptr<const Matrix> makeComponents(const Space& space, RunContext& context) {
    auto made =
        principalComponents(space.chosen.data->features, space.key.components, sharedComponentsSeed, context);
    return std::make_shared<Matrix>(std::move(made.scores));
}

std::shared_ptr<const NeighborGraph> makeNeighbors(const Space& space, const Search& search,
                                                   RunContext& context) {
    if (search.options.method != NeighborMethod::Given)
        return findThinnedNeighbors(*space.features, search.options, search.thinning, context);
    RunContext reading = context.part(0, 0.5);
    const Dataset& data = *space.chosen.data;
    const SparseMatrix matrix = space.chosen.partOf(readPointGraph(data.source, space.key.graph, reading));
    RunContext ordering = context.part(0.5, 1);
    // AnnData's names for the two graphs of scanpy: how far neighbours are, and how strongly they are tied.
    const bool similarities = space.key.graph.ends_with("connectivities");
    return givenNeighbors({matrix, data.name + ": " + space.key.graph, similarities}, *space.features,
                          search.options, ordering);
}

std::shared_ptr<const Affinities> readAffinities(const Space& space, const std::string& file,
                                                 RunContext& context) {
    const std::filesystem::path path = file;
    RunContext reading = context.part(0, 0.4);
    const SparseMatrix matrix = space.chosen.partOf(readSparseNpz(path, reading));
    RunContext ordering = context.part(0.4, 0.7);
    const std::vector<std::uint32_t> order = nearbyOrder(*space.features, sharedSeed, ordering);
    RunContext making = context.part(0.7, 1);
    return givenAffinities(matrix, path.filename().string(), order, making);
}

std::string describeComponents(const Space& space) {
    return groupedText(space.key.components) + " of " +
           countText(space.chosen.data->dimensions(), "dimension");
}

std::string describe(const NeighborGraph& graph, const FeaturesKey& key) {
    std::string text = "k = " + std::to_string(graph.reach());
    if (graph.thinning != 1)
        text += ", beyond " + std::to_string(graph.unthinned) + " one of " + std::to_string(graph.thinning) +
                " kept for all";
    if (key.method == NeighborMethod::Given)
        return text + ", " + key.graph;
    text += ", recall " + shortNumberText(graph.recall);
    if (key.metric != Metric::Euclidean)
        text.append(", ").append(nameOf(key.metric));
    if (key.method != NeighborMethod::Automatic)
        text.append(", ").append(nameOf(key.method));
    return text;
}

std::string describe(const Affinities& affinities, AffinityMethod method) {
    const std::string kind =
        method == AffinityMethod::Perplexity ? std::string() : std::string(nameOf(method)) + ", mean ";
    return kind + "perplexity " + shortNumberText(affinities.perplexity) + ", " +
           countText(affinities.columns.size(), "entry", "entries");
}

std::string fromCache(const std::string& detail) {
    return (detail + (detail.empty() ? "" : ", ")).append(cachedNote);
}

} // namespace shoal
