// SPDX-License-Identifier: MIT
// What the live measure of a map costs: bench_trust POINTS DIMENSIONS [PROBED]. Clouds are made, a probe of
// their neighbours is found on one thread, as the window does, and a map is measured three times.
#include "core/random.h"
#include "quality/neighbor_probe.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace shoal;

namespace {

Matrix clouds(Eigen::Index points, Eigen::Index dimensions, std::uint64_t seed) {
    constexpr Eigen::Index clusters = 50;
    Matrix matrix(points, dimensions);
    for (Eigen::Index row = 0; row < points; ++row) {
        RandomStream center(seed, static_cast<std::uint64_t>(row % clusters));
        RandomStream noise(seed + 1, static_cast<std::uint64_t>(row));
        for (Eigen::Index column = 0; column < dimensions; ++column)
            matrix(row, column) = static_cast<float>(3 * center.normal() + noise.normal());
    }
    return matrix;
}

/// Elapsed and processor time of `work`.
template <class Work>
void timed(const char* name, const Work& work) {
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - wall;
    std::printf("%s: %.3f s, %.3f s of a processor\n", name, took.count(),
                static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "bench_trust POINTS DIMENSIONS [PROBED]\n");
        return 2;
    }
    const Eigen::Index points = std::atoll(argv[1]);
    const auto probed = static_cast<std::size_t>(argc > 3 ? std::atoll(argv[3]) : 10'000);
    const auto data = std::make_shared<const Matrix>(clouds(points, std::atoll(argv[2]), 1));
    const Positions map = clouds(points, 2, 1);
    tbb::task_arena arena(1);
    RunContext context(arena);
    std::shared_ptr<const NeighborProbe> probe;
    timed("neighbours in the data",
          [&] { probe = findNeighborProbe(data, probed, Metric::Euclidean, 0, context); });
    for (int i = 0; i < 3; ++i)
        timed("neighbours in the map", [&] {
            const KeptNeighbors kept = keptNeighbors(*probe, map, context);
            std::printf("kept %.4f of %zu; ", kept.mean.value, kept.shares.size());
        });
    return 0;
}
