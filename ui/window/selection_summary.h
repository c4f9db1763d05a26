// SPDX-License-Identifier: MIT
// What the panel says of a selection: its classes, and the features that set it apart.
#pragma once

#include "colors/coloring.h"
#include "core/run_context.h"
#include "data/dataset.h"
#include "selection/selection.h"
#include "selection/share_list.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace shoal::ui {

struct ClassSummary {
    std::vector<ShareRow> rows; ///< the largest first
    QString note;               ///< of classes that are left out
};
/// None for a colouring without classes.
ClassSummary summarizeClasses(const Coloring& coloring, const Selection& selection);

struct FeatureSummary {
    std::vector<ShareRow> rows; ///< the most different first
    QString note;               ///< of a sample that they were found from, or why there are none
};
/// The selection against the other points, of those `among` alone when given (ascending). Of many points a
/// sample is taken on either side. Throws Stopped.
FeatureSummary summarizeFeatures(const Dataset& data, const Selection& selection,
                                 const std::vector<std::uint32_t>* among, RunContext& context);

} // namespace shoal::ui
