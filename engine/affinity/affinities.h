// SPDX-License-Identifier: MIT
// The symmetric matrix P of t-SNE, sparse: NeighborGraph → Affinities → optimizer.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "neighbors/neighbor_graph.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace shoal {

/// P in compressed rows, symmetric with an empty diagonal, summing to 1. Rows and columns are numbered in
/// storage order, in which neighbours lie close in memory: row r stands for point pointOfRow[r].
struct Affinities {
    std::size_t points = 0;
    Buffer<std::uint64_t> rowOffsets; ///< points + 1
    Buffer<std::uint32_t> columns;    ///< row numbers in storage order, ascending within a row
    Buffer<float> weights;            ///< p_ij
    std::vector<std::uint32_t> pointOfRow;
    double perplexity = 0; ///< the one reached; less than asked for when there were too few neighbours
    /// Σ p ln p over all pairs that the entries stand for, in double: the constant part of the KL divergence.
    double entropy = 0;
};

struct PerplexityOptions {
    double perplexity = 30;
};

/// Neighbours a perplexity asks for: min(N − 1, 3 · perplexity), at least 1.
std::size_t neighborsForPerplexity(std::size_t points, double perplexity);

/// Gaussian affinities whose rows all have the given perplexity (van der Maaten & Hinton 2008, eq. 1), from
/// the nearest min(k, 3·perplexity) neighbours of each row, symmetrised as (P + Pᵀ)/2 and divided by the sum.
/// Of a thinned graph an entry stands for the neighbours it was drawn from, and has their weight.
/// A perplexity above k/3 (k being the neighbours stood for) becomes k/3 (but never less than 1). Entries
/// below 1e-30 of their row are left out. Of a single point the matrix is empty. Throws Error for a
/// perplexity below 1 or not finite, and Stopped.
std::shared_ptr<const Affinities> perplexityAffinities(const NeighborGraph& graph,
                                                       const PerplexityOptions& options, RunContext& context);

} // namespace shoal
