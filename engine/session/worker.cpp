// SPDX-License-Identifier: MIT
#include "session/worker.h"

#include "core/error.h"
#include "session/process_memory.h"
#include "session/stages.h"

#include <tbb/info.h>

#include <new>
#include <utility>

namespace shoal {

namespace {

// The rest is for the run in hand, the views and other programs.
constexpr std::uint64_t cacheShareOfMemory = 4;

int threadsFor(int wanted) {
    const int cores = tbb::info::default_concurrency();
    if (wanted > 0)
        return wanted;
    return cores > 2 ? cores - 1 : cores;
}

} // namespace

Session::Worker::Worker(SessionOptions options)
    : board_(std::move(options.notify), options.timelineBytes)
    , queue_(board_)
    , arena_(threadsFor(options.threads))
    , cache_(physicalMemoryBytes() / cacheShareOfMemory) {
    // TBB starts no more threads than there are cores unless it is told to.
    if (options.threads > tbb::info::default_concurrency())
        moreThreads_.emplace(tbb::global_control::max_allowed_parallelism,
                             static_cast<std::size_t>(options.threads));
    if (options.yielding)
        yielding_.emplace(arena_);
    thread_ = std::jthread([this] { loop(); });
}

Session::Worker::~Worker() {
    queue_.close();
    thread_.join();
}

void Session::Worker::loop() {
    while (const auto envelope = queue_.waitForNext())
        handle(*envelope);
}

void Session::Worker::handle(const CommandQueue::Envelope& envelope) {
    if (const auto* start = std::get_if<command::Start>(&envelope.command)) {
        // The last run's optimiser goes before the next one needs its memory.
        pipeline_.reset();
        pipeline_ = std::make_unique<Pipeline>(*start, cache_, queue_, board_, envelope.control, arena_);
        board_.notify();
        finish([&] { pipeline_->run(); });
    } else if (const auto* next = std::get_if<command::Continue>(&envelope.command)) {
        if (!isUsable(*next))
            refuse(*next);
        else
            goOn(envelope, [&](auto control) { pipeline_->continueWith(*next, wasStopped_, control); });
    } else if (const auto* again = std::get_if<command::Reoptimize>(&envelope.command)) {
        if (refusalOf(*again))
            refuse(*again);
        else
            goOn(envelope, [&](auto control) { pipeline_->continueWith(*again, control); });
    } else if (const auto* change = std::get_if<command::Change>(&envelope.command)) {
        if (pipeline_)
            pipeline_->change(*change);
    } else if (const auto* perturbation = std::get_if<command::Perturb>(&envelope.command)) {
        if (pipeline_)
            pipeline_->perturb(*perturbation);
    }
    // Whatever else was meant for a run that has ended.
}

template <class Refused>
void Session::Worker::refuse(const Refused& command) {
    if (pipeline_)
        pipeline_->refuse(command);
}

template <class Work>
void Session::Worker::goOn(const CommandQueue::Envelope& envelope, const Work& work) {
    const CommandQueue::Control control = envelope.opens ? envelope.control : queue_.reopen(envelope);
    if (control) {
        board_.notify();
        finish([&] { work(control); });
    } else if (pipeline_) {
        board_.add(pipeline_->number(),
                   WarningRecord{"There is nothing to continue: this run ended before its "
                                 "optimization could be continued; start it again."});
        board_.notify();
    }
}

template <class Work>
void Session::Worker::finish(const Work& work) {
    Outcome outcome = Finished{};
    try {
        arena_.execute(work);
    } catch (const Stopped&) {
        outcome = StoppedByUser{};
    } catch (const std::bad_alloc&) {
        outcome =
            Failed{pipeline_->stage(), "Not enough memory for this stage: close other programs, or use fewer "
                                       "points or a smaller perplexity."};
    } catch (const Error& error) {
        outcome = Failed{pipeline_->stage(), error.what()};
    } catch (const std::exception& error) {
        outcome = Failed{pipeline_->stage(), std::string("This stage failed unexpectedly (") + error.what() +
                                                 "): start again, and report it if it happens once more."};
    }
    wasStopped_ = std::holds_alternative<StoppedByUser>(outcome);
    const bool continuable = pipeline_->canContinue() && !std::holds_alternative<Failed>(outcome);
    board_.end(pipeline_->number(), std::move(outcome), continuable);
    board_.notify();
}

} // namespace shoal
