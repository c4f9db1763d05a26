// SPDX-License-Identifier: MIT
// How long a run will take: what each stage has to do, and what as much of the same kind took on this
// machine.
#pragma once

#include "recipe/recipe.h"
#include "session/snapshot.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

/// What a stage has to do. Work of one kind takes time in proportion to its units.
struct StageWork {
    std::string stage; ///< see stages.h
    std::string kind;  ///< stages of one kind do the same on other points
    double units = 0;
    double times = 1;                      ///< so often: units are those of one iteration
    std::optional<std::size_t> phase = {}; ///< of an optimisation: which of its phases
};

/// The stages of a run of `recipe` on so many points and features in order, an optimisation phase by phase.
/// Left out is what only reads what is there, and where the points start from.
std::vector<StageWork> workOf(std::size_t points, std::size_t dimensions, const Recipe& recipe);

/// What so much work of a kind took, once.
struct Measurement {
    std::string kind;
    double units = 0;
    double seconds = 0;
    bool operator==(const Measurement&) const = default;
};

/// What the stages of a run took, of those that made what they had to: none was answered from the cache, or
/// made beside another.
std::vector<Measurement> measurementsOf(const std::vector<StageWork>& work,
                                        const std::vector<StageRecord>& records);
/// Adds one to what is remembered: it takes the place of one of much the same size, or of the oldest where
/// there are enough of its kind.
void remember(std::vector<Measurement>& measurements, const Measurement& measurement);

struct TimeEstimate {
    double seconds = 0;
    double least = 0;
    double most = 0;
    TimeEstimate& operator+=(const TimeEstimate& other);
};

/// From the measurement of its kind that is nearest in size, in proportion; the farther it is, the wider
/// apart least and most. Nothing where nothing of its kind was measured.
std::optional<TimeEstimate> estimateTime(const StageWork& work, const std::vector<Measurement>& measurements);

} // namespace shoal
