// SPDX-License-Identifier: MIT
// The progress of a run on stderr: one line rewritten on a terminal, plain lines elsewhere.
#pragma once

#include "progress_text.h"

#include <chrono>
#include <mutex>
#include <string>

namespace shoal::app {

/// All members may be called from any thread.
class ProgressLine {
public:
    explicit ProgressLine(bool quiet);
    /// Leaves no half line behind.
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Told on as often as eyes can follow.
    void show(const Progress& progress);
    void add(const Record& record);
    /// A line that stays.
    void say(const std::string& sentence);

private:
    using Clock = std::chrono::steady_clock;
    enum class Style { Silent, Lines, Rewritten };

    void enter(const std::string& stage);
    bool isDue() const;
    void draw();
    void print(const std::string& line);

    const Style style_;
    std::mutex mutex_;
    // Guarded by mutex_:
    ProgressView view_;
    Clock::time_point stageBegun_;
    Clock::time_point drawnAt_;
    bool lineOpen_ = false; // the rewritten line stands on the terminal
};

} // namespace shoal::app
