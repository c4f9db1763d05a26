// SPDX-License-Identifier: MIT
// Diffusion maps (Coifman & Lafon 2006): the slowest functions of a random walk as coordinates.
#pragma once

#include "initialization/random_walk.h"

namespace shoal {

/// The two leading eigenvectors of D⁻¹A after the constant one, each of length 1 in the inner product of the
/// degrees and times its eigenvalue, the longer first: points × 2. An eigenvector's entry of largest size,
/// the first of equals, is positive. A second one that is not there, of two points, is 0. The graph must be
/// connected. The same bits at any thread count. Throws Stopped.
Eigen::MatrixX2d diffusionMap(const RandomWalk& walk, RunContext& context);

} // namespace shoal
