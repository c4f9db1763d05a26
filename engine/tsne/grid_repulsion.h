// SPDX-License-Identifier: MIT
// Repulsion as the slope of one potential on a grid: spread, convolve, gather; O(N + area log area).
// Linderman et al. 2019 (interpolation-based t-SNE) with Essmann et al. 1995's splines.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "tsne/bounds.h"

#include <cstddef>
#include <memory>

namespace shoal {

template <class T>
class SplineGrid;

/// Keeps grid, transforms and workspace between steps. The result depends on positions and dof alone.
class GridRepulsion {
public:
    GridRepulsion();
    GridRepulsion(GridRepulsion&&) noexcept;
    GridRepulsion& operator=(GridRepulsion&&) noexcept;
    ~GridRepulsion();

    /// As exactRepulsion(), approximated. `bounds` hold all positions, which must be finite. Throws Stopped.
    double compute(const float* positions, std::size_t points, const Bounds& bounds, double dof,
                   float* forces, RunContext& context);

private:
    std::unique_ptr<SplineGrid<double>> fine_;  ///< for embeddings a few units wide
    std::unique_ptr<SplineGrid<float>> coarse_; ///< for all others
};

/// The repulsion of points that do not move, wherever it is asked for: their potential on a grid, made once.
/// A few points are summed one by one, and all are where a place lies far outside of them.
class ReferenceRepulsion {
public:
    /// `reference` is R × 2, R ≥ 1, finite, and must outlive this; `dof` are the kernel's degrees of freedom
    /// ν. Throws Stopped.
    ReferenceRepulsion(const Positions& reference, RunContext& context, double dof = 1);
    ReferenceRepulsion(ReferenceRepulsion&&) noexcept;
    ~ReferenceRepulsion();

    struct Force {
        double x = 0, y = 0; ///< Σ_j (1 + d²/ν)^−(ν + 1) (y − y_j)
        double z = 0;        ///< Σ_j (1 + d²/ν)^−ν
    };
    /// From any thread.
    Force at(double x, double y) const;
    /// Whether the place costs a sum over all points.
    bool needsAllPoints(double x, double y) const;

private:
    Force sum(double x, double y) const;

    const Positions& reference_;
    const double dof_;
    Bounds bounds_; ///< of the grid; empty without one
    double leastZ_ = 0;
    std::unique_ptr<SplineGrid<double>> fine_;
    std::unique_ptr<SplineGrid<float>> coarse_;
};

} // namespace shoal
