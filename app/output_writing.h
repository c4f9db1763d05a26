// SPDX-License-Identifier: MIT
// Takes an embedding home: CSV, .npy and PNG, each whole or not at all.
#pragma once

#include "arguments.h"
#include "core/matrix.h"
#include "data/dataset.h"
#include "output/embedding_writer.h"

#include <functional>
#include <string>

namespace shoal::app {

/// Throws Error when one of the files cannot be written, before any time is spent on their contents.
void requireWritable(const Outputs& outputs);

struct Writing {
    std::string written; ///< "map.csv, map.png"; empty when nothing was
    std::string failure; ///< a sentence for each file that was not; empty when all were
};

/// Writes what was asked for, the coordinates first; one file that fails does not keep the others from being
/// written. Calls `before(index, count)` ahead of each file, which may throw to leave the rest unwritten. A
/// PNG needs a QGuiApplication, and is coloured by the labels.
Writing writeOutputs(const Outputs& outputs, const Dataset& data, const Positions& positions,
                     const CsvOptions& options, const std::function<void(std::size_t, std::size_t)>& before);

} // namespace shoal::app
