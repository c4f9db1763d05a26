// SPDX-License-Identifier: MIT
// "Where is this map wrong?": measured points by the share of their neighbours that the map keeps.
#pragma once

#include "colors/coloring.h"

namespace shoal::ui {

/// Shares of kept neighbours of some of a data set's points.
struct KeptShares {
    std::size_t dataPoints = 0;        ///< N
    std::size_t neighbors = 0;         ///< of each point that were looked for
    std::vector<std::uint32_t> points; ///< of the data set
    std::vector<float> shares;         ///< of each, 0 to 1
};

/// In viridis from 0 to 1; the points that keep least lie on top, those not measured are grey and lie
/// beneath.
std::shared_ptr<const Coloring> colorByKept(const KeptShares& kept);

/// The same values as a column, NaN where a point is not measured.
Column keptColumn(const KeptShares& kept);

} // namespace shoal::ui
