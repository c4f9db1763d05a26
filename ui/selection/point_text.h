// SPDX-License-Identifier: MIT
// What is told of a point that the cursor rests on.
#pragma once

#include "data/dataset.h"

#include <QString>

namespace shoal::ui {

/// A point's value in a column: class, number or text; "missing" where there is none.
QString valueText(const Column& column, std::size_t point);

/// Rich text: the point's id, what it is coloured by (nullptr for nothing), then a few other columns, and how
/// many there are more.
QString pointText(const Dataset& data, const Column* coloring, std::size_t point);

} // namespace shoal::ui
