// SPDX-License-Identifier: MIT
// The t-SNE optimiser: state, one step, and the only function that changes the state. Affinities → Snapshot.
// openTSNE 1.0.4's update rule; van der Maaten & Hinton 2008, Linderman et al. 2019.
#pragma once

#include "affinity/affinities.h"
#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace shoal {

enum class RepulsionMethod {
    Automatic, ///< Exact where few points on a wide map make that quicker, else Fft
    Exact,     ///< O(N²) sums
    Fft,       ///< interpolation on a grid and Fourier transforms
};

/// Everything a step depends on besides state and affinities; may differ from one call of advance() to the
/// next.
struct OptimizerOptions {
    double exaggeration = 1;
    std::optional<double> learningRate; ///< N / exaggeration when not given
    double momentum = 0.8;
    double maxStepNorm = 5;
    RepulsionMethod repulsion = RepulsionMethod::Automatic;

    double effectiveLearningRate(std::size_t points) const {
        return learningRate.value_or(static_cast<double>(points) / exaggeration);
    }
};

/// Positions, updates and gains of all points (in the affinities' storage order), and the workspace reused
/// between steps. Moves, does not copy.
class OptimizerState {
public:
    /// `start` is N × 2 in point order. Throws Error when its size differs from the affinities' or it is not
    /// finite.
    OptimizerState(const Affinities& affinities, const Positions& start);
    OptimizerState(OptimizerState&&) noexcept;
    OptimizerState& operator=(OptimizerState&&) noexcept;
    ~OptimizerState();

    std::size_t points() const;
    std::uint64_t iteration() const;
    /// The embedding in point order, N × 2.
    Positions positions() const;

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
