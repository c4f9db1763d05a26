// SPDX-License-Identifier: MIT
// One thread for work the window must not wait for: reading, colouring, exporting. The newest job wins.
#pragma once

#include "core/run_context.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace shoal::ui {

class Background : public QObject {
    Q_OBJECT

public:
    /// What is done on the UI thread with a job's result.
    using Reply = std::function<void()>;
    using Job = std::function<Reply(RunContext&)>;

    /// Jobs are given so many threads; 0: all cores, less one for the window when there are more than two.
    explicit Background(QObject* parent = nullptr, int threads = 0);
    /// Stops the job under way and waits for it.
    ~Background() override;

    /// Runs `job` on the thread and its reply on the UI thread. A job under way is stopped and its reply
    /// dropped.
    void run(Job job);
    void cancel();
    bool busy() const { return busy_; }

Q_SIGNALS:
    void busyChanged(bool busy);
    void progressed(double fraction);
    /// A job threw: one sentence.
    void failed(const QString& sentence);

private:
    struct Ticket {
        std::uint64_t number;
        Job job;
        std::stop_source stop;
    };
    void work(const std::stop_token& end);
    void deliver(std::uint64_t number, const Reply& reply);
    void setBusy(bool busy);

    const int threads_;
    bool busy_ = false;        // UI thread
    std::uint64_t newest_ = 0; // UI thread
    std::stop_source current_; // UI thread: stops the newest job
    std::atomic<double> fraction_{0};
    std::atomic<bool> fractionPosted_{false};
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::optional<Ticket> next_; // guarded by mutex_
    std::jthread thread_;        // last: ends before what it uses
};

} // namespace shoal::ui
