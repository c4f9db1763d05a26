// SPDX-License-Identifier: MIT
// UMAP's optimiser: graph and start → embedding, by sampled attraction and negative sampling.
// McInnes, Healy & Melville 2018, algorithm 5; umap-learn's schedule and gradients.
#pragma once

#include "core/matrix.h"
#include "umap/curve.h"
#include "umap/sampling_plan.h"

namespace shoal {

struct UmapOptions {
    UmapCurve curve;
    double negativeRate = 5; ///< points pushed away from for each draw; 0 and more, fractions by chance
    double learningRate = 1; ///< of the first epoch; falls to 0 in a straight line
    double repulsion = 1;    ///< weight of the pushes (umap-learn's gamma)
    std::size_t epochs = 200;
};

/// umap-learn's choice: 500 up to 10,000 points, else 200.
std::size_t umapEpochsFor(std::size_t points);

/// The embedding between two epochs. `positions()` is in point order.
class UmapState {
public:
    /// `start` is N × 2 in point order and finite.
    UmapState(const Affinities& graph, const Positions& start, std::uint64_t seed, RunContext& context);

    Positions positions() const;
    std::size_t epoch() const { return epoch_; } ///< done so far

private:
    friend void advance(UmapState& state, const UmapOptions& options, std::size_t epochs,
                        RunContext& context);

    std::vector<std::uint32_t> pointOfRow_;
    SamplingPlan plan_;
    std::uint64_t seed_;
    std::size_t epoch_ = 0;
    Buffer<float> now_;                    // rows × 2, storage order
    std::array<Buffer<float>, 2> between_; // after the rounds of the epoch under way, in turn
};

/// Does `epochs` epochs, no more than options.epochs in all; the options may differ from call to call. The
/// same bits at any thread count. Stopped within an epoch, the state is that of the epoch's beginning.
/// Throws Stopped.
void advance(UmapState& state, const UmapOptions& options, std::size_t epochs, RunContext& context);

/// UMAP's start from any shape: the larger half extent becomes 10, with jitter N(0, 1e-4) so that no two
/// points coincide. A shape without extent stays a spot.
Positions umapStart(const Positions& shape, std::uint64_t seed);

} // namespace shoal
