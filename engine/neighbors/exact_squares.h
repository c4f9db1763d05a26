// SPDX-License-Identifier: MIT
// Squared distances, and sums of absolute differences, in double precision, from the differences: what lists
// of neighbours are sorted by in the end.
#pragma once

#include "core/matrix.h"

#include <cstdint>
#include <span>

namespace shoal {

/// Squared Euclidean distances of one point to the given rows of `points`. The same bits on every processor.
void exactSquares(const float* point, const Matrix& points, std::span<const std::uint32_t> rows,
                  double* squares);

/// Manhattan distances, likewise.
void exactAbsolutes(const float* point, const Matrix& points, std::span<const std::uint32_t> rows,
                    double* sums);

} // namespace shoal
