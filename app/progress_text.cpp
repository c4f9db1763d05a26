// SPDX-License-Identifier: MIT
#include "progress_text.h"

#include <charconv>
#include <cmath>

namespace shoal::app {

namespace {

struct LineOf {
    std::string operator()(const StageRecord& record) const {
        const std::string detail = record.detail.empty() ? "" : record.detail + ", ";
        return record.stage + ": " + detail + durationText(record.seconds);
    }
    std::string operator()(const KlRecord& record) const {
        return record.stage + ": iteration " + std::to_string(record.iteration) + ", KL " +
               fixedText(record.klDivergence, 4) + ", " + durationText(record.seconds);
    }
    std::string operator()(const ChangeRecord& record) const {
        return "iteration " + std::to_string(record.iteration) + ": " + record.what;
    }
    std::string operator()(const WarningRecord& record) const { return "warning: " + record.message; }
};

} // namespace

std::string fixedText(double value, int digits) {
    char text[64];
    const auto [end, error] =
        std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, digits);
    return error == std::errc{} ? std::string(text, end) : "many";
}

std::string durationText(double seconds) {
    constexpr double fewSeconds = 9.95;
    if (seconds < fewSeconds)
        return fixedText(seconds, 1) + " s";
    constexpr long long minute = 60;
    constexpr long long hour = 60 * minute;
    const long long whole = std::llround(seconds);
    if (whole < minute)
        return std::to_string(whole) + " s";
    if (whole < hour)
        return std::to_string(whole / minute) + " min " + std::to_string(whole % minute) + " s";
    return std::to_string(whole / hour) + " h " + std::to_string(whole % hour / minute) + " min";
}

std::vector<std::string> piecesOf(const ProgressView& view) {
    const Progress& progress = view.progress;
    std::vector<std::string> pieces;
    pieces.push_back(progress.stage + " " + fixedText(std::floor(100 * progress.fraction), 0) + "%");
    if (progress.secondsLeft)
        pieces.push_back(durationText(*progress.secondsLeft) + " left");
    else if (view.stageSecondsLeft)
        pieces.push_back(durationText(*view.stageSecondsLeft) + " left in this stage");
    if (progress.totalIterations > 0)
        pieces.push_back("iteration " + std::to_string(progress.iteration) + "/" +
                         std::to_string(progress.totalIterations));
    if (view.klDivergence)
        pieces.push_back("KL " + fixedText(*view.klDivergence, 4));
    if (progress.itemsPerSecond > 0)
        pieces.push_back(fixedText(progress.itemsPerSecond, progress.itemsPerSecond < 10 ? 1 : 0) +
                         " iterations/s");
    return pieces;
}

std::string fitted(const std::vector<std::string>& pieces, std::size_t width) {
    std::string line;
    for (const std::string& piece : pieces) {
        const std::size_t gap = line.empty() ? 0 : 2;
        if (line.size() + gap + piece.size() > width)
            break;
        line.append(gap, ' ').append(piece);
    }
    return line.empty() && !pieces.empty() ? pieces.front().substr(0, width) : line;
}

std::string lineOf(const Record& record) {
    return std::visit(LineOf{}, record);
}

} // namespace shoal::app
