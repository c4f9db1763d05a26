// SPDX-License-Identifier: MIT
// The kernel between two points of an embedding, for single values; kernels-inl.h has it for vectors.
#pragma once

#include <cmath>

namespace shoal {

/// 1/q̃ = (1 + d²/ν)^ν, ν being the degrees of freedom.
inline double inverseKernel(double distance2, double dof) {
    return dof == 1 ? 1 + distance2 : std::exp(dof * std::log1p(distance2 / dof));
}

/// q̃ − 1, exact where it is next to nothing.
inline double kernelLessOne(double distance2, double dof) {
    return dof == 1 ? -distance2 / (1 + distance2) : std::expm1(-dof * std::log1p(distance2 / dof));
}

} // namespace shoal
