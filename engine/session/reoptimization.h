// SPDX-License-Identifier: MIT
// Other affinities for an optimisation under way: made beside it from what the cache has, taken between two
// iterations.
#pragma once

#include "session/affinity_stages.h"
#include "session/ahead.h"
#include "session/reporter.h"

#include <memory>

namespace shoal {

/// Of the session's thread. What is in the making ends with the object.
class Reoptimization {
public:
    struct Surroundings {
        StageCache& cache;
        RunPlan& plan;
        Steering& steering;
        Reporter& reporter;
    };

    Reoptimization(ChosenData chosen, Surroundings at, int threads);
    ~Reoptimization();
    Reoptimization(const Reoptimization&) = delete;
    Reoptimization& operator=(const Reoptimization&) = delete;

    /// Begins what has been asked for since the last call. Whether anything is in the making.
    bool wanted();
    /// The affinities once they are there: the plan and the log tell of them then. nullptr before, and where
    /// they could not be made, which the log tells.
    std::shared_ptr<const Affinities> take();
    /// Whether no iteration is to be done before take() returns them.
    bool pointsRest() const { return !asked_.meanwhile; }
    /// Waits for them, but not for long.
    void waitAWhile();

private:
    struct Work;
    struct Made;
    using Making = Ahead<std::shared_ptr<const Made>>;

    static std::shared_ptr<const Made> make(Work work, RunContext& context);
    void begin(const command::Reoptimize& asked);
    void end();
    void keep(const Made& made);

    const ChosenData chosen_;
    const Surroundings at_;
    const int threads_;
    command::Reoptimize asked_; ///< what is in the making
    std::unique_ptr<Making> making_;
};

} // namespace shoal
