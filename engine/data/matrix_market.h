// SPDX-License-Identifier: MIT
// Matrix Market files (.mtx): the header, and the values as a table.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "data/input_file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace shoal {

struct MatrixMarketHeader {
    enum class Symmetry { General, Symmetric, Skew };
    bool isCoordinate = true; ///< else all values are listed, column after column
    bool isPattern = false;   ///< places without values: they mean 1
    Symmetry symmetry = Symmetry::General;
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    std::uint64_t entries = 0; ///< listed
    char lineEnd = '\n';
    std::size_t begin = 0; ///< of the entries in the text
};

inline constexpr std::string_view matrixMarketMagic = "%%MatrixMarket";

/// From the start of a file's text. Throws Error (complex numbers, vectors, a malformed header, a shape that
/// contradicts itself or is empty).
MatrixMarketHeader readMatrixMarketHeader(const InputFile& file, std::string_view text);

/// All values, zeros included, `turned` with rows for columns. Throws Error (more than the memory, other
/// entries than promised, entries that are none or lie outside) and Stopped.
Matrix readMatrixMarket(const InputFile& file, bool turned, RunContext& context);

} // namespace shoal
