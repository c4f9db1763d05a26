// SPDX-License-Identifier: MIT
// What the tests of the optimiser share: embeddings, hand-made affinities, exact sums in double, reference
// files.
#pragma once

#include "affinity/affinities.h"
#include "core/random.h"
#include "core/run_context.h"
#include "tsne/bounds.h"

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace fixtures {

/// A context of its own with so many threads, on any number of cores.
struct Threads {
    explicit Threads(int count = 2)
        : allowed(tbb::global_control::max_allowed_parallelism, mostThreads)
        , arena(count)
        , context(arena) {}
    /// TBB starts no more threads than there are cores unless it is told to; the least of all told counts.
    static constexpr std::size_t mostThreads = 8;
    tbb::global_control allowed;
    tbb::task_arena arena;
    shoal::RunContext context;
};

template <class T>
std::vector<T> readReference(const std::string& name) {
    std::ifstream file(std::string(SHOAL_TEST_DATA "/tsne/") + name, std::ios::binary | std::ios::ate);
    std::vector<T> values(static_cast<std::size_t>(file.tellg()) / sizeof(T));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!file || values.empty())
        throw std::runtime_error("cannot read " + name);
    return values;
}

inline std::vector<double> readNumbers(const std::string& name) {
    std::ifstream file(SHOAL_TEST_DATA "/tsne/" + name);
    std::vector<double> numbers;
    for (double number = 0; file >> number;)
        numbers.push_back(number);
    if (numbers.empty())
        throw std::runtime_error("cannot read " + name);
    return numbers;
}

/// Thirty round clusters of different sizes and densities, like a finished map, `span` wide.
inline std::vector<float> clusters(std::size_t points, double span, std::uint64_t seed = 7) {
    std::vector<double> raw(2 * points);
    double low = 1e300;
    double high = -1e300;
    for (std::size_t i = 0; i < points; ++i) {
        shoal::RandomStream random(seed, i);
        const std::uint64_t cluster = random.below(30) * random.below(30) / 30;
        shoal::RandomStream center(seed + 1, cluster);
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const double middle = center.uniform();
            raw[2 * i + axis] = middle + (0.02 + 0.03 * center.uniform()) * random.normal();
            low = std::min(low, raw[2 * i + axis]);
            high = std::max(high, raw[2 * i + axis]);
        }
    }
    std::vector<float> positions(2 * points);
    for (std::size_t i = 0; i < raw.size(); ++i)
        positions[i] = static_cast<float>((raw[i] - (low + high) / 2) / (high - low) * span);
    return positions;
}

inline shoal::Bounds boundsOf(const std::vector<float>& positions) {
    shoal::Bounds bounds;
    for (std::size_t i = 0; i < positions.size(); i += 2)
        bounds.include(positions[i], positions[i + 1]);
    return bounds;
}

/// Repulsion of one point and its share of Z, in double.
struct ExactForce {
    double x = 0, y = 0, z = 0;
};

inline ExactForce exactForce(const std::vector<float>& positions, std::size_t i, double dof = 1) {
    ExactForce force;
    for (std::size_t j = 0; j < positions.size() / 2; ++j) {
        if (j == i)
            continue;
        const double dx = double{positions[2 * i]} - double{positions[2 * j]};
        const double dy = double{positions[2 * i + 1]} - double{positions[2 * j + 1]};
        const double base = 1 / (1 + (dx * dx + dy * dy) / dof);
        const double q = dof == 1 ? base : std::pow(base, dof);
        force.x += q * base * dx;
        force.y += q * base * dy;
        force.z += q;
    }
    return force;
}

struct Pair {
    std::uint32_t a, b;
    double weight;
};

/// P from pairs given once each; storage row r stands for point pointOfRow[r] (identity when empty).
inline shoal::Affinities makeAffinities(std::size_t points, const std::vector<Pair>& pairs,
                                        std::vector<std::uint32_t> pointOfRow = {}) {
    if (pointOfRow.empty()) {
        pointOfRow.resize(points);
        std::iota(pointOfRow.begin(), pointOfRow.end(), 0U);
    }
    std::vector<std::uint32_t> rowOfPoint(points);
    for (std::uint32_t row = 0; row < points; ++row)
        rowOfPoint[pointOfRow[row]] = row;
    std::vector<std::vector<std::pair<std::uint32_t, double>>> rows(points);
    double total = 0;
    for (const Pair& pair : pairs) {
        rows[rowOfPoint[pair.a]].emplace_back(rowOfPoint[pair.b], pair.weight);
        rows[rowOfPoint[pair.b]].emplace_back(rowOfPoint[pair.a], pair.weight);
        total += 2 * pair.weight;
    }
    shoal::Affinities affinities;
    affinities.points = points;
    affinities.rowOffsets = shoal::Buffer<std::uint64_t>(points + 1);
    affinities.columns = shoal::Buffer<std::uint32_t>(2 * pairs.size());
    affinities.weights = shoal::Buffer<float>(2 * pairs.size());
    affinities.pointOfRow = std::move(pointOfRow);
    std::size_t entry = 0;
    for (std::size_t row = 0; row < points; ++row) {
        affinities.rowOffsets[row] = entry;
        std::sort(rows[row].begin(), rows[row].end());
        for (const auto& [column, weight] : rows[row]) {
            affinities.columns[entry] = column;
            affinities.weights[entry] = static_cast<float>(weight / total);
            affinities.entropy += weight / total * std::log(weight / total);
            ++entry;
        }
    }
    affinities.rowOffsets[points] = entry;
    return affinities;
}

/// A graph with a dozen random partners a point, most of them near by number.
inline std::vector<Pair> randomPairs(std::size_t points, std::uint64_t seed = 3) {
    std::vector<Pair> pairs;
    for (std::uint32_t i = 0; i < points; ++i) {
        shoal::RandomStream random(seed, i);
        std::vector<std::uint32_t> partners;
        for (int n = 0; n < 12; ++n) {
            const std::uint64_t reach = n == 0 ? points : std::min<std::uint64_t>(points, 40);
            const auto partner = static_cast<std::uint32_t>((i + 1 + random.below(reach)) % points);
            if (partner > i && std::find(partners.begin(), partners.end(), partner) == partners.end()) {
                partners.push_back(partner);
                pairs.push_back({i, partner, 0.1 + random.uniform()});
            }
        }
    }
    return pairs;
}

/// The 1,000 cells of tests/data/tsne/graph.bin.
inline std::vector<Pair> cellPairs() {
    struct Stored {
        std::uint16_t a, b;
        float weight;
    };
    std::vector<Pair> pairs;
    for (const Stored& stored : readReference<Stored>("graph.bin"))
        pairs.push_back({stored.a, stored.b, double{stored.weight}});
    return pairs;
}

inline shoal::Positions asPositions(const std::vector<float>& values) {
    shoal::Positions positions(static_cast<Eigen::Index>(values.size() / 2), 2);
    std::copy(values.begin(), values.end(), positions.data());
    return positions;
}

/// ‖a − b‖ / ‖b‖
template <class A, class B>
double relativeError(const A& a, const B& b) {
    double difference = 0;
    double size = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        difference += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
        size += std::pow(static_cast<double>(b[i]), 2);
    }
    return std::sqrt(difference / size);
}

} // namespace fixtures
