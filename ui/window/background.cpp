// SPDX-License-Identifier: MIT
#include "window/background.h"

#include "core/error.h"

#include <QMetaObject>

#include <algorithm>
#include <new>

namespace shoal::ui {

namespace {

/// A core is left to the window when there are more than two.
int threadCount() {
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return cores > 2 ? cores - 1 : cores;
}

} // namespace

Background::Background(QObject* parent, int threads)
    : QObject(parent)
    , threads_(threads > 0 ? threads : threadCount())
    , thread_([this](const std::stop_token& end) { work(end); }) {}

Background::~Background() {
    current_.request_stop();
    thread_.request_stop();
    thread_.join();
}

void Background::run(Job job) {
    current_.request_stop();
    current_ = std::stop_source();
    fraction_ = 0;
    {
        const std::lock_guard lock(mutex_);
        next_ = Ticket{++newest_, std::move(job), current_};
    }
    wake_.notify_one();
    setBusy(true);
}

void Background::cancel() {
    current_.request_stop();
    ++newest_; // what the stopped job still delivers is dropped
    setBusy(false);
}

void Background::work(const std::stop_token& end) {
    tbb::task_arena arena(threads_);
    while (!end.stop_requested()) {
        Ticket ticket;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, end, [this] { return next_.has_value(); }))
                return;
            ticket = std::move(*next_);
            next_.reset();
        }
        RunContext::Hooks hooks;
        hooks.progress = [this](double fraction) {
            fraction_ = fraction;
            if (!fractionPosted_.exchange(true))
                QMetaObject::invokeMethod(
                    this,
                    [this] {
                        fractionPosted_ = false;
                        if (busy_)
                            Q_EMIT progressed(fraction_);
                    },
                    Qt::QueuedConnection);
        };
        RunContext context(arena, ticket.stop.get_token(), hooks);
        Reply reply;
        const auto failWith = [this](const QString& sentence) -> Reply {
            return [this, sentence] { Q_EMIT failed(sentence); };
        };
        try {
            reply = ticket.job(context);
        } catch (const Stopped&) {
            continue;
        } catch (const std::bad_alloc&) {
            reply = failWith(
                tr("There is not enough memory for this: close other programs or open a smaller file."));
        } catch (const std::exception& error) {
            reply = failWith(QString::fromUtf8(error.what()));
        }
        QMetaObject::invokeMethod(
            this, [this, number = ticket.number, reply] { deliver(number, reply); }, Qt::QueuedConnection);
    }
}

void Background::deliver(std::uint64_t number, const Reply& reply) {
    if (number != newest_)
        return;
    setBusy(false);
    if (reply)
        reply();
}

void Background::setBusy(bool busy) {
    if (busy_ == busy)
        return;
    busy_ = busy;
    Q_EMIT busyChanged(busy);
}

} // namespace shoal::ui
