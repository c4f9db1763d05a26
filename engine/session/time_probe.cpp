// SPDX-License-Identifier: MIT
#include "session/time_probe.h"

#include "core/random.h"
#include "initialization/placement.h"
#include "initialization/start_positions.h"
#include "session/affinity_stages.h"
#include "session/run_plan.h"
#include "session/stages.h"
#include "tsne/optimizer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace shoal {

namespace {

constexpr std::size_t fewestPoints = 10;
constexpr std::size_t mostPoints = 5000;
/// Differences of two numbers, for data of many features.
constexpr double mostComparisons = 5e9;
constexpr std::size_t iterations = 5;

template <class Work>
double secondsOf(const Work& work) {
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begun).count();
}

} // namespace

std::vector<Measurement> probeTimes(const std::shared_ptr<const Dataset>& data, const Recipe& recipe,
                                    RunContext& context) {
    if (data->points() < fewestPoints || recipe.neighborMethod == NeighborMethod::Given ||
        recipe.affinities == AffinityMethod::Given)
        return {};
    const bool shortened =
        recipe.metric == Metric::Euclidean && data->dimensions() > recipe.principalComponents;
    const auto dimensions = static_cast<double>(shortened ? recipe.principalComponents : data->dimensions());
    const auto fewEnough = static_cast<std::size_t>(std::sqrt(mostComparisons / dimensions));
    const std::size_t points = std::min({mostPoints, data->points(), std::max(fewestPoints, fewEnough)});
    auto few = std::make_shared<Dataset>();
    few->features = takeRows(data->features, sampleRows(data->points(), points, sharedSeed), context);
    Recipe probe = withAffinitiesOf(Recipe::standard(), recipe);
    lowerToNeighbors(probe, points - 1, {});
    probe.phases = {{1, iterations}};

    std::vector<StageRecord> records;
    const auto measure = [&](std::string_view stage, const auto& work) {
        context.checkpoint();
        // The first time threads and memory are woken up.
        work();
        records.push_back({std::string(stage), secondsOf(work), 0, {}});
    };
    Space space = wholeSpace({few, nullptr, few}, probe);
    if (!space.features)
        measure(stages::components, [&] { space.features = makeComponents(space, context); });
    const AffinityOptions options = affinityOptions(probe);
    const Search search = searchFor(space, probe, options);
    std::shared_ptr<const NeighborGraph> graph;
    measure(stages::neighbors, [&] { graph = makeNeighbors(space, search, context); });
    std::shared_ptr<const Affinities> affinities;
    measure(stages::affinities, [&] { affinities = makeAffinities(*graph, options, context); });
    // As wide as maps are most of the time: the start alone is quicker than what follows.
    constexpr double mapDeviation = 15;
    Positions start = Positions::Zero(static_cast<Eigen::Index>(points), 2);
    addJitter(start, mapDeviation, sharedSeed, context);
    if (recipe.start == StartMethod::Downsample) {
        probe.start = StartMethod::Downsample;
        probe.sampleSize = points / 2;
        const std::vector<std::uint32_t> rows = sampleRows(points, probe.sampleSize, sharedSeed);
        const Positions sample = start.topRows(static_cast<Eigen::Index>(rows.size()));
        measure(stages::placement, [&] {
            placeOnSample(*space.features, rows, sample, recipe.placement, context, space.key.metric);
        });
    }
    OptimizerState state(*affinities, start);
    measure(stages::optimization, [&] { advance(state, *affinities, {}, iterations, false, context); });
    return measurementsOf(workOf(points, data->dimensions(), probe), records);
}

} // namespace shoal
