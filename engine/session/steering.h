// SPDX-License-Identifier: MIT
// How the session's thread obeys between iterations and stages: changes the plan, rests, goes on step by
// step.
#pragma once

#include "session/command_queue.h"
#include "session/run_plan.h"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace shoal {

/// A plan's new records and recipe, for all to see.
void publish(Board& board, std::uint64_t run, const RunPlan& plan, const std::vector<Record>& records);

class Steering {
public:
    Steering(CommandQueue& queue, Board& board, CommandQueue::Control control, RunPlan& plan);

    /// Takes the switches of a continuation.
    void rebind(CommandQueue::Control control);

    /// Obeys what has come since the last call, without resting, and gives the token that the next Pause or
    /// Stop stops. Throws Stopped.
    std::stop_token obey();
    bool paused() const { return paused_; }
    /// Rests until something comes; call obey() then. Throws Stopped.
    void rest() { queue_.rest(*control_); }
    /// Obeys, and rests as long as the run is paused. Throws Stopped.
    void settle();

    void apply(const Command& command);

    /// The last one asked for since the last call.
    std::optional<command::Reoptimize> takeReoptimize() { return std::exchange(reoptimize_, std::nullopt); }
    /// Those asked for since the last call.
    std::vector<command::Perturb> takePerturbations() { return std::exchange(perturbations_, {}); }

    /// The plan's new records and recipe, for all to see.
    void publish(const std::vector<Record>& records) { shoal::publish(board_, run(), plan_, records); }

    /// How many iterations may be done before the next obey().
    std::uint64_t allowedIterations() const;
    /// So many were done.
    void stepped(std::uint64_t iterations);

    /// For stages that are held at the gate.
    RunContext::Hooks hooks(std::function<void(double)> progress);
    PauseGate& gate() { return control_->gate; }
    std::stop_token stopToken() const { return control_->stop.get_token(); }
    double restedSeconds() { return queue_.restedSeconds(*control_); }
    std::uint64_t run() const { return control_->run; }

private:
    CommandQueue& queue_;
    Board& board_;
    CommandQueue::Control control_;
    RunPlan& plan_;
    bool paused_ = false;
    std::uint64_t stepsLeft_ = 0; ///< 0: no end to them
    std::optional<command::Reoptimize> reoptimize_;
    std::vector<command::Perturb> perturbations_;
};

} // namespace shoal
