// SPDX-License-Identifier: MIT
// Finds out how a text table is laid out: separator, decimal point, header, and what its columns hold.
#pragma once

#include "core/run_context.h"
#include "data/dataset.h"
#include "data/text_records.h"

#include <string>
#include <vector>

namespace shoal {

struct TextLayout {
    enum class Use {
        Feature,     ///< numbers
        Text,        ///< ids, classes or remarks; told apart once all values are known
        Label,       ///< classes, though they may be numbers
        CandidateId, ///< integers under the name of an id: ids when no two are equal
    };
    struct ColumnLayout {
        std::string name;
        Use use = Use::Feature;
    };
    char separator = ',';
    char decimalPoint = '.';
    bool hasHeader = false;
    std::vector<ColumnLayout> columns;
    std::vector<Record> records; ///< the rows of data

    /// "CD4", or "column 3" where the file names none.
    const std::string& nameOf(std::size_t column) const { return columns[column].name; }
};

/// Looks at the first rows and a spread of the others. Throws Error (no rows, rows of different lengths in
/// the part looked at, a quote never closed, unknown label column).
TextLayout findLayout(const InputFile& file, const TextContents& contents, const ReadOptions& options,
                      RunContext& context);

} // namespace shoal
