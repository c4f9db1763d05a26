// SPDX-License-Identifier: MIT
// The t-SNE optimiser: state, one step, and the only function that changes the state. Affinities → Snapshot.
// openTSNE 1.0.4's update rule; van der Maaten & Hinton 2008, Linderman et al. 2019.
#pragma once

#include "affinity/affinities.h"
#include "core/matrix.h"
#include "core/run_context.h"
#include "tsne/repulsion_method.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace shoal {

/// Everything a step depends on besides state and affinities; may differ from one call of advance() to the
/// next.
struct OptimizerOptions {
    double exaggeration = 1;
    std::optional<double> learningRate; ///< N / exaggeration when not given
    double momentum = 0.8;
    double maxStepNorm = 5;
    std::optional<double> maxGradientNorm; ///< of a point, before gain and learning rate; none when not given
    double dof = 1;                        ///< the kernel's degrees of freedom: q ∝ (1 + d²/dof)^−dof
    double theta =
        0.5; ///< of BarnesHut: a cell this small against its distance counts as one point; 0 is exact
    RepulsionMethod repulsion = RepulsionMethod::Automatic;

    double effectiveLearningRate(std::size_t points) const {
        return learningRate.value_or(static_cast<double>(points) / exaggeration);
    }
    bool operator==(const OptimizerOptions&) const = default;
};

/// Positions, updates and gains of all points (in the affinities' storage order), and the workspace reused
/// between steps. Moves, does not copy.
class OptimizerState {
public:
    /// `start` is N × 2 in point order; `iteration` is how many have been done to it already. Throws Error
    /// when its size differs from the affinities' or it is not finite.
    OptimizerState(const Affinities& affinities, const Positions& start, std::uint64_t iteration = 0);
    OptimizerState(OptimizerState&&) noexcept;
    OptimizerState& operator=(OptimizerState&&) noexcept;
    ~OptimizerState();

    std::size_t points() const;
    std::uint64_t iteration() const;
    /// How often so far a point's step was cut, or longer than 5, and turned back on the step before: next to
    /// never, unless the learning rate is far too large.
    std::uint64_t overshoots() const;
    /// Of the embedding, along its wider axis.
    double span() const;
    /// The embedding in point order, N × 2.
    Positions positions() const;
    /// Moves the points, N × 2 in point order; how they were moving stays. Throws Error for another number of
    /// points, or where a coordinate is not finite.
    void setPositions(const Positions& positions);
    /// Takes the storage order of other affinities of the same points, to go on with these. Throws Error when
    /// the numbers of points differ.
    void renumber(const Affinities& affinities);

    struct Parts;
    Parts& parts() { return *parts_; }
    const Parts& parts() const { return *parts_; }

private:
    std::unique_ptr<Parts> parts_;
};

struct StepReport {
    std::uint64_t iteration = 0;
    /// KL(P‖Q) of the unexaggerated P at the positions before the last step; only when asked for.
    std::optional<double> klDivergence;
    double gradientNorm = 0; ///< Euclidean norm over all points, last step
};

/// Does `iterations` steps. With `reportKl` the last one also sums the KL divergence. Throws Error when a
/// position stops being finite (the state then is that before the step), and Stopped (between or within
/// steps: the state is that after the last whole step).
StepReport advance(OptimizerState& state, const Affinities& affinities, const OptimizerOptions& options,
                   std::size_t iterations, bool reportKl, RunContext& context);

/// KL(P‖Q) at the current positions. Throws Stopped.
double klDivergence(OptimizerState& state, const Affinities& affinities, const OptimizerOptions& options,
                    RunContext& context);

} // namespace shoal
