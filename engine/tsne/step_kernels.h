// SPDX-License-Identifier: MIT
// The loops of one step over a block of rows: attraction along the rows of P, and openTSNE's update rule.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shoal {

/// P and the positions it pulls on, as plain arrays (see Affinities). `positions` is N × 2, interleaved.
struct AttractionInput {
    const std::uint64_t* rowOffsets;
    const std::uint32_t* columns;
    const float* weights;
    std::size_t entries;
    const float* positions;
    float dof = 1; ///< the kernel's degrees of freedom ν
};

/// Writes Σ_j p_ij (1 + d²/ν)^−1 (y_i − y_j) of rows [begin, end) to `forces` (2 · (end − begin)).
void attract(const AttractionInput& input, std::size_t begin, std::size_t end, float* forces);

/// The same, and returns Σ p_ij ν ln(1 + d²/ν) over the rows.
double attractAndSumLogs(const AttractionInput& input, std::size_t begin, std::size_t end, float* forces);

/// gradient = exaggeration · attraction − repulsionScale · repulsion
struct StepRule {
    float exaggeration;
    float repulsionScale; ///< 1/Z
    float learningRate;
    float momentum;
    float maxStepNorm;
    float maxGradientNorm; ///< infinity for none
};

/// A block of `points` points: all arrays are interleaved and start at the block's first point.
struct StepArrays {
    std::size_t points;
    const float* attraction;
    const float* repulsion;
    const float* positions;
    const float* updates;
    const float* gains;
    float* nextPositions;
    float* nextUpdates;
    float* nextGains;
};

/// A block's share of the sums over all points.
struct StepSums {
    double x = 0, y = 0; ///< new positions
    double gradientSquared = 0;
    double overshoots =
        0;           ///< points whose step was cut, or longer than 5, and turned back on the step before
    double logs = 0; ///< Σ p ν ln(1 + d²/ν), when asked for

    StepSums& operator+=(const StepSums& other) {
        x += other.x;
        y += other.y;
        gradientSquared += other.gradientSquared;
        overshoots += other.overshoots;
        logs += other.logs;
        return *this;
    }
};

/// Clips, gain and momentum as in openTSNE 1.0.4; the mean is still to be subtracted.
StepSums step(const StepRule& rule, const StepArrays& arrays);

} // namespace shoal
