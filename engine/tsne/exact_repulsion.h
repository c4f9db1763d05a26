// SPDX-License-Identifier: MIT
// Repulsion by sums over all pairs: for small data, and the oracle of the faster ways.
#pragma once

#include "core/run_context.h"

#include <cstddef>

namespace shoal {

/// Writes Σ_j (1 + d²/ν)^−(ν+1) (y_i − y_j) to `forces` (N × 2, interleaved like `positions`) and returns
/// Z = Σ_{i≠j} (1 + d²/ν)^−ν, ν being the degrees of freedom `dof`. O(N²). Throws Stopped.
double exactRepulsion(const float* positions, std::size_t points, double dof, float* forces,
                      RunContext& context);

} // namespace shoal
