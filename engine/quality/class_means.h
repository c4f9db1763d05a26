// SPDX-License-Identifier: MIT
// Where the classes of a column lie: points → means, between which KNC compares neighbours.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "data/column.h"

namespace shoal {

/// The mean of each class that has points, in the order of the categories; one a row. Points without a class
/// count nowhere. Throws Stopped.
Matrix classMeans(const Matrix& points, const CategoricalColumn& classes, RunContext& context);

} // namespace shoal
