// SPDX-License-Identifier: MIT
#include "quality/procrustes.h"

#include "core/error.h"
#include "core/parallel.h"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <string>

namespace shoal {

namespace {

constexpr std::size_t mostBlocks = 64; // each holds sums as large as AᵀB
constexpr std::size_t fewestRows = 1024;
constexpr std::size_t valuesPerCheckpoint = std::size_t{1} << 20;

using Rows = Eigen::ArithmeticSequence<Eigen::Index, Eigen::Index>;

/// Calls `add(rows)` for pieces of [begin, end), with a checkpoint before each.
template <class Add>
void forPieces(RunContext& context, std::size_t begin, std::size_t end, std::size_t columns, const Add& add) {
    const std::size_t piece = std::max<std::size_t>(1, valuesPerCheckpoint / columns);
    for (std::size_t first = begin; first < end; first += piece) {
        context.checkpoint();
        add(Rows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(std::min(piece, end - first))));
    }
}

std::size_t blockRows(const Matrix& matrix) {
    return std::max(fewestRows, blockCount(static_cast<std::size_t>(matrix.rows()), mostBlocks));
}

/// A matrix around its mean.
class Centered {
public:
    Centered(const Matrix& matrix, RunContext& context)
        : matrix_(matrix) {
        const Eigen::RowVectorXd zero = Eigen::RowVectorXd::Zero(matrix.cols());
        mean_ = sumBlocks(context, static_cast<std::size_t>(matrix.rows()), blockRows(matrix), zero,
                          [&](std::size_t begin, std::size_t end) {
                              Eigen::RowVectorXd part = zero;
                              forPieces(context, begin, end, static_cast<std::size_t>(matrix.cols()),
                                        [&](const Rows& piece) {
                                            part += matrix(piece, Eigen::all).cast<double>().colwise().sum();
                                        });
                              return part;
                          }) /
                static_cast<double>(matrix.rows());
    }

    Eigen::MatrixXd rows(const Rows& piece) const {
        return matrix_(piece, Eigen::all).cast<double>().rowwise() - mean_;
    }

private:
    const Matrix& matrix_;
    Eigen::RowVectorXd mean_;
};

struct Products {
    Eigen::MatrixXd cross; // AᵀB
    double squaresOfA = 0;
    double squaresOfB = 0;

    Products& operator+=(const Products& other) {
        cross += other.cross;
        squaresOfA += other.squaresOfA;
        squaresOfB += other.squaresOfB;
        return *this;
    }
};

} // namespace

std::optional<double> procrustesDistance(const Matrix& a, const Matrix& b, RunContext& context) {
    if (a.rows() != b.rows())
        throw Error("One embedding has " + std::to_string(a.rows()) + " points, the other " +
                    std::to_string(b.rows()) + "; both must be of the same points.");
    if (a.rows() == 0)
        return std::nullopt;
    const Centered centeredA(a, context);
    context.progress(0.25);
    const Centered centeredB(b, context);
    context.progress(0.5);
    const Products zero{Eigen::MatrixXd::Zero(a.cols(), b.cols())};
    const Products products =
        sumBlocks(context, static_cast<std::size_t>(a.rows()), blockRows(a), zero,
                  [&](std::size_t begin, std::size_t end) {
                      Products sum = zero;
                      forPieces(context, begin, end, static_cast<std::size_t>(a.cols() + b.cols()),
                                [&](const Rows& piece) {
                                    const Eigen::MatrixXd fromA = centeredA.rows(piece);
                                    const Eigen::MatrixXd fromB = centeredB.rows(piece);
                                    sum.cross.noalias() += fromA.transpose() * fromB;
                                    sum.squaresOfA += fromA.squaredNorm();
                                    sum.squaresOfB += fromB.squaredNorm();
                                });
                      return sum;
                  });
    if (products.squaresOfA == 0 || products.squaresOfB == 0)
        return std::nullopt;
    const Eigen::MatrixXd normed =
        products.cross / std::sqrt(products.squaresOfA) / std::sqrt(products.squaresOfB);
    const double kept = Eigen::JacobiSVD<Eigen::MatrixXd>(normed).singularValues().sum();
    context.progress(1);
    return std::max(0.0, 1 - kept * kept);
}

} // namespace shoal
