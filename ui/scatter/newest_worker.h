// SPDX-License-Identifier: MIT
// A thread that turns wishes into results, always the newest wish: those that came in between are dropped,
// the one under way is finished.
#pragma once

#include <tbb/task_arena.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace shoal::ui {

template <class Wish, class Result>
class NewestWorker {
public:
    using Work = std::function<Result(const Wish&)>;

    /// `work` runs on the thread, in an arena that TBB's threads serve with that priority; then, whether it
    /// failed or not, `ready` is called there, which posts an event and no more.
    NewestWorker(Work work, std::function<void()> ready, tbb::task_arena::priority priority)
        : work_(std::move(work))
        , ready_(std::move(ready))
        , priority_(priority)
        , thread_([this](const std::stop_token& end) { run(end); }) {}
    NewestWorker(const NewestWorker&) = delete;
    NewestWorker& operator=(const NewestWorker&) = delete;
    ~NewestWorker() = default; // waits for the wish under way

    void ask(Wish wish) {
        {
            const std::lock_guard lock(mutex_);
            next_ = std::move(wish);
        }
        wake_.notify_one();
    }
    /// Whether a result is still to come.
    bool busy() const {
        const std::lock_guard lock(mutex_);
        return working_ || next_.has_value();
    }
    /// nullptr before the first.
    std::shared_ptr<const Result> newest() const {
        const std::lock_guard lock(mutex_);
        return newest_;
    }

private:
    void run(const std::stop_token& end) {
        tbb::task_arena arena(tbb::task_arena::automatic, 1, priority_);
        for (;;) {
            std::optional<Wish> wish;
            {
                std::unique_lock lock(mutex_);
                if (!wake_.wait(lock, end, [this] { return next_.has_value(); }) || end.stop_requested())
                    return;
                wish.swap(next_);
                working_ = true;
            }
            std::shared_ptr<const Result> result;
            try {
                arena.execute([&] { result = std::make_shared<const Result>(work_(*wish)); });
            } catch (const std::exception&) {
                result = newest(); // no memory for it: the last result stays
            }
            {
                const std::lock_guard lock(mutex_);
                newest_.swap(result);
                working_ = false;
            }
            ready_();
        }
    }

    Work work_;
    std::function<void()> ready_;
    tbb::task_arena::priority priority_;
    mutable std::mutex mutex_;
    std::condition_variable_any wake_;
    std::optional<Wish> next_;             // guarded by mutex_
    std::shared_ptr<const Result> newest_; // guarded by mutex_
    bool working_ = false;                 // guarded by mutex_
    std::jthread thread_;                  // last: ends before what it uses
};

} // namespace shoal::ui
