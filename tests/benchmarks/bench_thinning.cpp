// SPDX-License-Identifier: MIT
// What thinned neighbours cost a map of high perplexity and what they spare it: seconds, entries, and how far
// weights, attraction and final KL are from those of all neighbours.
//   bench_thinning FILE [perplexity = 500] [thinning = 7] [threads = 2] [phases = 12:250,1:500]
#include "affinity/affinities.h"
#include "core/parallel.h"
#include "data/dataset.h"
#include "initialization/principal_components.h"
#include "initialization/start_positions.h"
#include "neighbors/thinned_neighbors.h"
#include "recipe/recipe.h"
#include "tsne/optimizer.h"
#include "tsne/step_kernels.h"

#include <tbb/global_control.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace shoal;

namespace {

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::shared_ptr<const Affinities> affinitiesOf(const Matrix& points, double perplexity, std::size_t thinning,
                                               RunContext& context) {
    const double begun = seconds();
    const auto graph = findThinnedNeighbors(
        points, {.k = neighborsForPerplexity(static_cast<std::size_t>(points.rows()), perplexity)}, thinning,
        context);
    const double found = seconds();
    auto affinities = perplexityAffinities(*graph, {perplexity}, context);
    std::printf(
        "thinning %zu: %zu entries stand for %zu neighbours, recall %.4f; neighbours %.2f s, affinities %.2f "
        "s, %.0f entries a row\n",
        thinning, graph->k, graph->reach(), graph->recall, found - begun, seconds() - found,
        static_cast<double>(affinities->columns.size()) / static_cast<double>(affinities->points));
    return affinities;
}

/// Attraction on every point, in point order.
Positions attractionOf(const Affinities& affinities, const Positions& positions, RunContext& context) {
    Positions stored(positions.rows(), 2);
    for (Eigen::Index row = 0; row < positions.rows(); ++row)
        stored.row(row) = positions.row(affinities.pointOfRow[static_cast<std::size_t>(row)]);
    const AttractionInput input{affinities.rowOffsets.data(), affinities.columns.data(),
                                affinities.weights.data(), affinities.columns.size(), stored.data()};
    Positions forces(positions.rows(), 2);
    constexpr std::size_t block = 256;
    forBlocks(context, affinities.points, block, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::array<float, 2 * block> part;
        attract(input, begin, end, part.data());
        for (std::size_t row = begin; row < end; ++row)
            for (int axis = 0; axis < 2; ++axis)
                forces(affinities.pointOfRow[row], axis) =
                    part[2 * (row - begin) + static_cast<std::size_t>(axis)];
    });
    return forces;
}

struct Run {
    Positions map;
    double seconds;
};

Run optimized(const Affinities& affinities, const Positions& start, const std::vector<Phase>& phases,
              RunContext& context) {
    OptimizerState state(affinities, start);
    const double begun = seconds();
    for (const Phase& phase : phases) {
        OptimizerOptions options;
        options.exaggeration = phase.exaggeration;
        advance(state, affinities, options, phase.iterations, false, context);
    }
    return {state.positions(), seconds() - begun};
}

double divergence(const Affinities& affinities, const Positions& map, RunContext& context) {
    OptimizerState state(affinities, map);
    return klDivergence(state, affinities, {}, context);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "bench_thinning FILE [perplexity] [thinning] [threads] [phases]\n";
        return 2;
    }
    const double perplexity = argc > 2 ? std::strtod(argv[2], nullptr) : 500;
    const auto thinning = static_cast<std::size_t>(argc > 3 ? std::strtol(argv[3], nullptr, 10) : 7);
    const int threads = argc > 4 ? static_cast<int>(std::strtol(argv[4], nullptr, 10)) : 2;
    const auto phases = parsePhases(argc > 5 ? argv[5] : "12:250,1:500");
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
    tbb::task_arena arena(threads);
    RunContext context(arena);
    const auto data = readDataset(argv[1], {}, context);
    Matrix points = *data->features;
    constexpr std::size_t most = 50;
    if (data->dimensions() > most)
        points = principalComponents(data->features, most, 0, context).scores;

    const auto all = affinitiesOf(points, perplexity, 1, context);
    const auto thinned = affinitiesOf(points, perplexity, thinning, context);
    const Positions start = pcaStart(principalComponents(points, 2, 0, context).scores, 1, context);
    const Run whole = optimized(*all, start, phases, context);
    const Run part = optimized(*thinned, start, phases, context);

    const Positions expected = attractionOf(*all, whole.map, context);
    const Positions found = attractionOf(*thinned, whole.map, context);
    std::printf("attraction on the map of all neighbours: relative L2 error %.4f\n",
                (found - expected).cast<double>().norm() / expected.cast<double>().norm());
    std::printf("all neighbours: %.1f s, KL %.4f\n", whole.seconds, divergence(*all, whole.map, context));
    std::printf("thinned:        %.1f s, KL %.4f, under all neighbours %.4f\n", part.seconds,
                divergence(*thinned, part.map, context), divergence(*all, part.map, context));
    return 0;
}
