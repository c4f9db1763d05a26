// SPDX-License-Identifier: MIT
// PCA: to shorten features before the neighbours, and as the start of an embedding.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "initialization/centered_data.h"

#include <cstdint>
#include <vector>

namespace shoal {

/// Of components that one data set has, whatever they are made for.
inline constexpr std::uint64_t sharedComponentsSeed = 0;

struct PrincipalComponents {
    Matrix scores; ///< N × count, centred; each component's largest loading is positive
    std::vector<double> explainedVariance; ///< per component, descending
    double totalVariance = 0;              ///< over all features
    DoubleRows axes;                       ///< d × count, orthonormal; 0 where there is no variance
    Eigen::ArrayXd means;                  ///< d, of the features
};

/// The first `count` (at most min(N − 1, d), at least 1) principal components of `points` (N × d): from the
/// covariance matrix where d is at most 2,000, else by randomised subspace iteration (Halko et al. 2011).
/// The same bits for a seed at any thread count. Throws Stopped.
PrincipalComponents principalComponents(const Matrix& points, std::size_t count, std::uint64_t seed,
                                        RunContext& context);

/// The scores that other points (M × d) have on the same axes, M × count: those that the points themselves
/// have, bit for bit. Throws Error when their features are not as many, and Stopped.
Matrix project(const PrincipalComponents& components, const Matrix& points, RunContext& context);

} // namespace shoal
