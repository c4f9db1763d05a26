// SPDX-License-Identifier: MIT
// How far two embeddings are from one shape, whatever their places, sizes and turns.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <optional>

namespace shoal {

/// 1 − (Σσ)², σ the singular values of AᵀB, with A and B (N × any, the narrower one as if filled up with
/// zeros) centred and of norm 1: the least squared distance to B that moving, scaling, turning and mirroring
/// A leaves. From 0, one shape, to 1. Of data and a projection on its principal axes it is the share of
/// the variance that was lost. Nothing when all points of one of the two are at one place. Throws Error when
/// the numbers of rows differ, and Stopped.
std::optional<double> procrustesDistance(const Matrix& a, const Matrix& b, RunContext& context);

} // namespace shoal
