// SPDX-License-Identifier: MIT
// What every long stage is handed: the stop token, the pause gate, a place for progress, and the task arena.
#pragma once

#include <tbb/task_arena.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace shoal {

/// Holds up the threads of a stage while its run is paused. Closed and opened by any thread.
class PauseGate {
public:
    void close();
    void open();
    bool closed() const { return closed_.load(std::memory_order_acquire); }
    /// Returns at once while open; while closed, waits for open() or for `stop`. `onWait` is called once
    /// before waiting.
    void pass(const std::stop_token& stop, const std::function<void()>& onWait);

private:
    std::atomic<bool> closed_{false};
    std::mutex mutex_;
    std::condition_variable_any opened_; // guarded by mutex_
};

/// One run's link between the stage that works and whoever steers it. All members may be called from every
/// thread of the arena.
class RunContext {
public:
    struct Hooks {
        std::function<void(double fraction)>
            progress;                  ///< 0 to 1 within the current stage; calls may come from any thread
        std::function<void()> waiting; ///< a thread of the stage has come to rest at the closed gate
        PauseGate* gate = nullptr;
    };

    explicit RunContext(tbb::task_arena& arena, std::stop_token stop = {});
    RunContext(tbb::task_arena& arena, std::stop_token stop, Hooks hooks);

    /// Called by stages at every block of work (at most some 20 ms apart): throws Stopped once the run is
    /// stopped, waits while it is paused.
    void checkpoint();
    /// The same as an answer, for code that must leave in order.
    bool stopRequested() const { return stop_.stop_requested(); }
    /// Fraction of the current stage that is done, 0 to 1.
    void progress(double fraction);
    /// The same link for one step of the stage: its progress from 0 to 1 is this one's from `begin` to `end`.
    RunContext part(double begin, double end) const;

    tbb::task_arena& arena() { return arena_; }
    int threads() const { return arena_.max_concurrency(); }

private:
    tbb::task_arena& arena_;
    std::stop_token stop_;
    Hooks hooks_;
};

} // namespace shoal
