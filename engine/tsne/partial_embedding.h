// SPDX-License-Identifier: MIT
// New points in a finished map that does not move: openTSNE's `transform` (Poličar et al. 2019). Each point
// is pulled by its nearest references and pushed by all of them; new points do not see each other.
#pragma once

#include "affinity/reference_affinities.h"
#include "core/matrix.h"
#include "core/run_context.h"
#include "tsne/grid_repulsion.h"

#include <array>
#include <optional>
#include <vector>

namespace shoal {

struct PartialOptions {
    double exaggeration = 1.5;
    double learningRate = 0.1;
    double momentum = 0.8;
    double maxGradientNorm = 0.25; ///< of each point
};

struct PartialReport {
    std::uint64_t iteration = 0;
    /// Mean over the points of KL(P_i‖Q_i), unexaggerated, at the positions before the last step; only when
    /// asked for.
    std::optional<double> klDivergence;
};

class PartialEmbedding {
public:
    /// `reference` (R × 2) and `affinities` (M points) must outlive this; `start` is M × 2; `dof` are the
    /// map's degrees of freedom. Throws Error when sizes differ or a position is not finite, and Stopped.
    PartialEmbedding(const Positions& reference, const ReferenceAffinities& affinities,
                     const Positions& start, RunContext& context, double dof = 1);

    /// Does so many steps: a point's place depends on itself alone, not on the others that are embedded.
    /// Throws Error when a position stops being finite, and Stopped; the positions then are those after the
    /// last whole step.
    PartialReport advance(const PartialOptions& options, std::size_t iterations, bool reportKl,
                          RunContext& context);
    Positions positions() const;

private:
    struct Point {
        std::array<double, 2> position, update{0, 0}, gain{1, 1};
    };

    /// One step of a point; adds its KL divergence to `kl` when there is one.
    Point stepped(std::size_t index, const PartialOptions& options, double* kl) const;

    const Positions& reference_;
    const ReferenceAffinities& affinities_;
    const double dof_;
    ReferenceRepulsion repulsion_;
    std::vector<Point> points_;
    std::vector<Point> next_;
    std::uint64_t iteration_ = 0;
};

} // namespace shoal
