// SPDX-License-Identifier: MIT
// Which of a point's nearest neighbours in the embedding are its nearest in the data: NeighborGraph → KNN,
// trustworthiness (Venna & Kaski 2001, "Neighborhood preservation in nonlinear projection methods").
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/neighbor_graph.h"
#include "quality/score.h"

#include <cstdint>

namespace shoal {

/// The number of neighbours to compare when `wanted` is asked for: below half the points, beyond which
/// trustworthiness is not defined and any two sets of neighbours have much in common. 0 for fewer than three
/// points.
std::size_t comparableNeighbors(std::size_t points, std::size_t wanted);

struct NeighborPreservation {
    Score overlap; ///< mean share of the k nearest in the embedding that are among the k nearest in the data
    /// 1 − 2 / (N k (2N − 3k − 1)) · Σ max(0, r − k) over the k nearest of each point in the embedding, r a
    /// neighbour's rank by distance in the data
    Score trustworthiness;
};

/// `inEmbedding` holds the exact neighbours in the embedding of all points of `data` (N × d), k < N/2. Looks
/// at `queries` points, drawn when there are more, each against all others. A rank is 1 + the number of
/// points strictly nearer, so that points equally near in the data are equally good neighbours. Throws
/// Stopped.
NeighborPreservation comparePreserved(const Matrix& data, const NeighborGraph& inEmbedding,
                                      std::size_t queries, std::uint64_t seed, RunContext& context);

} // namespace shoal
