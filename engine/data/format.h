// SPDX-License-Identifier: MIT
// The table of formats: each recognises its files by content and reads them. A new format is a file and a
// line in format.cpp.
#pragma once

#include "data/dataset.h"
#include "data/input_file.h"

#include <memory>
#include <span>
#include <string>

namespace shoal {

/// What a format may look at to recognise a file.
struct Opening {
    const InputFile& file;
    std::string head; ///< the first 4096 bytes, of the contents when the file is gzip
    bool gzip = false;
};

struct Format {
    bool (*recognizes)(const Opening& opening);
    std::shared_ptr<Dataset> (*read)(const InputFile& file, const ReadOptions& options, RunContext& context);
    DatasetSummary (*summarize)(const InputFile& file, const ReadOptions& options, RunContext& context);
    /// nullptr where files of the format hold no graphs of their points.
    SparseMatrix (*readGraph)(const InputFile& file, const std::string& name, RunContext& context) = nullptr;
};

extern const Format fcsFormat;
extern const Format hdf5Format;
extern const Format matrixMarketFormat;
extern const Format npyFormat;
extern const Format npzFormat;
extern const Format idxFormat;
extern const Format pickleFormat;
extern const Format textFormat;

/// The format of `file`. Throws Error, naming what the file is where that is known.
const Format& detectFormat(const InputFile& file);

/// The file to read when a person opens `path`: itself, or the matrix in a folder that Cell Ranger (10x
/// Genomics) wrote.
std::filesystem::path fileToRead(const std::filesystem::path& path);

/// For formats with one nameless matrix and few or no columns: throws Error when the options ask for another
/// matrix or for labels that are not in `columns`.
void requireKnownNames(const InputFile& file, const ReadOptions& options,
                       const std::vector<std::string>& columns);

/// Throws the Error for a label column that is not there.
[[noreturn]] void throwUnknownColumn(const InputFile& file, const std::string& wanted,
                                     const std::vector<std::string>& columns);

/// What a summary says of a column.
DatasetSummary::ColumnInfo columnInfo(const Column& column);

/// A new data set with name and source set from `file`.
std::shared_ptr<Dataset> makeDataset(const InputFile& file);

/// Looks for the first value that is not finite, in row order. Throws Error that names row and column.
void requireFinite(const InputFile& file, const Dataset& data, RunContext& context);

} // namespace shoal
