// SPDX-License-Identifier: MIT
// The words of the progress on stderr.
#pragma once

#include "session/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::app {

/// "0.4 s", "12 s", "1 min 20 s", "2 h 5 min".
std::string durationText(double seconds);
/// With so many digits after the point.
std::string fixedText(double value, int digits);

/// What is told of a run under way, in pieces, most important first.
struct ProgressView {
    Progress progress;
    std::optional<double> klDivergence;     ///< the last of this stage
    std::optional<double> stageSecondsLeft; ///< told where the time left of the whole run is not known
};
std::vector<std::string> piecesOf(const ProgressView& view);

/// The pieces on one line of at most `width` columns; where there is no room the last ones are left
/// out, and the first one is cut.
std::string fitted(const std::vector<std::string>& pieces, std::size_t width);

/// A line for each thing that happened: "neighbors: k = 90, recall 0.99, 1.2 s".
std::string lineOf(const Record& record);

} // namespace shoal::app
