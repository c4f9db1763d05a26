// SPDX-License-Identifier: MIT
// A matrix that all its copies share: what gives a data set another column leaves its features where they
// are.
#pragma once

#include "core/matrix.h"

#include <memory>
#include <utility>

namespace shoal {

/// Immutable; reads as the matrix it holds, of which there is always one.
class SharedMatrix {
public:
    SharedMatrix()
        : matrix_(std::make_shared<const Matrix>()) {}
    SharedMatrix(Matrix matrix)
        : matrix_(std::make_shared<const Matrix>(std::move(matrix))) {}
    template <class Derived>
    SharedMatrix(const Eigen::MatrixBase<Derived>& values)
        : SharedMatrix(Matrix(values)) {}

    operator const Matrix&() const { return *matrix_; }
    const Matrix& operator*() const { return *matrix_; }
    const Matrix* operator->() const { return matrix_.get(); }
    /// The same for all copies: tells whose they are.
    const std::shared_ptr<const Matrix>& shared() const { return matrix_; }

    Eigen::Index rows() const { return matrix_->rows(); }
    Eigen::Index cols() const { return matrix_->cols(); }
    Eigen::Index size() const { return matrix_->size(); }
    const float* data() const { return matrix_->data(); }
    auto row(Eigen::Index index) const { return matrix_->row(index); }
    auto col(Eigen::Index index) const { return matrix_->col(index); }
    float operator()(Eigen::Index row, Eigen::Index column) const { return (*matrix_)(row, column); }

    friend bool operator==(const SharedMatrix& first, const SharedMatrix& second) {
        return first.rows() == second.rows() && first.cols() == second.cols() && *first == *second;
    }

private:
    std::shared_ptr<const Matrix> matrix_;
};

} // namespace shoal
