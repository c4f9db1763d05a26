// SPDX-License-Identifier: MIT
// What a session hands out: immutable pictures of a run, and the records that make its log and timeline.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace shoal {

/// The embedding at one moment. Immutable; shared with views and writers.
struct Snapshot {
    std::uint64_t run = 0;       ///< counts the runs of a session from 1
    std::uint64_t iteration = 0; ///< of the embedding shown, 0 before the first step
    bool sample = false;         ///< positions are of a sample of what is embedded; see points
    /// Which points of the data set the rows are; nullptr when row i is point i.
    std::shared_ptr<const std::vector<std::uint32_t>> points;
    Positions positions;
    std::size_t phase = 0;              ///< index into the phases in force
    double exaggeration = 0;            ///< in force; 0 before the first step
    std::optional<double> klDivergence; ///< the last one known
};

/// Where a run is, newest value.
struct Progress {
    std::string stage;                      ///< see stages.h
    double fraction = 0;                    ///< of the stage, 0 to 1
    double itemsPerSecond = 0;              ///< iterations a second in the optimisation, else 0
    std::optional<double> secondsLeft;      ///< of the whole run, once it can be told
    std::optional<double> stageSecondsLeft; ///< of the stage, once it can be told
    std::uint64_t iteration = 0;
    std::uint64_t totalIterations = 0;
    std::string besideStage;   ///< of what is made beside the stage for later; empty for nothing
    double besideFraction = 0; ///< of that
};

enum class SessionState { Idle, Running, Paused, Finished, Stopped, Failed };

/// Lines of the log, in the order they happened.
struct StageRecord {
    std::string stage;
    double seconds = 0;
    std::uint64_t peakMemoryBytes = 0;
    std::string detail; ///< "k = 90, recall 0.99"; may be empty
};
struct KlRecord {
    std::string stage;
    std::uint64_t iteration = 0;
    double exaggeration = 1;
    double klDivergence = 0; ///< of the unexaggerated P
    double seconds = 0;      ///< since the stage began, pauses left out
    std::uint64_t peakMemoryBytes = 0;
};
struct ChangeRecord {
    std::uint64_t iteration = 0;
    std::string what; ///< "exaggeration 12 → 4"
};
struct WarningRecord {
    std::string message;
};
using Record = std::variant<StageRecord, KlRecord, ChangeRecord, WarningRecord>;

} // namespace shoal
