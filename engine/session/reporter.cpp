// SPDX-License-Identifier: MIT
#include "session/reporter.h"

#include "core/time_left.h"
#include "session/process_memory.h"

#include <utility>

namespace shoal {

namespace {

constexpr std::chrono::milliseconds tellingInterval{50};

} // namespace

void Reporter::begin(std::string_view stage) {
    stage_ = stage;
    begun_ = Clock::now();
    restedBefore_ = steering_.restedSeconds();
    {
        const std::lock_guard lock(fractionMutex_);
        fraction_ = 0;
    }
    progress({}, true);
}

double Reporter::seconds() {
    const double sinceBegin = std::chrono::duration<double>(Clock::now() - begun_).count();
    return sinceBegin - (steering_.restedSeconds() - restedBefore_);
}

void Reporter::end(const std::string& detail) {
    record(StageRecord{stage_, seconds(), peakMemoryBytes(), detail});
}

bool Reporter::isDue() {
    const Clock::rep now = Clock::now().time_since_epoch().count();
    Clock::rep told = toldAt_.load(std::memory_order_relaxed);
    return now - told >= Clock::duration(tellingInterval).count() &&
           toldAt_.compare_exchange_strong(told, now);
}

void Reporter::fraction(double fraction) {
    if (!isDue())
        return;
    const std::optional<double> left = timeLeft(seconds(), fraction);
    {
        const std::lock_guard lock(fractionMutex_);
        if (fraction <= fraction_)
            return;
        fraction_ = fraction;
        Progress progress;
        progress.stageSecondsLeft = left;
        progress.stage = stage_;
        progress.fraction = fraction;
        board_.setProgress(steering_.run(), std::move(progress));
    }
    board_.notify();
}

void Reporter::progress(Progress progress, bool now) {
    if (!isDue() && !now)
        return;
    progress.stage = stage_;
    progress.stageSecondsLeft = timeLeft(seconds(), progress.fraction);
    if (besideFraction_) {
        progress.besideStage = besideStage_;
        progress.besideFraction = besideFraction_();
    }
    board_.setProgress(steering_.run(), std::move(progress));
    board_.notify();
}

void Reporter::setBeside(std::string_view stage, std::function<double()> fraction) {
    besideStage_ = stage;
    besideFraction_ = std::move(fraction);
}

void Reporter::record(Record record) {
    board_.add(steering_.run(), std::move(record));
    board_.notify();
}

void Reporter::snapshot(std::shared_ptr<const Snapshot> snapshot) {
    board_.setSnapshot(std::move(snapshot));
    board_.notify();
}

} // namespace shoal
