// SPDX-License-Identifier: MIT
// Commands on their way to the session's thread. Stop and pause take effect on arrival; the rest waits its
// turn.
#pragma once

#include "core/run_context.h"
#include "session/board.h"

#include <chrono>
#include <deque>

namespace shoal {

/// The switches of one run, or of its continuation.
struct RunControl {
    explicit RunControl(std::uint64_t number)
        : run(number) {}

    const std::uint64_t run;
    std::stop_source stop;  ///< thread-safe
    PauseGate gate;         ///< thread-safe; holds the stages before an optimisation
    std::stop_source chunk; // guarded by CommandQueue::mutex_
    std::optional<std::chrono::steady_clock::time_point> restingSince; // guarded by CommandQueue::mutex_
    std::chrono::steady_clock::duration rested{};                      // guarded by CommandQueue::mutex_
};

class CommandQueue {
public:
    using Control = std::shared_ptr<RunControl>;
    struct Envelope {
        Command command;
        Control control;    ///< of the run it is for; none before the first
        bool opens = false; ///< a Start, or what has reopened its run
    };

    explicit CommandQueue(Board& board)
        : board_(board) {}

    /// From any thread.
    void send(Command command);
    /// Stops whatever is under way and lets waitForNext() return nothing. From any thread.
    void close();

    // The session's thread:

    /// Waits for the next command while no run is under way. Nothing once closed.
    std::optional<Envelope> waitForNext();
    /// Gives what came too early to reopen its run a control of its own.
    Control reopen(const Envelope& envelope);

    struct Taken {
        std::vector<Command> commands;
        std::stop_token chunk; ///< stops at the next Pause or Stop
    };
    /// What has come for this run since the last call. Throws Stopped once it has been stopped.
    Taken take(RunControl& control);
    /// Rests until there is something to take. Throws Stopped.
    void rest(RunControl& control);

    // Any thread of the arena:

    /// A stage has come to the closed gate.
    void restAtGate(RunControl& control);
    /// Time this run has spent at rest.
    double restedSeconds(RunControl& control);

private:
    Control newest() const;
    void stopAll();
    void proceed(RunControl& control);
    bool hasFor(const RunControl& control) const;

    Board& board_;
    std::mutex mutex_; // may be held while locking the board's or a gate's mutex, never the other way round
    std::condition_variable arrived_;
    std::deque<Envelope> queue_; // guarded by mutex_
    Control active_; // guarded by mutex_; of the run that the session's thread has in hand, or had last
    std::uint64_t runs_ = 0; // guarded by mutex_
    bool closed_ = false;    // guarded by mutex_
};

} // namespace shoal
