// SPDX-License-Identifier: MIT
#include "session/yielding_threads.h"

#ifdef __linux__
#include <sys/resource.h>
#endif

namespace shoal {

YieldingThreads::YieldingThreads(tbb::task_arena& arena)
    : tbb::task_scheduler_observer(arena) {
    observe(true);
}

YieldingThreads::~YieldingThreads() {
    observe(false);
}

void YieldingThreads::on_scheduler_entry(bool /*isWorker*/) {
#ifdef __linux__
    // Of Linux, 0 is the calling thread alone.
    if (getpriority(PRIO_PROCESS, 0) < niceness)
        setpriority(PRIO_PROCESS, 0, niceness);
#endif
}

} // namespace shoal
