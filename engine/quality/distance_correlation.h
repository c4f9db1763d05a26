// SPDX-License-Identifier: MIT
// Whether what lies far apart in the data lies far apart in the embedding: points → CPD.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "quality/score.h"

#include <cstdint>
#include <optional>

namespace shoal {

/// Spearman's correlation of the distances between points in `data` and in `embedding`, of all pairs of
/// `count` points, drawn when there are more; equal distances share their mean rank. Nothing when the
/// distances in one of the two are all equal. The error of a drawn value is that of a jackknife over 20
/// groups of points. Throws Stopped.
std::optional<Score> distanceCorrelation(const Matrix& data, const Matrix& embedding, std::size_t count,
                                         std::uint64_t seed, RunContext& context);

} // namespace shoal
