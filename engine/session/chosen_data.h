// SPDX-License-Identifier: MIT
// The points that a run embeds: all of a data set, or some of it as if the data were these rows alone.
#pragma once

#include "core/run_context.h"
#include "data/dataset.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace shoal {

struct ChosenData {
    using Points = std::shared_ptr<const std::vector<std::uint32_t>>;

    std::shared_ptr<const Dataset> source;
    Points points;                       ///< of the source, ascending, none twice; nullptr: all
    std::shared_ptr<const Dataset> data; ///< of these points, without columns; the source where they are all

    /// The points of the source that a sample of the chosen ones consists of.
    Points inSource(const Points& sample) const;
    /// Of a graph or matrix of all points of the source, the part of those chosen.
    SparseMatrix partOf(SparseMatrix matrix) const;
};

/// Throws Error where there is no source and where the points cannot be, and Stopped.
ChosenData chooseData(std::shared_ptr<const Dataset> source, ChosenData::Points points, RunContext& context);

} // namespace shoal
