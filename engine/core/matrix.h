// SPDX-License-Identifier: MIT
// The dense matrices of the engine: float32, one point a row, rows contiguous.
#pragma once

#include <Eigen/Core>

namespace shoal {

/// N × d, one point a row.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// N × 2, one point a row: an embedding.
using Positions = Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor>;

} // namespace shoal
