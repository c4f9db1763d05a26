// SPDX-License-Identifier: MIT
// What tests of the engine share: comparing at several thread counts, comparing bits, test points, reference
// files.
#pragma once

#include "core/matrix.h"
#include "core/random.h"
#include "core/run_context.h"

#include <tbb/global_control.h>

#include <cstring>
#include <fstream>
#include <ranges>
#include <string>
#include <vector>

namespace shoal::test {

/// Calls `body(context)` in an arena of so many threads, on any number of cores, and returns what it returns.
template <class Body>
auto withThreads(int threads, const Body& body) {
    // TBB starts no more threads than there are cores unless it is told to.
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                      static_cast<std::size_t>(threads));
    tbb::task_arena arena(threads);
    RunContext context(arena);
    return body(context);
}

/// Whether two contiguous ranges hold the same bits.
template <std::ranges::contiguous_range A, std::ranges::contiguous_range B>
bool sameBits(const A& a, const B& b) {
    const auto size = std::ranges::size(a);
    return size == std::ranges::size(b) &&
           (size == 0 || std::memcmp(std::ranges::data(a), std::ranges::data(b),
                                     size * sizeof(*std::ranges::data(a))) == 0);
}

inline bool sameBits(const Matrix& a, const Matrix& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

inline bool sameBits(const Positions& a, const Positions& b) {
    return a.rows() == b.rows() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

/// `clusters` Gaussian clouds of unit width whose centres lie about 5 apart, points dealt to them in turn.
inline Matrix gaussianClusters(std::size_t points, std::size_t dimensions, std::size_t clusters,
                               std::uint64_t seed) {
    Matrix centers(static_cast<Eigen::Index>(clusters), static_cast<Eigen::Index>(dimensions));
    RandomStream centerStream(seed, points);
    for (Eigen::Index i = 0; i < centers.size(); ++i)
        centers.data()[i] = static_cast<float>(3 * centerStream.normal());
    Matrix matrix(static_cast<Eigen::Index>(points), static_cast<Eigen::Index>(dimensions));
    for (std::size_t point = 0; point < points; ++point) {
        RandomStream stream(seed, point);
        for (Eigen::Index column = 0; column < matrix.cols(); ++column)
            matrix(static_cast<Eigen::Index>(point), column) =
                centers(static_cast<Eigen::Index>(point % clusters), column) +
                static_cast<float>(stream.normal());
    }
    return matrix;
}

/// All values of a little-endian file of tests/reference; empty when it cannot be read.
template <class T>
std::vector<T> readReference(const std::string& name) {
    std::ifstream file(std::string(SHOAL_TEST_DATA) + "/../reference/" + name,
                       std::ios::binary | std::ios::ate);
    if (!file)
        return {};
    std::vector<T> values(static_cast<std::size_t>(file.tellg()) / sizeof(T));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(T)));
    return values;
}

/// The 200 cells of tests/reference, 200 × 50.
inline Matrix referenceCells() {
    const auto values = readReference<float>("pbmc3k_200x50.f32");
    return Eigen::Map<const Matrix>(values.data(), static_cast<Eigen::Index>(values.size() / 50), 50);
}

} // namespace shoal::test
