// SPDX-License-Identifier: MIT
// A stage begun before its turn, on a thread and in an arena of its own, while the session's thread goes on
// with an earlier one.
#pragma once

#include "core/run_context.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace shoal {

/// Its threads give way to those of the stage under way. It rests at the run's gate as other stages do, but
/// leaves it to the stage under way to say so.
template <class Result>
class Ahead {
public:
    using Make = std::function<Result(RunContext&)>;

    Ahead(int threads, PauseGate& gate, Make make)
        : arena_(threads, 1, tbb::task_arena::priority::low)
        , gate_(gate)
        , thread_([this, make = std::move(make)](const std::stop_token& stop) { work(make, stop); }) {}
    /// Stops the work and waits for it.
    ~Ahead() = default;
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    /// How far the work is, 0 to 1.
    double fraction() const { return fraction_.load(); }
    /// Whether take() would return, or throw, at once.
    bool ready() {
        const std::lock_guard lock(mutex_);
        return done_;
    }
    /// Waits until it is ready, but not for long.
    void waitAWhile() {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, interval_, [this] { return done_; });
    }
    /// Waits for the result, with the work's progress as the context's. Throws what the work threw, and
    /// Stopped. To be called once.
    Result take(RunContext& context) {
        std::unique_lock lock(mutex_);
        while (!done_) {
            changed_.wait_for(lock, interval_);
            lock.unlock();
            context.checkpoint();
            context.progress(fraction_.load());
            lock.lock();
        }
        if (failure_)
            std::rethrow_exception(failure_);
        return *std::move(result_);
    }
    /// What the work took, once take() has returned.
    double seconds() const { return seconds_; }

private:
    using Clock = std::chrono::steady_clock;

    void work(const Make& make, const std::stop_token& stop) {
        const auto begun = Clock::now();
        std::optional<Result> result;
        std::exception_ptr failure;
        try {
            RunContext::Hooks hooks;
            hooks.gate = &gate_;
            hooks.progress = [this](double fraction) { fraction_ = fraction; };
            RunContext context(arena_, stop, std::move(hooks));
            arena_.execute([&] { result = make(context); });
        } catch (...) {
            failure = std::current_exception();
        }
        {
            const std::lock_guard lock(mutex_);
            result_ = std::move(result);
            failure_ = failure;
            seconds_ = std::chrono::duration<double>(Clock::now() - begun).count();
            done_ = true;
        }
        changed_.notify_one();
    }

    static constexpr std::chrono::milliseconds interval_{20};
    tbb::task_arena arena_;
    PauseGate& gate_;
    std::atomic<double> fraction_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;            // guarded by mutex_
    std::optional<Result> result_; // guarded by mutex_
    std::exception_ptr failure_;   // guarded by mutex_
    double seconds_ = 0;           // guarded by mutex_ until done_
    std::jthread thread_;          // last: it uses the rest
};

} // namespace shoal
