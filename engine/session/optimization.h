// SPDX-License-Identifier: MIT
// The optimisation of one embedding, in chunks between which the session's thread obeys.
#pragma once

#include "session/chunking.h"
#include "session/divergence_watch.h"
#include "session/early_stopping.h"
#include "session/reporter.h"
#include "tsne/optimizer.h"

#include <chrono>

namespace shoal {

/// What a recipe says of the iterations of a phase.
OptimizerOptions optimizerOptions(const Recipe& recipe, const Phase& phase);

class Reoptimization;

class Optimization {
public:
    enum class Extent { FirstPhase, AllPhases };
    using Rows = std::shared_ptr<const std::vector<std::uint32_t>>;

    /// Of which points of the data set the positions are, as Snapshot::points and Snapshot::sample.
    struct Subject {
        Rows points;
        bool sample = false;
    };

    /// `start` is N × 2; `iteration` counts as done.
    Optimization(std::shared_ptr<const Affinities> affinities, const Positions& start, Subject subject,
                 std::uint64_t run, std::uint64_t iteration = 0);

    /// Does what the plan's present list of phases has left. Throws Error and Stopped, having published the
    /// last good positions: those of the last whole step, or from before an embedding began to diverge.
    /// `reoptimization` may ask for other affinities on the way; nullptr for none.
    void run(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena, Extent extent,
             Reoptimization* reoptimization);
    /// Moves points as asked, and shows them. Throws Stopped.
    void perturb(const command::Perturb& wish, RunPlan& plan, Reporter& reporter, tbb::task_arena& arena);
    /// Goes on with other affinities of the same points.
    void refine(std::shared_ptr<const Affinities> affinities);
    /// Publishes the positions, unless they were already.
    void publish(const RunPlan& plan, Reporter& reporter);
    std::uint64_t iteration() const { return state_.iteration(); }
    Positions positions() const { return state_.positions(); }

private:
    void loop(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena, Extent extent,
              Reoptimization* reoptimization);
    void replace(std::shared_ptr<const Affinities> affinities);
    std::uint64_t chunkEnd(const PhasePlan& phases, const Steering& steering, bool earlyStopping,
                           const Timeline* timeline) const;
    /// Hands the positions to the run's timeline where it wants them.
    void keep(const RunPlan& plan, Timeline* timeline);
    /// Ends the present phase where it has done what it can. What happened, for the log.
    std::vector<Record> stopEarly(RunPlan& plan);
    /// Keeps a state that is sound; throws Error for one that diverges.
    void requireSound(const RunPlan& plan, const OptimizerOptions& options);
    std::shared_ptr<const Snapshot> snapshotNow(const RunPlan& plan) const;
    void tellProgress(const PhasePlan& phases, Reporter& reporter, bool now);
    bool publishingIsDue() const;

    std::shared_ptr<const Affinities> affinities_;
    OptimizerState state_;
    const Subject subject_;
    const std::uint64_t run_;
    Chunking chunking_;
    double secondsBefore_ = 0; ///< of the stage, before its last continuation
    std::optional<double> klDivergence_;
    EarlyStopping earlyStopping_;
    DivergenceWatch divergenceWatch_;
    std::shared_ptr<const Snapshot> sound_; ///< the last state that was
    bool diverged_ = false;
    std::uint64_t perturbations_ = 0;
    std::optional<std::uint64_t> publishedIteration_;
    std::optional<std::uint64_t> keptIteration_;
    std::chrono::steady_clock::time_point publishedAt_;
};

} // namespace shoal
