// SPDX-License-Identifier: MIT
// PCA: to shorten features before the neighbours, and as the start of an embedding.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <vector>

namespace shoal {

struct PrincipalComponents {
    Matrix scores; ///< N × count, centred; each component's largest loading is positive
    std::vector<double> explainedVariance; ///< per component, descending
    double totalVariance = 0;              ///< over all features
};

/// The first `count` (at most min(N − 1, d), at least 1) principal components of `points` (N × d): from the
/// covariance matrix where d is at most 2,000, else by randomised subspace iteration (Halko et al. 2011).
/// The same bits for a seed at any thread count. Throws Stopped.
PrincipalComponents principalComponents(const Matrix& points, std::size_t count, std::uint64_t seed,
                                        RunContext& context);

} // namespace shoal
