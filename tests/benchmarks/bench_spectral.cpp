// SPDX-License-Identifier: MIT
// Seconds of the spectral start of a file's points, and of what comes before it.
//   bench_spectral FILE [perplexity = 30] [threads = 2]
#include "data/dataset.h"
#include "initialization/principal_components.h"
#include "initialization/spectral_start.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace shoal;

namespace {

template <class Make>
auto timed(const char* name, const Make& make) {
    const auto begun = std::chrono::steady_clock::now();
    auto made = make();
    std::printf("%-12s %8.2f s\n", name,
                std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    return made;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2)
        return 2;
    const double perplexity = argc > 2 ? std::atof(argv[2]) : 30;
    tbb::task_arena arena(argc > 3 ? std::atoi(argv[3]) : 2);
    RunContext context(arena);
    const auto data = timed("read", [&] { return readDataset(argv[1], {}, context); });
    constexpr std::size_t components = 50;
    Matrix shortened;
    if (data->dimensions() > components)
        shortened = timed("components",
                          [&] { return principalComponents(data->features, components, 0, context).scores; });
    const Matrix& points = shortened.size() ? shortened : *data->features;
    NeighborOptions options;
    options.k = neighborsForPerplexity(data->points(), perplexity);
    const auto graph = timed("neighbors", [&] { return findNeighbors(points, options, context); });
    const auto affinities =
        timed("affinities", [&] { return perplexityAffinities(*graph, {perplexity}, context); });
    const Positions start = timed("spectral", [&] { return spectralStart(*affinities, 1, context); });
    std::printf("%td points, %zu entries\n", start.rows(), affinities->columns.size());
}
