// SPDX-License-Identifier: MIT
// Seconds of the neighbour search and of the placement on a sample; peak memory; recall as the search audits
// it and against the exact neighbours of 10,000 points.
//   bench_neighbors FILE.npy|gaussian:POINTS[:DIMENSIONS] [k = 150] [threads = 2] [sample = 25000]
#include "core/matrix.h"
#include "core/random.h"
#include "neighbors/neighbor_graph.h"

#include <tbb/global_control.h>

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

using namespace shoal;

namespace {

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processorSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

double peakMiB() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

Matrix gaussian(const std::string& size) {
    char* end = nullptr;
    const long points = std::strtol(size.c_str(), &end, 10);
    const long dimensions = *end == ':' ? std::strtol(end + 1, nullptr, 10) : 50;
    Matrix matrix(points, dimensions);
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        RandomStream random(7, static_cast<std::uint64_t>(i));
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
            matrix(i, j) = static_cast<float>(random.normal());
    }
    return matrix;
}

/// A two-dimensional float32 array in C order, as make_images.py writes it.
Matrix readNpy(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string head(10, '\0');
    file.read(head.data(), 10);
    std::string header(static_cast<std::size_t>(static_cast<unsigned char>(head[8])) +
                           256 * static_cast<std::size_t>(static_cast<unsigned char>(head[9])),
                       '\0');
    file.read(header.data(), static_cast<std::streamsize>(header.size()));
    long rows = 0;
    long columns = 0;
    const std::size_t shape = header.find("'shape': (");
    if (!file || shape == std::string::npos ||
        std::sscanf(header.c_str() + shape, "'shape': (%ld, %ld)", &rows, &columns) != 2)
        return {};
    Matrix matrix(rows, columns);
    file.read(reinterpret_cast<char*>(matrix.data()),
              static_cast<std::streamsize>(static_cast<std::size_t>(matrix.size()) * sizeof(float)));
    return matrix;
}

/// Share of the true neighbours of some points that the graph holds; of equal distances it does not matter
/// which.
double recallOf(const NeighborGraph& graph, const Matrix& points, RunContext& context) {
    constexpr std::size_t queries = 10'000;
    const auto rows = sampleRows(graph.points, std::min(queries, graph.points), 1);
    Matrix sampled(static_cast<Eigen::Index>(rows.size()), points.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
        sampled.row(static_cast<Eigen::Index>(i)) = points.row(rows[i]);
    // One more than k: every point finds itself first.
    const ReferenceNeighbors exact = findReferenceNeighbors(sampled, points, graph.k + 1, context);
    std::size_t found = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const float farthest = exact.distancesOf(i)[graph.k];
        for (const float distance : graph.distancesOf(rows[i]))
            found += distance <= farthest ? 1 : 0;
    }
    return static_cast<double>(found) / static_cast<double>(rows.size() * graph.k);
}

} // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int index, long fallback) {
        return argc > index ? std::strtol(argv[index], nullptr, 10) : fallback;
    };
    const std::string source = argc > 1 ? argv[1] : "gaussian:25000";
    const auto k = static_cast<std::size_t>(argument(2, 150));
    const int threads = static_cast<int>(argument(3, 2));
    const long sample = argument(4, 25000);
    const Matrix points = source.starts_with("gaussian:") ? gaussian(source.substr(9)) : readNpy(source);
    if (points.rows() == 0) {
        std::cerr << source << " cannot be read\n";
        return 1;
    }
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
    tbb::task_arena arena(threads);
    RunContext context(arena);
    const double dataMiB = peakMiB();
    double start = seconds();
    double used = processorSeconds();
    {
        const auto graph = findNeighbors(points, {.k = k}, context);
        std::printf("%ld x %ld, k = %zu: %.2f s (%.2f s of processors), recall %.4f, %.0f MiB beside the "
                    "data's %.0f, "
                    "result %.0f\n",
                    static_cast<long>(points.rows()), static_cast<long>(points.cols()), k, seconds() - start,
                    processorSeconds() - used, graph->recall, peakMiB() - dataMiB, dataMiB,
                    static_cast<double>(graph->points) * static_cast<double>(8 * k + 4) / 1048576);
        std::printf("recall against exact neighbours: %.4f\n", recallOf(*graph, points, context));
    }
    if (sample > 0 && sample < points.rows()) {
        Matrix references(sample, points.cols());
        for (Eigen::Index i = 0; i < sample; ++i)
            references.row(i) = points.row(points.rows() / sample * i);
        start = seconds();
        used = processorSeconds();
        nearestReferences(points, references, context);
        std::printf("nearest of %ld: %.2f s (%.2f s of processors)\n", sample, seconds() - start,
                    processorSeconds() - used);
    }
    return 0;
}
