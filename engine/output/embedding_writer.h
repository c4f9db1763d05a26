// SPDX-License-Identifier: MIT
// Coordinates to files: CSV and .npy, written beside the target and renamed.
#pragma once

#include "core/matrix.h"
#include "data/dataset.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace shoal {

/// Calls `write` with a stream to a temporary file beside `path`, and renames it to `path` when all of it is on the
/// disk. On any failure the temporary file is removed, `path` is as before, and Error says why (no such folder, not
/// permitted, disk full).
void writeAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

struct CsvOptions {
    const Column* labels = nullptr; ///< a last column of that name when given
    /// Written first as lines "# key: value" when not empty (seed, settings).
    std::vector<std::pair<std::string, std::string>> header;
};

/// Columns id, x, y[, label]: one line a point, in the data set's order, numbers so that they read back to the same
/// float. Fields are quoted where they must be. `positions` is N × 2. Throws Error.
void writeCsv(const std::filesystem::path& path, const Dataset& data, const Positions& positions,
              const CsvOptions& options = {});

/// An N × 2 little-endian float32 array in C order, format version 1.0. Throws Error.
void writeNpy(const std::filesystem::path& path, const Positions& positions);

} // namespace shoal
