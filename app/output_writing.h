// SPDX-License-Identifier: MIT
// Takes an embedding home: CSV, .npy and PNG, each whole or not at all.
#pragma once

#include "arguments.h"
#include "core/matrix.h"
#include "data/dataset.h"
#include "output/embedding_writer.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace shoal::app {

/// Throws Error when one of the files cannot be written, before any time is spent on their contents.
void requireWritable(const Outputs& outputs);

/// A file and what writes it.
struct Writer {
    std::filesystem::path path;
    std::function<void()> write;
};

/// Of the files of an embedding that were asked for, the coordinates first. All that is given must outlive
/// the writers. A PNG needs a QGuiApplication, is coloured by the labels, and carries `description`, as
/// ui::writePng has it.
std::vector<Writer> writersOf(const Outputs& outputs, const Dataset& data, const Positions& positions,
                              const CsvOptions& options, const std::string& description);

struct Writing {
    std::string written; ///< "map.csv, map.png"; empty when nothing was
    std::string failure; ///< a sentence for each file that was not; empty when all were
};

/// Writes all; one file that fails does not keep the others from being written. Calls `before(index, count)`
/// ahead of each file, which may throw to leave the rest unwritten.
Writing writeAll(const std::vector<Writer>& writers,
                 const std::function<void(std::size_t, std::size_t)>& before);

} // namespace shoal::app
