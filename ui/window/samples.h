// SPDX-License-Identifier: MIT
// Where the bundled samples lie, and the files opened last.
#pragma once

#include "panels/empty_state.h"

#include <QStringList>

#include <vector>

namespace shoal::ui {

/// What samples.json lists, of files that are there: beside an installed program (../share/shoal/samples),
/// else in the source tree it was built from.
std::vector<SampleFile> bundledSamples();
/// The same from one folder; empty when its samples.json is missing or malformed.
std::vector<SampleFile> samplesIn(const QString& folder);

/// Newest first, of files that are still there.
QStringList recentFiles();
void addRecentFile(const QString& path);

} // namespace shoal::ui
