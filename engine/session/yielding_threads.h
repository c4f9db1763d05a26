// SPDX-License-Identifier: MIT
// Lets a run's threads give way to those that draw and answer, where all of them share few cores.
#pragma once

#include <tbb/task_arena.h>
#include <tbb/task_scheduler_observer.h>

namespace shoal {

/// Lowers the priority of every thread that comes to work in the arena. Threads cannot raise it again, so
/// TBB's keep it when they go on elsewhere; threads that a lowered one starts have it from the start. Where
/// threads have no priorities of their own (elsewhere than on Linux) nothing changes.
class YieldingThreads : public tbb::task_scheduler_observer {
public:
    static constexpr int niceness = 5;

    explicit YieldingThreads(tbb::task_arena& arena);
    YieldingThreads(const YieldingThreads&) = delete;
    YieldingThreads& operator=(const YieldingThreads&) = delete;
    ~YieldingThreads() override;

    void on_scheduler_entry(bool isWorker) override;
};

} // namespace shoal
