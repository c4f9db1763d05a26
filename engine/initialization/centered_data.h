// SPDX-License-Identifier: MIT
// Data less its column means, X, without a copy of it: the products that PCA needs, centred block by block.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <cstddef>
#include <utility>

namespace shoal {

using DoubleRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

class CenteredData {
public:
    /// `points` (N × d, N ≥ 1) must outlive this. Throws Stopped.
    CenteredData(const Matrix& points, RunContext& context);

    /// Less the means of other data of as many columns. Knows no variance.
    CenteredData(const Matrix& points, Eigen::ArrayXd means)
        : points_(points)
        , means_(std::move(means)) {}

    const Eigen::ArrayXd& means() const { return means_; }

    /// Of all columns, with N − 1 below the line (0 for a single row).
    double totalVariance() const { return totalVariance_; }

    /// XᵀX / (N − 1), d × d. Throws Stopped.
    DoubleRows covariance(RunContext& context) const;

    /// X·V, N × columns, for V d × columns. Throws Stopped.
    Matrix project(const DoubleRows& directions, RunContext& context) const;

    /// Xᵀ(X·V) / (N − 1), d × columns: the covariance times V without forming it. Throws Stopped.
    DoubleRows covarianceTimes(const DoubleRows& directions, RunContext& context) const;

private:
    std::size_t rows() const { return static_cast<std::size_t>(points_.rows()); }
    std::size_t columns() const { return static_cast<std::size_t>(points_.cols()); }
    double varianceScale() const { return rows() > 1 ? 1 / static_cast<double>(rows() - 1) : 0; }
    /// Rows [row, rowEnd) and columns [column, columnEnd) less the means, rows `stride` apart, zeros up to
    /// the stride.
    template <class Value>
    void copyCentered(std::size_t row, std::size_t rowEnd, std::size_t column, std::size_t columnEnd,
                      Value* block, std::size_t stride) const;
    Matrix projectPadded(const DoubleRows& directions, RunContext& context) const;

    const Matrix& points_;
    Eigen::ArrayXd means_;
    double totalVariance_ = 0;
};

} // namespace shoal
