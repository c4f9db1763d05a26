// SPDX-License-Identifier: MIT
// The symmetric matrix P of t-SNE, sparse: NeighborGraph → Affinities → optimizer.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "core/sparse_matrix.h"
#include "neighbors/neighbor_graph.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
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
    /// Of Gaussians of one perplexity the one reached, less than asked for when there were too few
    /// neighbours; of all other kernels exp of the rows' mean entropy.
    double perplexity = 0;
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

/// Perplexities that so many neighbours a row allow, ascending: larger ones become a third of them, and what
/// is there twice then counts once.
std::vector<double> usablePerplexities(std::vector<double> perplexities, std::size_t neighbors);

// The kernels that follow take graphs that are not thinned.

/// The mean of the P's of several perplexities (openTSNE's Multiscale), each from the nearest 3 · largest
/// neighbours. Perplexities above k/3 become k/3. Throws Error for an empty list or a perplexity that
/// perplexityAffinities() refuses, and Stopped.
std::shared_ptr<const Affinities> multiscaleAffinities(const NeighborGraph& graph,
                                                       const std::vector<double>& perplexities,
                                                       RunContext& context);

/// Rows that are mixtures of Gaussian densities of several perplexities (openTSNE's MultiscaleMixture),
/// symmetrised likewise. Neighbours and errors as of multiscaleAffinities().
std::shared_ptr<const Affinities>
mixtureAffinities(const NeighborGraph& graph, const std::vector<double>& perplexities, RunContext& context);

/// Gaussians of one width `sigma`, in the unit of the distances, from the nearest min(k, neighbors)
/// neighbours (openTSNE's FixedSigmaNN). Throws Error unless sigma is finite and above 0, and Stopped.
std::shared_ptr<const Affinities> fixedSigmaAffinities(const NeighborGraph& graph, double sigma,
                                                       std::size_t neighbors, RunContext& context);

enum class UniformSymmetry {
    Max,  ///< all pairs weigh the same
    Mean, ///< pairs that are each other's neighbours weigh twice as much
};

std::string_view nameOf(UniformSymmetry symmetry); ///< "max", "mean"
/// Throws Error listing the names there are.
UniformSymmetry uniformSymmetryFromName(std::string_view name);

/// The nearest min(k, neighbors) neighbours of each point, all weighing the same (openTSNE's Uniform). Throws
/// Stopped.
std::shared_ptr<const Affinities> uniformAffinities(const NeighborGraph& graph, std::size_t neighbors,
                                                    UniformSymmetry symmetry, RunContext& context);

/// (M + Mᵀ)/2 of a given N × N matrix without its diagonal, divided by its sum; rows stored in `order`, a
/// permutation of the N points. `name` begins the sentences of errors. Throws Error for another shape, for
/// entries that are negative or not finite, where all are 0, and Stopped.
std::shared_ptr<const Affinities> givenAffinities(const SparseMatrix& matrix, const std::string& name,
                                                  const std::vector<std::uint32_t>& order,
                                                  RunContext& context);

} // namespace shoal
