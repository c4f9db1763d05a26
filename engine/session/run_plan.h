// SPDX-License-Identifier: MIT
// The recipe of a run with the changes made on the way. Plain data of the session's thread.
#pragma once

#include "session/phase_plan.h"
#include "session/session.h"

#include <optional>
#include <string>
#include <vector>

namespace shoal {

class RunPlan {
public:
    explicit RunPlan(Recipe recipe);

    /// With all changes applied: running it from the start repeats this run, but for options other than
    /// phases that were changed on the way.
    Recipe recipe() const;
    /// Of the optimisation under way, or the next one: first the sample's where there is one, then that of
    /// all points.
    PhasePlan& phases() { return onSample_ ? sample_ : whole_; }
    const PhasePlan& phases() const { return onSample_ ? sample_ : whole_; }
    void finishSample() { onSample_ = false; }
    bool onSample() const { return onSample_; }
    /// Whether recipe() tells all there is to know about how the sample was embedded.
    bool sampleRepeatable() const { return sampleRepeatable_; }
    /// Whether the sample was embedded as the recipe said at the start.
    bool sampleAsAsked() const { return sampleAsAsked_; }

    /// Lowers perplexities, and numbers of neighbours, that need more neighbours than there are; a warning
    /// for each, for the log.
    std::vector<Record> lowerPerplexities(std::size_t points);
    /// The same for the neighbours of a graph that the data's file gives.
    std::vector<Record> lowerPerplexities(const NeighborGraph& given);
    /// Applies all of it, or nothing when a value in it cannot be. What happened, for the log.
    std::vector<Record> apply(const command::Change& change);
    std::vector<Record> apply(const command::Continue& next);
    /// Affinities made as `recipe` says take over, and so many iterations follow at least. What happened, for
    /// the log.
    std::vector<Record> reoptimize(const Recipe& recipe, std::uint64_t iterations);
    /// So many points were moved; the same.
    std::vector<Record> perturbed(double amount, std::size_t points, bool all);
    /// Ends the phase of the last iteration with it, for a reason "the relative fall of KL has peaked". What
    /// happened, for the log; nothing where the phase ends there anyway.
    std::vector<Record> endPhase(const std::string& reason);
    /// Forgets the iterations that a stopped run has not done.
    void cut() { whole_.cut(); }

private:
    Recipe recipe_; // but for the phases
    PhasePlan sample_;
    PhasePlan whole_;
    bool onSample_;
    bool sampleRepeatable_ = true;
    bool sampleAsAsked_ = true;
};

/// Lowers perplexities, and numbers of neighbours, of all points to what so many neighbours allow; a warning
/// for each that names `where` they are.
std::vector<Record> lowerToNeighbors(Recipe& recipe, std::size_t neighbors, const std::string& where);
/// What the neighbours of a given graph allow.
std::vector<Record> lowerToNeighbors(Recipe& recipe, const NeighborGraph& given);

/// Whether a Continue is not refused for its values.
bool isUsable(const command::Continue& next);
/// Why a command is refused for its values.
std::optional<WarningRecord> refusalOf(const command::Reoptimize& again);
std::optional<WarningRecord> refusalOf(const command::Perturb& perturbation);

} // namespace shoal
