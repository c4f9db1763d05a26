// SPDX-License-Identifier: MIT
// The largest eigenvalues of a symmetric, positive semidefinite matrix that is known by its products:
// subspace iteration from a random start (Halko et al. 2011) with a Chebyshev filter (Zhou et al. 2006).
#pragma once

#include "core/run_context.h"
#include "initialization/centered_data.h"

#include <cstdint>
#include <functional>

namespace shoal {

struct Eigenpairs {
    Eigen::VectorXd values; ///< descending
    DoubleRows vectors;     ///< one a column, orthonormal
};

struct SubspaceOptions {
    std::size_t count = 2;   ///< pairs wanted
    std::size_t block = 32;  ///< vectors iterated, above count and at most the dimension
    double tolerance = 1e-9; ///< of each wanted pair's residual, relative to the largest eigenvalue
    std::size_t maxProducts =
        200; ///< products with the whole block after which the pairs are taken as they are
    std::uint64_t seed = 0;
};

/// `multiply(V)` gives A·V for V dimension × block. Throws Stopped.
Eigenpairs leadingEigenpairs(std::size_t dimension,
                             const std::function<DoubleRows(const DoubleRows&)>& multiply,
                             const SubspaceOptions& options, RunContext& context);

} // namespace shoal
