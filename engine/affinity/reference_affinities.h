// SPDX-License-Identifier: MIT
// How near new points are to those of a finished map: a distribution over its nearest references for each.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "neighbors/neighbor_graph.h"

namespace shoal {

/// One row for each new point, which sums to 1 by itself: new points have nothing to do with one another.
struct ReferenceAffinities {
    std::size_t points = 0;
    std::size_t k = 0;
    Buffer<std::uint32_t> indices; ///< points × k, of references
    Buffer<float> weights;         ///< points × k
    double perplexity = 0; ///< the one reached; less than asked for when there were too few references

    std::span<const std::uint32_t> indicesOf(std::size_t point) const {
        return {indices.data() + point * k, k};
    }
    std::span<const float> weightsOf(std::size_t point) const { return {weights.data() + point * k, k}; }
};

/// Gaussian affinities of the given perplexity (van der Maaten & Hinton 2008, eq. 1), not symmetrised, from
/// each point's nearest min(k, 3·perplexity) references. A perplexity above k/3 becomes k/3 (but never less
/// than 1). Throws Error for a perplexity below 1 or not finite, and Stopped.
ReferenceAffinities referenceAffinities(const ReferenceNeighbors& neighbors, double perplexity,
                                        RunContext& context);

} // namespace shoal
