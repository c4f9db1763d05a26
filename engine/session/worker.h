// SPDX-License-Identifier: MIT
// The session's thread: takes what opens a run, runs it, and says how it ended.
#pragma once

#include "session/pipeline.h"
#include "session/yielding_threads.h"

#include <tbb/global_control.h>

#include <thread>

namespace shoal {

class Session::Worker {
public:
    explicit Worker(SessionOptions options);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Both safe from any thread.
    CommandQueue& queue() { return queue_; }
    const Board& board() const { return board_; }

private:
    void loop();
    void handle(const CommandQueue::Envelope& envelope);
    /// Says why a command that would continue a run is not usable.
    template <class Refused>
    void refuse(const Refused& command);
    /// Reopens the run that has ended and calls `work(control)`, or says why there is none.
    template <class Work>
    void goOn(const CommandQueue::Envelope& envelope, const Work& work);
    /// Calls `work` in the arena and publishes how it ended.
    template <class Work>
    void finish(const Work& work);

    Board board_;        // thread-safe
    CommandQueue queue_; // thread-safe
    // Only the thread touches what follows, once it runs.
    tbb::task_arena arena_;
    std::optional<YieldingThreads> yielding_; // of arena_
    std::optional<tbb::global_control> moreThreads_;
    StageCache cache_;
    std::unique_ptr<Pipeline> pipeline_;
    bool wasStopped_ = false;
    std::jthread thread_;
};

} // namespace shoal
