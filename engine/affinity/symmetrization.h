// SPDX-License-Identifier: MIT
// From conditional weights, a list a row, to a symmetric matrix in storage order: t-SNE's (P + Pᵀ)/2 divided
// by its sum, or UMAP's fuzzy union.
#pragma once

#include "affinity/affinities.h"

#include <span>

namespace shoal {

/// The directed weights p(j|i): row r (storage order) holds those of point graph.order[r] to its nearest
/// `used` neighbours. A weight of 0 stands for no entry.
struct ConditionalWeights {
    const NeighborGraph& graph;
    std::size_t used = 0;
    Buffer<float> weights; ///< points × used

    std::size_t points() const { return graph.points; }
    std::span<const std::uint32_t> neighborsOfRow(std::size_t row) const {
        return {graph.indices.data() + graph.order[row] * graph.k, used};
    }
    std::span<const float> weightsOfRow(std::size_t row) const { return {weights.data() + row * used, used}; }
};

/// So many directed entries, at 12 bytes, are transposed at a time, or an eighth of all where that is more.
inline constexpr std::size_t entriesAtATime = std::size_t{1} << 23;

enum class Joining {
    Mean,  ///< (a + b)/2, and all divided by their sum
    Union, ///< a + b − ab
};

/// Fills rowOffsets, columns, weights and entropy of `result`, which do not depend on `atATime`. `progress`
/// gets fractions from 0 to 1. Throws Stopped.
void symmetrize(const ConditionalWeights& conditional, Affinities& result, RunContext& context,
                const std::function<void(double)>& progress, Joining joining = Joining::Mean,
                std::size_t atATime = entriesAtATime);

} // namespace shoal
