// SPDX-License-Identifier: MIT
#include "session/time_estimate.h"

#include "neighbors/neighbor_graph.h"
#include "neighbors/thinned_neighbors.h"
#include "session/affinity_stages.h"
#include "session/stages.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace shoal {

namespace {

constexpr const char* componentsKind = "components";
constexpr const char* comparisonKind = "neighbors";
constexpr const char* indexKind = "neighbors by index";
constexpr const char* affinitiesKind = "affinities";
constexpr const char* iterationsKind = "iterations";
constexpr const char* placementKind = "placement";

/// A search that compares all pairs up to a number of points, and spares most of them above it: its time then
/// grows with the power 1.5, from measurements of 25,000 to 1,300,000 points (tests/benchmarks/RESULTS.md).
double comparisons(double points, double dimensions) {
    const auto exactUpTo = static_cast<double>(NeighborOptions{}.exactUpTo);
    const double pairs = points <= exactUpTo ? points * points : std::sqrt(exactUpTo) * std::pow(points, 1.5);
    return pairs * dimensions;
}

/// Nanoseconds on the machine of tests/benchmarks/RESULTS.md: only their proportions count. The grid is that
/// of a map some 50 wide.
double iterationUnits(double points, double neighbors) {
    constexpr double entriesPerNeighbor = 1.5;
    constexpr double perEntry = 0.3;
    constexpr double perPoint = 33;
    constexpr double perNode = 4;
    constexpr double nodes = 60'000;
    constexpr double pairsPerNode = 35;
    return points * (perEntry * entriesPerNeighbor * neighbors + perPoint) +
           perNode * std::min(points * points / pairsPerNode, nodes);
}

struct Part {
    std::size_t points;
    std::size_t dimensions;
    AffinityOptions affinities;
    NeighborMethod method;
};

void addAffinities(std::vector<StageWork>& work, const Part& part, const Recipe& recipe,
                   std::string_view neighborStage, std::string_view affinityStage) {
    if (part.affinities.method == AffinityMethod::Given)
        return;
    const auto points = static_cast<double>(part.points);
    const auto dimensions = static_cast<double>(part.dimensions);
    const bool indexed = part.method == NeighborMethod::Hnsw ||
                         (part.method == NeighborMethod::Automatic && recipe.metric == Metric::Manhattan);
    if (indexed)
        work.push_back({std::string(neighborStage), indexKind, points * std::log2(points + 1) * dimensions});
    else if (part.method == NeighborMethod::Exact)
        work.push_back({std::string(neighborStage), comparisonKind, points * points * dimensions});
    else if (part.method == NeighborMethod::Automatic)
        work.push_back({std::string(neighborStage), comparisonKind, comparisons(points, dimensions)});
    const auto neighbors = static_cast<double>(neighborsFor(part.points, part.affinities));
    work.push_back({std::string(affinityStage), affinitiesKind, points * neighbors});
}

void addPhases(std::vector<StageWork>& work, const Part& part, const std::vector<Phase>& phases,
               std::string_view stage) {
    const auto neighbors = part.affinities.method == AffinityMethod::Given
                               ? static_cast<double>(NeighborOptions{}.k)
                               : static_cast<double>(neighborsFor(part.points, part.affinities));
    const double each = iterationUnits(static_cast<double>(part.points), neighbors);
    for (std::size_t phase = 0; phase < phases.size(); ++phase)
        work.push_back(
            {std::string(stage), iterationsKind, each, static_cast<double>(phases[phase].iterations), phase});
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

std::vector<StageWork> workOf(std::size_t points, std::size_t dimensions, const Recipe& recipe) {
    std::vector<StageWork> work;
    const bool shortened = recipe.metric == Metric::Euclidean && dimensions > recipe.principalComponents;
    const std::size_t used = shortened ? recipe.principalComponents : dimensions;
    if (shortened)
        work.push_back(
            {std::string(stages::components), componentsKind,
             static_cast<double>(points) * static_cast<double>(dimensions) * static_cast<double>(used)});
    const Part whole{points, used, affinityOptions(recipe), recipe.neighborMethod};
    if (recipe.start == StartMethod::Downsample) {
        const Part sample{std::min(recipe.sampleSize, points), used, sampleAffinityOptions(recipe),
                          sampleNeighborMethod(recipe)};
        addAffinities(work, sample, recipe, stages::sampleNeighbors, stages::sampleAffinities);
        addPhases(work, sample, recipe.samplePhases, stages::sampleOptimization);
        addAffinities(work, whole, recipe, stages::neighbors, stages::affinities);
        work.push_back({std::string(stages::placement), placementKind,
                        static_cast<double>(points) * std::sqrt(static_cast<double>(sample.points)) *
                            static_cast<double>(used)});
    } else {
        addAffinities(work, whole, recipe, stages::neighbors, stages::affinities);
    }
    addPhases(work, whole, recipe.phases, stages::optimization);
    return work;
}

std::vector<Measurement> measurementsOf(const std::vector<StageWork>& work,
                                        const std::vector<StageRecord>& records) {
    std::vector<Measurement> measured;
    for (const StageRecord& record : records) {
        if (has(record.detail, cachedNote) || has(record.detail, aheadNote) || has(record.detail, besideNote))
            continue;
        Measurement measurement;
        double times = 0;
        for (const StageWork& part : work)
            if (part.stage == record.stage) {
                measurement.kind = part.kind;
                measurement.units = part.units; // the same in all phases
                times += part.times;
            }
        measurement.seconds = record.seconds / times;
        if (times > 0 && measurement.units > 0 && measurement.seconds > 0)
            measured.push_back(std::move(measurement));
    }
    return measured;
}

void remember(std::vector<Measurement>& measurements, const Measurement& measurement) {
    constexpr double muchTheSame = 1.25;
    constexpr std::ptrdiff_t mostOfAKind = 8;
    std::erase_if(measurements, [&](const Measurement& old) {
        return old.kind == measurement.kind &&
               std::max(old.units, measurement.units) <= muchTheSame * std::min(old.units, measurement.units);
    });
    const auto ofItsKind = [&](const Measurement& old) { return old.kind == measurement.kind; };
    if (std::count_if(measurements.begin(), measurements.end(), ofItsKind) >= mostOfAKind)
        measurements.erase(std::find_if(measurements.begin(), measurements.end(), ofItsKind));
    measurements.push_back(measurement);
}

TimeEstimate& TimeEstimate::operator+=(const TimeEstimate& other) {
    seconds += other.seconds;
    least += other.least;
    most += other.most;
    return *this;
}

std::optional<TimeEstimate> estimateTime(const StageWork& work,
                                         const std::vector<Measurement>& measurements) {
    // Two runs of the same differ by so much; each power of ten between them adds as much.
    constexpr double doubt = 0.3;
    const Measurement* nearest = nullptr;
    double distance = 0;
    for (const Measurement& measurement : measurements) {
        if (measurement.kind != work.kind || !(measurement.units > 0) || !(measurement.seconds > 0))
            continue;
        const double its = std::abs(std::log10(work.units / measurement.units));
        // Of two as near, the one measured later.
        if (!nearest || its <= distance) {
            nearest = &measurement;
            distance = its;
        }
    }
    if (!nearest)
        return std::nullopt;
    const double seconds = nearest->seconds * work.units / nearest->units * work.times;
    const double factor = 1 + doubt * (1 + distance);
    return TimeEstimate{seconds, seconds / factor, seconds * factor};
}

} // namespace shoal
