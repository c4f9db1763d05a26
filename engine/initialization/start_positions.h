// SPDX-License-Identifier: MIT
// Where the points of an embedding start: PCA, random, given; rescaled and jittered; placed on an embedded
// sample.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/metric.h"

#include <cstdint>
#include <vector>

namespace shoal {

/// The standard deviation openTSNE gives every start.
inline constexpr double startDeviation = 1e-4;

/// Scales both columns by target / std(column 0), openTSNE's `rescale`. A start without spread is left as it
/// is.
void rescale(Positions& positions, double target = startDeviation);

/// The first two columns of `components` (a missing second one is 0), rescaled, with jitter N(0, 0.01·target)
/// so that duplicate points can part. Throws Stopped.
Positions pcaStart(const Matrix& components, std::uint64_t seed, RunContext& context);

/// N(0, 1e-4) in both columns, a stream per point. Throws Stopped.
Positions randomStart(std::size_t points, std::uint64_t seed, RunContext& context);

/// The rows of `matrix` that `rows` names, in that order.
Matrix takeRows(const Matrix& matrix, const std::vector<std::uint32_t>& rows, RunContext& context);

/// Each point on its nearest sampled point by the metric, bit for bit; sampled points on themselves.
/// `features` is N × d, `sample` names S of its rows, `sampleEmbedding` is S × 2. Result N × 2, not rescaled.
/// Throws Stopped.
Positions placeOnNearest(const Matrix& features, const std::vector<std::uint32_t>& sample,
                         const Positions& sampleEmbedding, RunContext& context,
                         Metric metric = Metric::Euclidean);

} // namespace shoal
