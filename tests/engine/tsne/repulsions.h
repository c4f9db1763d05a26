// SPDX-License-Identifier: MIT
// Repulsion in the engine's three ways and summed over all pairs in double, on points of real maps.
#pragma once

#include "fixtures.h"

#include "tsne/exact_repulsion.h"
#include "tsne/grid_repulsion.h"
#include "tsne/tree_repulsion.h"

#include <cstring>

namespace fixtures {

struct Forces {
    std::vector<float> values;
    double z = 0;
};

inline Forces onGrid(const std::vector<float>& positions, shoal::RunContext& context, double dof = 1) {
    Forces forces{std::vector<float>(positions.size()), 0};
    shoal::GridRepulsion grid;
    forces.z = grid.compute(positions.data(), positions.size() / 2, boundsOf(positions), dof,
                            forces.values.data(), context);
    return forces;
}

inline Forces allPairs(const std::vector<float>& positions, shoal::RunContext& context, double dof = 1) {
    Forces forces{std::vector<float>(positions.size()), 0};
    forces.z =
        shoal::exactRepulsion(positions.data(), positions.size() / 2, dof, forces.values.data(), context);
    return forces;
}

inline Forces byTree(const std::vector<float>& positions, shoal::RunContext& context,
                     const shoal::TreeOptions& options = {}) {
    Forces forces{std::vector<float>(positions.size()), 0};
    shoal::TreeRepulsion tree;
    forces.z = tree.compute(positions.data(), positions.size() / 2, boundsOf(positions), options,
                            forces.values.data(), context);
    return forces;
}

struct Oracle {
    std::vector<double> values;
    double z = 0;
};

/// Of every `stride`-th point; Z of those points alone.
inline Oracle inDouble(const std::vector<float>& positions, std::size_t stride = 1, double dof = 1) {
    Oracle oracle;
    for (std::size_t i = 0; i < positions.size() / 2; i += stride) {
        const auto force = exactForce(positions, i, dof);
        oracle.values.insert(oracle.values.end(), {force.x, force.y});
        oracle.z += force.z;
    }
    return oracle;
}

/// The forces on every `stride`-th point.
inline std::vector<float> everyNth(const Forces& forces, std::size_t stride) {
    std::vector<float> values;
    for (std::size_t i = 0; i < forces.values.size() / 2; i += stride)
        values.insert(values.end(), {forces.values[2 * i], forces.values[2 * i + 1]});
    return values;
}

/// 5,000 points of a map of MNIST.
inline std::vector<float> mapOfDigits(double span) {
    std::vector<float> positions = readReference<float>("embedding.f32");
    for (float& value : positions)
        value *= static_cast<float>(span);
    return positions;
}

/// openTSNE's own relative errors of repulsion and Z on mapOfDigits(span).
struct PeerErrors {
    double dof = 0;
    double span = 0;
    double grid = 0;
    double gridZ = 0;
    double tree = 0;
    double treeZ = 0;
};

inline std::vector<PeerErrors> peerErrors() {
    const std::vector<double> numbers = readNumbers("repulsion_dof.txt");
    constexpr std::size_t columns = 6;
    if (numbers.size() < 16 * columns || numbers.size() % columns != 0)
        throw std::runtime_error("repulsion_dof.txt is not whole");
    std::vector<PeerErrors> rows;
    for (auto row = numbers.begin(); row != numbers.end(); row += columns)
        rows.push_back({row[0], row[1], row[2], row[3], row[4], row[5]});
    return rows;
}

inline bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

} // namespace fixtures
