// SPDX-License-Identifier: MIT
#include "core/run_context.h"

#include "core/error.h"

#include <algorithm>

namespace shoal {

void PauseGate::close() {
    closed_.store(true, std::memory_order_release);
}

void PauseGate::open() {
    {
        const std::lock_guard lock(mutex_);
        closed_.store(false, std::memory_order_release);
    }
    opened_.notify_all();
}

void PauseGate::pass(const std::stop_token& stop, const std::function<void()>& onWait) {
    if (!closed())
        return;
    if (onWait)
        onWait();
    std::unique_lock lock(mutex_);
    opened_.wait(lock, stop, [this] { return !closed(); });
}

RunContext::RunContext(tbb::task_arena& arena, std::stop_token stop)
    : RunContext(arena, std::move(stop), Hooks{}) {}

RunContext::RunContext(tbb::task_arena& arena, std::stop_token stop, Hooks hooks)
    : arena_(arena)
    , stop_(std::move(stop))
    , hooks_(std::move(hooks)) {}

void RunContext::checkpoint() {
    if (hooks_.gate)
        hooks_.gate->pass(stop_, hooks_.waiting);
    if (stop_.stop_requested())
        throw Stopped{};
}

void RunContext::progress(double fraction) {
    if (hooks_.progress)
        hooks_.progress(std::clamp(fraction, 0.0, 1.0));
}

RunContext RunContext::part(double begin, double end) const {
    Hooks hooks = hooks_;
    if (hooks_.progress)
        hooks.progress = [report = hooks_.progress, begin, end](double fraction) {
            report(begin + (end - begin) * fraction);
        };
    return {arena_, stop_, std::move(hooks)};
}

} // namespace shoal
