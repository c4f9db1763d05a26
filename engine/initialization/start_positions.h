// SPDX-License-Identifier: MIT
// Where the points of an embedding start: PCA, random, given; rescaled and jittered.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/metric.h"

#include <cstdint>
#include <vector>

namespace shoal {

/// The standard deviation openTSNE gives every start.
inline constexpr double startDeviation = 1e-4;

/// The jitter of starts in which points may lie upon each other, in deviations of the start.
inline constexpr double jitterShare = 0.01;

/// Population standard deviation, as numpy's.
double deviationOf(const Positions& positions, Eigen::Index column);

/// Scales both columns by target / std(column 0), openTSNE's `rescale`. A start without spread is left as it
/// is.
void rescale(Positions& positions, double target = startDeviation);

/// Adds N(0, deviation) to both columns, a stream per point. Throws Stopped.
void addJitter(Positions& positions, double deviation, std::uint64_t seed, RunContext& context);

/// The first two columns of `components` (a missing second one is 0), rescaled, with jitter N(0, 0.01·target)
/// so that duplicate points can part. Throws Stopped.
Positions pcaStart(const Matrix& components, std::uint64_t seed, RunContext& context);

/// N(0, 1e-4) in both columns, a stream per point. Throws Stopped.
Positions randomStart(std::size_t points, std::uint64_t seed, RunContext& context);

/// The rows of `matrix` that `rows` names, in that order.
Matrix takeRows(const Matrix& matrix, const std::vector<std::uint32_t>& rows, RunContext& context);

} // namespace shoal
