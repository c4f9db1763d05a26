// SPDX-License-Identifier: MIT
// The colours people chose for a data set's columns, remembered beside the other settings.
#pragma once

#include "colors/coloring.h"
#include "data/dataset.h"

namespace shoal::ui {

/// What was chosen for that column of that file; empty where nothing was.
OwnColors storedColors(const Dataset& data, const std::string& column);
void storeColors(const Dataset& data, const std::string& column, const OwnColors& own);

} // namespace shoal::ui
