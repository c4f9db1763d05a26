// SPDX-License-Identifier: MIT
// The entries of a sparse matrix as files list them: by row, by column or with both coordinates.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "core/sparse_matrix.h"

#include <cstdint>
#include <string>

namespace shoal {

/// One of the two directions: where its entries begin (lines + 1), or which line each of them is in.
enum class SparseLayout { Rows, Columns, Coordinates };

struct SparseEntries {
    SparseLayout layout = SparseLayout::Rows;
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    /// Where each row (column) begins among the values, and their number; of Coordinates, the values' rows.
    Buffer<std::int64_t> starts;
    Buffer<std::int64_t> indices; ///< the values' columns (rows)
    Buffer<float> values;
};

/// The same by rows, with ascending columns; a place listed twice means the sum. `name` begins the sentence
/// of the Error thrown for entries out of order or outside the shape. Throws Stopped.
SparseMatrix compressed(const SparseEntries& entries, const std::string& name, RunContext& context);

} // namespace shoal
