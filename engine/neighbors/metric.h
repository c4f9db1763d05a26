// SPDX-License-Identifier: MIT
// What is meant by the distance of two points.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <string_view>

namespace shoal {

enum class Metric {
    Euclidean,
    Cosine,      ///< 1 − cos of the angle between two rows
    Correlation, ///< 1 − Pearson's r: cosine of the rows, each less its mean
    Manhattan,   ///< sum of absolute differences
};

std::string_view nameOf(Metric metric); ///< "euclidean", "cosine", "correlation", "manhattan"
/// Throws Error listing the names there are.
Metric metricFromName(std::string_view name);

/// Whether distances depend on the rows' directions alone.
constexpr bool isDirectional(Metric metric) {
    return metric == Metric::Cosine || metric == Metric::Correlation;
}

/// Rows of length 1 whose Euclidean distances d tell a directional metric: it is d²/2. One column more than
/// `points`: it is 1 in the rows that have no direction (zero, for a correlation constant), which are so at
/// distance 1 from all others and 0 from each other. Throws Stopped.
Matrix directions(const Matrix& points, Metric metric, RunContext& context);

/// The directional distance that a Euclidean one between directions tells.
inline float directionalDistance(float euclidean) {
    const double d = euclidean;
    return static_cast<float>(d * d / 2);
}

} // namespace shoal
