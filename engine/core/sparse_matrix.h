// SPDX-License-Identifier: MIT
// A matrix of which only some places hold values, by rows: graphs and affinities as files give them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

struct SparseMatrix {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<std::uint64_t> offsets = {0}; ///< rows + 1
    std::vector<std::uint32_t> indices;       ///< columns, ascending within a row, none twice
    std::vector<float> values;                ///< explicit zeros are kept

    std::span<const std::uint32_t> indicesOf(std::size_t row) const {
        return std::span(indices).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
    std::span<const float> valuesOf(std::size_t row) const {
        return std::span(values).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
};

/// The rows and columns of `points` alone, in their order, which is ascending; all are rows and columns of
/// the matrix.
SparseMatrix partOf(const SparseMatrix& matrix, std::span<const std::uint32_t> points);

} // namespace shoal
