// SPDX-License-Identifier: MIT
#include "progress_line.h"

#include "core/time_left.h"

#include <cstdio>

#include <sys/ioctl.h>
#include <unistd.h>

namespace shoal::app {

namespace {

constexpr std::chrono::milliseconds rewritingInterval{100};
constexpr std::chrono::seconds lineInterval{10};
constexpr const char* eraseLine = "\r\033[K";

std::size_t terminalWidth() {
    constexpr std::size_t usualWidth = 80;
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usualWidth;
}

/// In one piece, so that lines of several programs do not mix.
void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
}

} // namespace

ProgressLine::ProgressLine(bool quiet)
    : style_(quiet                        ? Style::Silent
             : isatty(STDERR_FILENO) != 0 ? Style::Rewritten
                                          : Style::Lines) {}

ProgressLine::~ProgressLine() {
    if (lineOpen_)
        put(eraseLine);
}

void ProgressLine::show(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    if (style_ == Style::Silent || progress.stage.empty())
        return;
    const bool entered = progress.stage != view_.progress.stage;
    if (entered)
        enter(progress.stage);
    view_.progress = progress;
    if (isDue() || (entered && style_ == Style::Rewritten))
        draw();
}

void ProgressLine::enter(const std::string& stage) {
    view_ = {};
    view_.progress.stage = stage;
    stageBegun_ = Clock::now();
    drawnAt_ = stageBegun_;
}

bool ProgressLine::isDue() const {
    const auto sinceDrawn = Clock::now() - drawnAt_;
    return style_ == Style::Rewritten ? sinceDrawn >= rewritingInterval : sinceDrawn >= lineInterval;
}

void ProgressLine::draw() {
    drawnAt_ = Clock::now();
    const double seconds = std::chrono::duration<double>(drawnAt_ - stageBegun_).count();
    view_.stageSecondsLeft = timeLeft(seconds, view_.progress.fraction);
    const std::vector<std::string> pieces = piecesOf(view_);
    if (style_ == Style::Rewritten) {
        // The last column stays free: some terminals wrap as soon as it is filled.
        put(eraseLine + fitted(pieces, terminalWidth() - 1));
        lineOpen_ = true;
    } else {
        print(fitted(pieces, std::string::npos));
    }
}

void ProgressLine::add(const Record& record) {
    const std::lock_guard lock(mutex_);
    const auto* kl = std::get_if<KlRecord>(&record);
    const bool current = kl && kl->stage == view_.progress.stage;
    if (current)
        view_.klDivergence = kl->klDivergence;
    if (style_ == Style::Lines) {
        const std::optional<double> left = current ? view_.progress.secondsLeft : std::nullopt;
        print(lineOf(record) + (left ? ", " + durationText(*left) + " left" : ""));
    } else if (style_ == Style::Rewritten && std::holds_alternative<WarningRecord>(record)) {
        print(lineOf(record));
    }
}

void ProgressLine::say(const std::string& sentence) {
    const std::lock_guard lock(mutex_);
    if (style_ != Style::Silent)
        print(sentence);
}

void ProgressLine::print(const std::string& line) {
    put((lineOpen_ ? eraseLine : "") + line + "\n");
    lineOpen_ = false;
    drawnAt_ = Clock::now();
}

} // namespace shoal::app
