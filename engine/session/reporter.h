// SPDX-License-Identifier: MIT
// A run's stages as the board shows them: progress, times without rests, records.
#pragma once

#include "session/steering.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <string_view>

namespace shoal {

class Reporter {
public:
    Reporter(Board& board, Steering& steering)
        : board_(board)
        , steering_(steering)
        , timeline_(board.timelineOf(steering.run())) {}

    void begin(std::string_view stage);
    /// The stage begun last.
    const std::string& stage() const { return stage_; }
    /// Since begin(), rests left out.
    double seconds();
    void end(const std::string& detail);

    /// For stages that only know a fraction; from any thread, told on as often as eyes can follow.
    void fraction(double fraction);
    /// The same for a stage that knows more; stage is filled in. `now` passes what would be too often.
    void progress(Progress progress, bool now);
    /// What is made beside the stages from now on, and how far it is. Of the session's thread.
    void setBeside(std::string_view stage, std::function<double()> fraction);
    void endBeside() { setBeside({}, nullptr); }
    void record(Record record);
    void publish(const RunPlan& plan, const std::vector<Record>& records) {
        shoal::publish(board_, steering_.run(), plan, records);
    }
    void snapshot(std::shared_ptr<const Snapshot> snapshot);
    /// Where the run's way is kept; nullptr when it is not.
    Timeline* timeline() const { return timeline_.get(); }

private:
    using Clock = std::chrono::steady_clock;
    bool isDue();

    Board& board_;
    Steering& steering_;
    const std::shared_ptr<Timeline> timeline_;
    std::string stage_;
    std::string besideStage_;
    std::function<double()> besideFraction_; ///< nullptr: nothing
    Clock::time_point begun_;
    double restedBefore_ = 0;
    std::atomic<Clock::rep> toldAt_ = 0;
    std::mutex fractionMutex_;
    double fraction_ =
        0; // guarded by fractionMutex_ while a stage is under way; the threads' reports may overtake
};

} // namespace shoal
