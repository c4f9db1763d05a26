// SPDX-License-Identifier: MIT
// An embedding of a data set, read back from a file that some program left.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "data/dataset.h"

#include <filesystem>

namespace shoal::app {

/// The columns x and y of a table, or the only two; N × 2, a row for each point of `data` in its order.
/// Throws Error (unreadable, not finite, other columns, another number of rows, other points' ids) and
/// Stopped.
Matrix readEmbedding(const std::filesystem::path& path, const Dataset& data, RunContext& context);

} // namespace shoal::app
