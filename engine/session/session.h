// SPDX-License-Identifier: MIT
// A run in the background: one thread, commands in, snapshots out. Desktop and command line run the same
// Session.
#pragma once

#include "data/dataset.h"
#include "recipe/recipe.h"
#include "session/snapshot.h"
#include "session/timeline.h"

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace shoal {

namespace command {

/// A map that another run has been at, to go on from.
struct Branch {
    /// A row for each point that is embedded; of a sample, for each point that the recipe's seed and sample
    /// size choose.
    std::shared_ptr<const Positions> positions;
    std::uint64_t iteration = 0; ///< so many of the recipe's iterations count as done
    bool sample = false;
};
/// Starts a run; one that is under way is stopped first. Stages of earlier runs on the same data are reused.
struct Start {
    std::shared_ptr<const Dataset> data;
    Recipe recipe;
    /// Of a Given start, a row for each point that is embedded; else not looked at.
    std::shared_ptr<const Positions> positions = {};
    /// In place of the recipe's start: what the recipe has left after so many iterations is done from there.
    /// The optimiser's velocity and gains start afresh, and a kept snapshot's positions are rounded to 16
    /// bits, so that the run goes on near the other one's way, not on it. There is no preview.
    std::optional<Branch> from = {};
    /// Which points of the data are embedded, ascending, none twice: as if the data were these rows alone.
    /// nullptr embeds all.
    std::shared_ptr<const std::vector<std::uint32_t>> points = {};
};
struct Pause {};
struct Resume {};
/// Does so many iterations and pauses; in a stage before the optimisation, the first ones of that. Steps add
/// up.
struct Step {
    std::size_t iterations = 1;
};
struct Stop {};
/// Acts from the next iteration; what is not given stays. Recorded in the timeline, and in recipe() so that
/// it would repeat the run: a phase that has begun is split where the change acts. A Change with a value that
/// cannot be leaves a WarningRecord and changes nothing. What comes in a stage before the optimisation is
/// seen when that stage ends.
struct Change {
    std::optional<double> exaggeration =
        {}; ///< of the current phase: a sample's while it is embedded, else of all points
    /// Replaces the list for all points; the iterations done so far count as done, and stay as they were.
    std::optional<std::vector<Phase>> phases = {};
    std::optional<double> learningRate = {}; ///< 0 gives the choice back to N / exaggeration
    std::optional<double> momentum = {};     ///< of phases without one of their own
    std::optional<double> maxStepNorm = {};
    std::optional<double> maxGradientNorm = {}; ///< 0 allows any gradient
    std::optional<double> dof = {};
    std::optional<RepulsionMethod> repulsion = {};
    std::optional<double> theta = {};
    std::optional<bool> earlyStopping = {};
    /// Replaces the list for a sample, as long as it is embedded or not yet begun.
    std::optional<std::vector<Phase>> samplePhases = {};
    /// Iterations more of the current phase; a negative number shortens it, at most to what is done of it.
    std::optional<std::int64_t> lengthen = {};
};
/// Makes the affinities that `recipe` asks for and goes on with them from where the points are. Of the recipe
/// the options count that recompute affinities or neighbours (option_effects.h); what of them is as it was is
/// used again. They act on the optimisation of all points: what comes before that waits for it. A finished or
/// stopped run goes on with what it has left. A later Reoptimize takes the place of one that does not act
/// yet; one that asks for what is in force takes it back. A recipe that cannot be, or affinities that cannot
/// be made, leave a WarningRecord, and the run goes on as it was.
///
/// A ChangeRecord tells the iteration that they act from: with `meanwhile` however far the points have got by
/// the time the affinities are there, else the one at which the command was obeyed. That iteration decides on
/// all bits that follow; recipe() has no way to tell it, so that running it anew makes another map.
struct Reoptimize {
    Recipe recipe;
    /// So many iterations follow at least: the last phase is made longer where fewer are left.
    std::size_t iterations = 250;
    bool meanwhile = true; ///< the points go on moving on the old affinities; else they rest
};
/// Moves points of the map at hand by Gaussian noise, to see whether it holds. Noise is drawn from the
/// recipe's seed, another one each time, and recorded; recipe() does not tell it. A run that has ended shows
/// the moved points, and a Continue goes on from them. With values that cannot be, a WarningRecord.
struct Perturb {
    double amount = 0.1; ///< deviation of the noise, in deviations of the map
    /// Rows of the data; nullptr moves all points. Those without a place yet are left out.
    std::shared_ptr<const std::vector<std::uint32_t>> points = {};
};
/// Appends a phase and runs it, from a finished, stopped or paused run; state is carried over. A stopped run
/// drops the iterations that it was stopped from doing, a paused one does them first. Where there is nothing
/// to go on from (the run ended before the optimisation of all points, or failed) a WarningRecord says so.
struct Continue {
    Phase phase;
};

} // namespace command

using Command = std::variant<command::Start, command::Pause, command::Resume, command::Step, command::Stop,
                             command::Change, command::Reoptimize, command::Perturb, command::Continue>;

/// How a run ended.
struct Finished {};
struct StoppedByUser {};
struct Failed {
    std::string stage;
    std::string message;
};
using Outcome = std::variant<Finished, StoppedByUser, Failed>;

struct SessionOptions {
    int threads = 0; ///< 0: all cores, less one for the desktop when there are more than two
    /// Called from the session's thread whenever something new can be read. Must return at once: it posts an
    /// event or wakes a thread, no more. Never called after ~Session.
    std::function<void()> notify;
    /// The most that a run's timeline may take; none is kept when not given.
    std::optional<std::uint64_t> timelineBytes = {};
    /// The run's threads have a lower priority than others: for a window that answers while all cores are
    /// busy.
    bool yielding = false;
};

/// All members may be called from any thread and return at once.
class Session {
public:
    explicit Session(SessionOptions options = {});
    /// Stops the run and waits for the thread (at most the time a stop takes).
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// After a Start the members below speak of the new run at once (state() is Running, outcome() empty),
    /// but for snapshot(), which keeps the last run's until there is a newer one.
    void send(Command command);

    SessionState state() const;
    Progress progress() const;
    /// The newest one, or nullptr before the first.
    std::shared_ptr<const Snapshot> snapshot() const;
    /// How the last run ended; empty while none has ended or one is under way.
    std::optional<Outcome> outcome() const;
    /// The current run's records from the given index on.
    std::vector<Record> recordsFrom(std::size_t first) const;
    /// The recipe of the current run with all changes applied.
    Recipe recipe() const;
    /// Counts the runs started, as Snapshot::run.
    std::uint64_t run() const;
    /// The current run's; stays as it was when another run begins. nullptr before the first, and where none
    /// is kept.
    std::shared_ptr<Timeline> timeline() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

} // namespace shoal
