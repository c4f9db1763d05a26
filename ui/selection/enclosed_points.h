// SPDX-License-Identifier: MIT
// From an outline on the screen to the points inside it.
#pragma once

#include "core/matrix.h"
#include "picture/splat.h"
#include "selection/polygon.h"

#include <cstdint>
#include <vector>

namespace shoal::ui {

/// The rows of `positions` (N × 2) whose centres, seen through `view`, lie inside the outline, which is in
/// device pixels; ascending. In parallel in the calling thread's arena.
std::vector<std::uint32_t> enclosedRows(const Positions& positions, const ViewTransform& view,
                                        const Polygon& outline);

} // namespace shoal::ui
