// SPDX-License-Identifier: MIT
// One row of t-SNE's conditional affinities: the Gaussian whose entropy is ln(perplexity).
// van der Maaten & Hinton 2008, eq. 1. Vector code, chosen at run time for the processor.
#pragma once

#include <cstddef>

namespace shoal {

/// Conditional weights below this are 0: what remains stays a normal float when divided by the number of
/// points.
inline constexpr float smallestConditionalWeight = 1e-30f;

/// Doubles of scratch that calibrateRow needs for `count` neighbours, 64-byte aligned.
std::size_t calibrationScratch(std::size_t count);

/// Neighbours of a row, of which those from `unthinned` (a multiple of unthinnedNeighbors' vectors, or at
/// least `count`) on stand for `thinning` equally far ones each.
struct RowDistances {
    const float* distances; ///< ascending
    std::size_t count;      ///< at least 1
    std::size_t unthinned;
    std::size_t thinning;
};

/// Finds the precision τ for which w_j ∝ exp(−τ d_j²/2), over all neighbours that the row stands for, has
/// entropy ln(perplexity) to 1e-9 nats, and writes for each entry the weight of what it stands for (sum 1).
/// 1 ≤ perplexity < the number of these unless both are 1. Where so
/// many neighbours tie for the nearest that no τ gives so low an entropy, the ties share the weight evenly
/// (the limit τ → ∞). `logPrecision` is the start of the search, in the row's own units, and is set to where
/// it ended; a good start is what the row before ended at. Returns ln τ, infinite in that limit.
double calibrateRow(const RowDistances& row, double perplexity, double* scratch, double& logPrecision,
                    float* weights);

/// Σ p ln p over `count` weights, in double; 0 ln 0 = 0.
double sumWeightLogWeight(const float* weights, std::size_t count);

} // namespace shoal
