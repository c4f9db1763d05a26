// SPDX-License-Identifier: MIT
// Coordinates to files: CSV and .npy.
#pragma once

#include "core/matrix.h"
#include "data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace shoal {

struct CsvOptions {
    const Column* labels = nullptr; ///< a column of that name when given
    /// Written first as lines "# key: value" when not empty (seed, settings).
    std::vector<std::pair<std::string, std::string>> header;
    bool ownColumns = false; ///< then the columns that a person has made, each once
    /// The data set's points that the rows are, ascending; nullptr when they are all.
    const std::vector<std::uint32_t>* points = nullptr;
};

/// Columns id, x, y[, labels]: one line a point, in the data set's order, numbers so that they read back to
/// the same float, missing labels empty. Fields are quoted where they must be. `positions` is N × 2. Throws
/// Error.
void writeCsv(const std::filesystem::path& path, const Dataset& data, const Positions& positions,
              const CsvOptions& options = {});

/// An N × 2 little-endian float32 array in C order, format version 1.0. Throws Error.
void writeNpy(const std::filesystem::path& path, const Positions& positions);

} // namespace shoal
