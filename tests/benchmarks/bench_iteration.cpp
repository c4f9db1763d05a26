// SPDX-License-Identifier: MIT
// Milliseconds of a t-SNE iteration and of its parts, early and late in a run, on a mixture of clusters.
//   bench_iteration [points = 25000] [threads = 2] [perplexity = 50] [early = 250] [late = 500] [dof = 1]
#include "affinity/affinities.h"
#include "core/matrix.h"
#include "core/parallel.h"
#include "core/random.h"
#include "neighbors/neighbor_graph.h"
#include "tsne/bounds.h"
#include "tsne/exact_repulsion.h"
#include "tsne/grid_repulsion.h"
#include "tsne/optimizer.h"
#include "tsne/optimizer_parts.h"
#include "tsne/step_kernels.h"

#include <tbb/global_control.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>

using namespace shoal;

namespace {

double now() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

constexpr std::size_t clusterSize = 2500;

/// A cluster on a random plane of few dimensions, as data worth embedding are.
Matrix clusterOf(std::size_t points, std::uint64_t cluster) {
    constexpr int dimensions = 50;
    constexpr int intrinsic = 8;
    Matrix data(static_cast<Eigen::Index>(points), dimensions);
    for (std::size_t i = 0; i < points; ++i) {
        RandomStream random(1 + cluster, i);
        RandomStream shape(2, cluster);
        std::array<double, intrinsic> inside;
        for (double& value : inside)
            value = random.normal();
        for (int d = 0; d < dimensions; ++d) {
            double value = 0.1 * random.normal();
            for (const double coordinate : inside)
                value += 0.3 * shape.normal() * coordinate;
            data(static_cast<Eigen::Index>(i), d) = static_cast<float>(value);
        }
    }
    return data;
}

/// Exact neighbours of a mixture of clusters too far apart to share any.
NeighborGraph mixtureNeighbors(std::size_t points, std::size_t k, RunContext& context) {
    NeighborGraph graph;
    graph.points = points;
    graph.k = k;
    graph.indices = Buffer<std::uint32_t>(points * k);
    graph.distances = Buffer<float>(points * k);
    graph.order.resize(points);
    std::iota(graph.order.begin(), graph.order.end(), 0U);
    const std::size_t clusters = std::max<std::size_t>(1, points / clusterSize);
    for (std::size_t cluster = 0; cluster < clusters; ++cluster) {
        const std::size_t begin = points * cluster / clusters;
        const std::size_t count = points * (cluster + 1) / clusters - begin;
        const auto part = findNeighbors(clusterOf(count, cluster), {.k = k}, context);
        for (std::size_t i = 0; i < count * k; ++i) {
            graph.indices[begin * k + i] = static_cast<std::uint32_t>(begin) + part->indices[i];
            graph.distances[begin * k + i] = part->distances[i];
        }
    }
    return graph;
}

struct Share {
    double grid, tree, pairs, attraction, bytesPerMillisecond;
    double gridError, treeError; ///< relative L2 error of the repulsion
};

/// Summing all pairs of more points takes minutes.
constexpr std::size_t mostForPairs = 50'000;

template <class Work>
double leastTime(int repeats, const Work& work) {
    double least = std::numeric_limits<double>::infinity();
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const double start = now();
        work();
        least = std::min(least, now() - start);
    }
    return least;
}

/// ‖f − exact‖ / ‖exact‖ over some points, the exact sums in double.
double repulsionError(const OptimizerState::Parts& parts, double dof) {
    constexpr std::size_t sampled = 300;
    double difference = 0;
    double size = 0;
    for (std::size_t sample = 0; sample < std::min(sampled, parts.points); ++sample) {
        const std::size_t i = sample * parts.points / std::min(sampled, parts.points);
        std::array<double, 2> exact{};
        for (std::size_t j = 0; j < parts.points; ++j) {
            const double dx = double{parts.positions[2 * i]} - double{parts.positions[2 * j]};
            const double dy = double{parts.positions[2 * i + 1]} - double{parts.positions[2 * j + 1]};
            const double factor = std::pow(1 + (dx * dx + dy * dy) / dof, -dof - 1);
            exact[0] += factor * dx;
            exact[1] += factor * dy;
        }
        for (std::size_t axis = 0; axis < 2; ++axis) {
            difference += std::pow(double{parts.repulsion[2 * i + axis]} - exact[axis], 2);
            size += std::pow(exact[axis], 2);
        }
    }
    return std::sqrt(difference / size);
}

/// The least of a few timings of each part at the state's positions, and errors.
Share parts(OptimizerState& state, const Affinities& affinities, double dof, RunContext& context) {
    constexpr int repeats = 5;
    OptimizerState::Parts& parts = state.parts();
    const float* positions = parts.positions.data();
    float* forces = parts.repulsion.data();
    Share share{};
    const AttractionInput input{affinities.rowOffsets.data(),
                                affinities.columns.data(),
                                affinities.weights.data(),
                                affinities.columns.size(),
                                positions,
                                static_cast<float>(dof)};
    share.attraction = leastTime(repeats, [&] {
        forBlocks(context, parts.points, 256, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::array<float, 512> pulls;
            attract(input, begin, end, pulls.data());
        });
    });
    if (parts.points <= mostForPairs)
        share.pairs =
            leastTime(repeats, [&] { exactRepulsion(positions, parts.points, dof, forces, context); });
    share.tree = leastTime(repeats, [&] {
        parts.tree.compute(positions, parts.points, parts.bounds, {.dof = dof}, forces, context);
    });
    share.treeError = repulsionError(parts, dof);
    share.grid = leastTime(
        repeats, [&] { parts.grid.compute(positions, parts.points, parts.bounds, dof, forces, context); });
    share.gridError = repulsionError(parts, dof);
    share.bytesPerMillisecond = 8.0 * static_cast<double>(affinities.columns.size()) / share.attraction;
    return share;
}

} // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int index, long fallback) {
        return argc > index ? std::strtol(argv[index], nullptr, 10) : fallback;
    };
    const auto points = static_cast<std::size_t>(argument(1, 25'000));
    const int threads = static_cast<int>(argument(2, 2));
    const auto perplexity = static_cast<double>(argument(3, 50));
    const long early = argument(4, 250);
    const long late = argument(5, 500);
    const double dof = argc > 6 ? std::strtod(argv[6], nullptr) : 1;
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(std::max(threads, 1)));
    tbb::task_arena arena(threads);
    RunContext context(arena);

    double start = now();
    const NeighborGraph graph = mixtureNeighbors(points, neighborsForPerplexity(points, perplexity), context);
    std::printf("neighbours %.0f ms\n", now() - start);
    start = now();
    const auto affinities = perplexityAffinities(graph, {perplexity}, context);
    std::printf("affinities %.0f ms, %.1f entries a row\n", now() - start,
                static_cast<double>(affinities->columns.size()) / static_cast<double>(points));
    Positions positions(static_cast<Eigen::Index>(points), 2);
    for (std::size_t i = 0; i < points; ++i) {
        RandomStream random(3, i);
        positions.row(static_cast<Eigen::Index>(i)) << static_cast<float>(1e-4 * random.normal()),
            static_cast<float>(1e-4 * random.normal());
    }
    OptimizerState state(*affinities, positions);
    std::printf("%9s %6s %8s %10s %8s %8s %8s %8s %8s %9s %9s %11s %9s\n", "iteration", "alpha", "span", "KL",
                "ms", "ms min", "grid", "tree", "pairs", "grid err", "tree err", "attraction", "GB/s");
    for (const auto& [exaggeration, iterations] : {std::pair{12.0, early}, std::pair{1.0, late}}) {
        OptimizerOptions options;
        options.exaggeration = exaggeration;
        options.dof = dof;
        for (long done = 0; done < iterations; done += 50) {
            const double begin = now();
            double least = std::numeric_limits<double>::infinity();
            StepReport report;
            for (int step = 0; step < 50; ++step) {
                const double before = now();
                report = advance(state, *affinities, options, 1, step == 49, context);
                least = std::min(least, now() - before);
            }
            const double mean = (now() - begin) / 50;
            const Share share = parts(state, *affinities, dof, context);
            const Bounds& bounds = state.parts().bounds;
            std::printf("%9llu %6.1f %8.2f %10.4f %8.2f %8.2f %8.2f %8.2f %8.2f %9.1e %9.1e %11.2f %9.1f\n",
                        static_cast<unsigned long long>(report.iteration), exaggeration,
                        static_cast<double>(std::max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY)),
                        report.klDivergence.value_or(0), mean, least, share.grid, share.tree, share.pairs,
                        share.gridError, share.treeError, share.attraction, share.bytesPerMillisecond / 1e6);
            std::fflush(stdout);
        }
    }
    return 0;
}
