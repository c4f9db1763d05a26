// SPDX-License-Identifier: MIT
#include "session/command_queue.h"

#include "core/error.h"
#include "session/run_plan.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

using Clock = std::chrono::steady_clock;

template <class Kind>
bool is(const Command& command) {
    return std::holds_alternative<Kind>(command);
}

/// Whether it reopens a run that has ended.
bool continues(const Command& command) {
    if (const auto* next = std::get_if<command::Continue>(&command))
        return isUsable(*next);
    const auto* again = std::get_if<command::Reoptimize>(&command);
    return again && !refusalOf(*again);
}

/// Whether a paused run goes on at it.
bool resumes(const Command& command) {
    return is<command::Resume>(command) || is<command::Step>(command) ||
           (is<command::Continue>(command) && continues(command));
}

void requestStop(RunControl& control) {
    control.stop.request_stop();
    control.chunk.request_stop();
}

} // namespace

CommandQueue::Control CommandQueue::newest() const {
    const auto opening =
        std::find_if(queue_.rbegin(), queue_.rend(), [](const Envelope& e) { return e.opens; });
    return opening == queue_.rend() ? active_ : opening->control;
}

void CommandQueue::stopAll() {
    if (active_)
        requestStop(*active_);
    for (const Envelope& envelope : queue_)
        if (envelope.opens)
            requestStop(*envelope.control);
}

void CommandQueue::proceed(RunControl& control) {
    control.gate.open();
    if (control.restingSince) {
        control.rested += Clock::now() - *control.restingSince;
        control.restingSince.reset();
        board_.proceed(control.run);
    }
}

void CommandQueue::send(Command command) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto* start = std::get_if<command::Start>(&command)) {
            stopAll();
            queue_.clear();
            auto control = std::make_shared<RunControl>(++runs_);
            board_.begin(runs_, start->recipe);
            queue_.push_back({std::move(command), std::move(control), true});
        } else if (is<command::Stop>(command)) {
            stopAll();
            // A change already sent stays in force for a later Continue; whatever steers the stopped run is
            // moot.
            std::erase_if(queue_,
                          [](const Envelope& e) { return !e.opens && !is<command::Change>(e.command); });
        } else {
            Control control = newest();
            if (continues(command) && board_.reopen()) {
                control = std::make_shared<RunControl>(control->run);
                queue_.push_back({std::move(command), std::move(control), true});
            } else {
                if (control && is<command::Pause>(command)) {
                    control->gate.close();
                    control->chunk.request_stop();
                } else if (control && resumes(command)) {
                    proceed(*control);
                }
                queue_.push_back({std::move(command), std::move(control), false});
            }
        }
    }
    arrived_.notify_one();
}

void CommandQueue::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        stopAll();
        queue_.clear();
    }
    arrived_.notify_one();
}

std::optional<CommandQueue::Envelope> CommandQueue::waitForNext() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    if (closed_)
        return std::nullopt;
    Envelope envelope = std::move(queue_.front());
    queue_.pop_front();
    if (envelope.opens)
        active_ = envelope.control;
    return envelope;
}

CommandQueue::Control CommandQueue::reopen(const Envelope& envelope) {
    const std::lock_guard lock(mutex_);
    if (closed_ || !board_.reopen())
        return nullptr;
    active_ = std::make_shared<RunControl>(envelope.control->run);
    return active_;
}

bool CommandQueue::hasFor(const RunControl& control) const {
    return !queue_.empty() && queue_.front().control.get() == &control;
}

CommandQueue::Taken CommandQueue::take(RunControl& control) {
    const std::lock_guard lock(mutex_);
    if (control.stop.stop_requested())
        throw Stopped{};
    Taken taken;
    while (hasFor(control)) {
        taken.commands.push_back(std::move(queue_.front().command));
        queue_.pop_front();
    }
    control.chunk = {};
    taken.chunk = control.chunk.get_token();
    return taken;
}

void CommandQueue::rest(RunControl& control) {
    std::unique_lock lock(mutex_);
    const auto called = [&] { return control.stop.stop_requested() || hasFor(control); };
    if (!called()) {
        control.gate.close(); // after steps too: what is done ahead rests with the run
        if (!control.restingSince) {
            control.restingSince = Clock::now();
            board_.rest(control.run);
            lock.unlock();
            board_.notify();
            lock.lock();
        }
    }
    arrived_.wait(lock, called);
    if (control.stop.stop_requested())
        throw Stopped{};
}

void CommandQueue::restAtGate(RunControl& control) {
    {
        const std::lock_guard lock(mutex_);
        // It may have been opened again on the way here.
        if (!control.gate.closed() || control.restingSince)
            return;
        control.restingSince = Clock::now();
        board_.rest(control.run);
    }
    board_.notify();
}

double CommandQueue::restedSeconds(RunControl& control) {
    const std::lock_guard lock(mutex_);
    auto rested = control.rested;
    if (control.restingSince)
        rested += Clock::now() - *control.restingSince;
    return std::chrono::duration<double>(rested).count();
}

} // namespace shoal
