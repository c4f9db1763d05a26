// SPDX-License-Identifier: MIT
// The stages of one run, one after the other, each from the cache where an earlier run has made it.
#pragma once

#include "session/affinity_stages.h"
#include "session/ahead.h"
#include "session/optimization.h"

namespace shoal {

class Pipeline {
public:
    Pipeline(const command::Start& start, StageCache& cache, CommandQueue& queue, Board& board,
             CommandQueue::Control control, tbb::task_arena& arena);

    /// Runs all stages. Throws Error and Stopped.
    void run();
    /// Whether the optimisation of all points has begun, so that it can go on.
    bool canContinue() const { return optimization_ != nullptr && !previewing_; }
    /// Goes on with one phase more; what a stop left undone stays undone. Throws Error and Stopped.
    void continueWith(const command::Continue& next, bool wasStopped, CommandQueue::Control control);
    /// Goes on with other affinities and what the run has left. Throws Error and Stopped.
    void continueWith(const command::Reoptimize& again, CommandQueue::Control control);
    /// While no iteration is under way.
    void change(const command::Change& change);
    void perturb(const command::Perturb& perturbation);
    /// Says why what would continue the run is not usable.
    void refuse(const command::Continue& next);
    void refuse(const command::Reoptimize& again);

    std::uint64_t number() const { return steering_.run(); }
    /// The one under way, or where it ended.
    const std::string& stage() const { return stage_; }

private:
    using NeighborsAhead = Ahead<std::shared_ptr<const NeighborGraph>>;

    struct StageNames {
        std::string_view neighbors;
        std::string_view affinities;
    };

    /// Runs `make(context)` as that stage; returns its result after a record with `detail(result)`.
    template <class Make, class Detail>
    auto stage(std::string_view name, const Make& make, const Detail& detail);
    void enter(std::string_view name);

    /// Says so when there is nothing in the data that tells points apart.
    void warnOfEqualPoints();
    Space spaceOfAll();
    Space sampleSpace(const Space& whole);
    /// Begins the search before its turn; null where there is no thread for it or nothing to search.
    std::unique_ptr<NeighborsAhead> searchAhead(const Space& space, const AffinityOptions& options);
    std::shared_ptr<const NeighborGraph> neighborsOf(const Space& space, const AffinityOptions& options,
                                                     std::string_view name, NeighborsAhead* ahead);
    /// What a graph from the file leaves to be said.
    void warnOfGivenNeighbors(const NeighborGraph& graph);
    std::shared_ptr<const Affinities> givenAffinitiesOf(const Space& space);
    /// `ahead` is the search for their neighbours where it has begun already.
    std::shared_ptr<const Affinities> affinitiesOf(const Space& space, const AffinityOptions& asked,
                                                   const StageNames& names, NeighborsAhead* ahead = nullptr);
    Positions pcaOrRandomStart(const Space& space, StartMethod method, const std::string& detail);
    Positions spectralStartOf(const Affinities& affinities);
    /// Throws Error when there is not one for each point.
    void requireGivenPositions() const;
    Positions givenStart();
    /// What a given or placed start has done to it.
    void prepareStart(Positions& start);
    /// `meanwhile()` is called once all that is left is to optimise.
    std::shared_ptr<const Positions> embeddedSample(const Space& sample,
                                                    const std::function<void()>& meanwhile);
    /// All points on the embedded sample, at its scale.
    std::shared_ptr<const Positions> placed(const Space& whole, const Positions& sampleEmbedding);
    SampleKey sampleKey(const Space& sample) const;
    void optimize(std::string_view name, Optimization& optimization,
                  Optimization::Extent extent = Optimization::Extent::AllPhases,
                  Reoptimization* reoptimization = nullptr);
    /// Of all points, with the affinities asked for and what is asked for on the way.
    void optimizeAll();
    /// A few nearest neighbours, all weighing the same: found in a moment.
    std::shared_ptr<const Affinities> previewAffinities(const Space& space);
    Positions startPositions(const Space& whole, const Affinities& affinities);
    /// Makes the plan go on from where the branch is. Throws Error when it cannot.
    void enterBranch();
    /// Iterations that count as done of the embedding that the run goes on from; 0 of any other.
    std::uint64_t iterationsDone(bool sample) const;
    void publishStart(const Positions& positions);

    ChosenData chosen_;                            ///< without its data before run()
    const std::shared_ptr<const Positions> given_; ///< the start, of a recipe that says so
    const std::optional<command::Branch> from_;
    StageCache& cache_;
    Board& board_;
    tbb::task_arena& arena_;
    RunPlan plan_;
    Steering steering_;
    Reporter reporter_;
    std::string stage_;
    Optimization::Rows rows_;                    ///< of the chosen points, the sample's
    std::optional<SampleKey> placementKey_;      ///< none when the sample cannot be told from its recipe
    std::unique_ptr<Optimization> optimization_; ///< of all points
    bool previewing_ = false;                    ///< it has not got the affinities asked for yet
};

} // namespace shoal
