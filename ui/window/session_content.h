// SPDX-License-Identifier: MIT
// What the window puts into a session's file, gathered in a moment and written off the UI thread.
#pragma once

#include "colors/coloring.h"
#include "panels/color_by.h"
#include "session_file/data_search.h"

#include <memory>
#include <optional>

namespace shoal::ui {

/// Immutable values and what is cheap to copy.
struct SessionContent {
    std::shared_ptr<const Dataset> data;
    /// What tells the data from others, where it is known already; else it is found when the file is written.
    std::shared_ptr<const DataReference> reference;
    SavedSession session; ///< but for the reference
};

/// The choice as a session has it, and back; nothing where the data have no such column or feature.
SavedColoring savedChoice(const Dataset& data, ColorChoice choice, const OwnColors& own);
ColorChoice choiceIn(const Dataset& data, const SavedColoring& saved);

/// Writes the file and returns what tells its data from others. Data that were read from a copy in the very
/// file are copied into it again. Throws Error and Stopped.
std::shared_ptr<const DataReference> writeContent(const SessionContent& content,
                                                  const std::filesystem::path& path, RunContext& context);

/// Of data whose file is not at hand.
DatasetSummary summaryOf(const Dataset& data);

} // namespace shoal::ui
