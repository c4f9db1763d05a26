// SPDX-License-Identifier: MIT
#include "session/board.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

SessionState stateAfter(const Outcome& outcome) {
    if (std::holds_alternative<Finished>(outcome))
        return SessionState::Finished;
    return std::holds_alternative<Failed>(outcome) ? SessionState::Failed : SessionState::Stopped;
}

} // namespace

void Board::notify() const {
    if (notify_)
        notify_();
}

void Board::begin(std::uint64_t run, const Recipe& recipe) {
    const std::lock_guard lock(mutex_);
    run_ = run;
    state_ = SessionState::Running;
    continuable_ = false;
    progress_ = {};
    outcome_.reset();
    records_.clear();
    recipe_ = recipe;
    if (timelineBytes_)
        timeline_ = std::make_shared<Timeline>(*timelineBytes_);
}

bool Board::reopen() {
    const std::lock_guard lock(mutex_);
    if (!continuable_)
        return false;
    continuable_ = false;
    outcome_.reset();
    state_ = SessionState::Running;
    return true;
}

void Board::end(std::uint64_t run, Outcome outcome, bool continuable) {
    // Ahead of the state, so that whoever reads that a run has ended finds its timeline whole.
    const auto timeline = timelineOf(run);
    const auto last = snapshot();
    if (timeline && last && last->run == run)
        timeline->append(*last, true);
    const std::lock_guard lock(mutex_);
    if (run != run_)
        return;
    state_ = stateAfter(outcome);
    outcome_ = std::move(outcome);
    continuable_ = continuable;
}

void Board::rest(std::uint64_t run) {
    const std::lock_guard lock(mutex_);
    if (run == run_ && state_ == SessionState::Running)
        state_ = SessionState::Paused;
}

void Board::proceed(std::uint64_t run) {
    const std::lock_guard lock(mutex_);
    if (run == run_ && state_ == SessionState::Paused)
        state_ = SessionState::Running;
}

void Board::setProgress(std::uint64_t run, Progress progress) {
    const std::lock_guard lock(mutex_);
    if (run == run_)
        progress_ = std::move(progress);
}

void Board::setSnapshot(std::shared_ptr<const Snapshot> snapshot) {
    const std::lock_guard lock(mutex_);
    if (snapshot->run == run_)
        // The old one is let go after the lock.
        snapshot_.swap(snapshot);
}

void Board::setRecipe(std::uint64_t run, Recipe recipe) {
    const std::lock_guard lock(mutex_);
    if (run == run_)
        recipe_ = std::move(recipe);
}

void Board::add(std::uint64_t run, Record record) {
    const std::lock_guard lock(mutex_);
    if (run != run_)
        return;
    if (const auto* change = std::get_if<ChangeRecord>(&record); change && timeline_)
        timeline_->mark(change->iteration);
    records_.push_back(std::move(record));
}

SessionState Board::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

Progress Board::progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

std::shared_ptr<const Snapshot> Board::snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

std::optional<Outcome> Board::outcome() const {
    const std::lock_guard lock(mutex_);
    return outcome_;
}

std::vector<Record> Board::recordsFrom(std::size_t first) const {
    const std::lock_guard lock(mutex_);
    const std::size_t begin = std::min(first, records_.size());
    return {records_.begin() + static_cast<std::ptrdiff_t>(begin), records_.end()};
}

Recipe Board::recipe() const {
    const std::lock_guard lock(mutex_);
    return recipe_;
}

std::uint64_t Board::run() const {
    const std::lock_guard lock(mutex_);
    return run_;
}

std::shared_ptr<Timeline> Board::timeline() const {
    const std::lock_guard lock(mutex_);
    return timeline_;
}

std::shared_ptr<Timeline> Board::timelineOf(std::uint64_t run) const {
    const std::lock_guard lock(mutex_);
    return run == run_ ? timeline_ : nullptr;
}

} // namespace shoal
