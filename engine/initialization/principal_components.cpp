// SPDX-License-Identifier: MIT
#include "initialization/principal_components.h"

#include "core/error.h"
#include "core/parallel.h"
#include "initialization/centered_data.h"
#include "initialization/leading_eigenvectors.h"
#include "initialization/matrix_product.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <string>
#include <utility>

namespace shoal {

namespace {

// Above it the covariance matrix is not formed.
constexpr std::size_t widestCovariance = 2000;
// A full eigendecomposition of so many features takes less than a tenth of a second.
constexpr std::size_t widestDecomposition = 192;

Eigenpairs decompose(const DoubleRows& covariance, Eigen::Index count) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
    return {solver.eigenvalues().tail(count).reverse(),
            solver.eigenvectors().rightCols(count).rowwise().reverse()};
}

DoubleRows multiply(const DoubleRows& symmetric, const DoubleRows& block, RunContext& context) {
    const auto d = static_cast<std::size_t>(symmetric.rows());
    const auto width = static_cast<std::size_t>(block.cols());
    DoubleRows product = DoubleRows::Zero(block.rows(), block.cols());
    constexpr std::size_t taskRows = 48;
    forBlocks(context, d, taskRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        addProduct(end - begin, d, width, {symmetric.data() + begin * d, d, 1}, block.data(), width,
                   product.data() + begin * width, width);
    });
    return product;
}

Eigenpairs leadingComponents(const CenteredData& data, std::size_t d, std::size_t count, std::uint64_t seed,
                             RunContext& context) {
    SubspaceOptions options;
    options.count = count;
    options.block = std::min(d, roundedColumns(count + std::max(count / 2, productColumns)));
    options.seed = seed;
    if (d > widestCovariance) {
        options.tolerance = 1e-5;
        options.maxProducts = 16;
        return leadingEigenpairs(
            d, [&](const DoubleRows& block) { return data.covarianceTimes(block, context); }, options,
            context);
    }
    const DoubleRows covariance = data.covariance(context);
    if (d <= widestDecomposition || options.block > d / 2)
        return decompose(covariance, static_cast<Eigen::Index>(count));
    return leadingEigenpairs(
        d, [&](const DoubleRows& block) { return multiply(covariance, block, context); }, options, context);
}

// An eigenvector's sign is arbitrary: the largest loading, the first of equals, is made positive.
void fixSigns(DoubleRows& vectors) {
    for (Eigen::Index column = 0; column < vectors.cols(); ++column) {
        Eigen::Index largest = 0;
        vectors.col(column).cwiseAbs().maxCoeff(&largest);
        if (vectors(largest, column) < 0)
            vectors.col(column) *= -1;
    }
}

} // namespace

PrincipalComponents principalComponents(const Matrix& points, std::size_t count, std::uint64_t seed,
                                        RunContext& context) {
    const auto n = static_cast<std::size_t>(points.rows());
    const auto d = static_cast<std::size_t>(points.cols());
    count = std::max<std::size_t>(1, std::min({count, d, n > 0 ? n - 1 : 0}));
    PrincipalComponents result;
    result.explainedVariance.assign(count, 0.0);
    if (n > 0 && d > 0) {
        const CenteredData data(points, context);
        result.totalVariance = data.totalVariance();
        if (result.totalVariance > 0) {
            Eigenpairs pairs = leadingComponents(data, d, count, seed, context);
            fixSigns(pairs.vectors);
            for (std::size_t i = 0; i < count; ++i)
                result.explainedVariance[i] = std::max(0.0, pairs.values[static_cast<Eigen::Index>(i)]);
            result.scores = data.project(pairs.vectors, context);
            result.axes = std::move(pairs.vectors);
            result.means = data.means();
            return result;
        }
    }
    // A single row or constant data: no direction is better than another.
    result.scores = Matrix::Zero(points.rows(), static_cast<Eigen::Index>(count));
    result.axes = DoubleRows::Zero(points.cols(), static_cast<Eigen::Index>(count));
    result.means = Eigen::ArrayXd::Zero(points.cols());
    return result;
}

Matrix project(const PrincipalComponents& components, const Matrix& points, RunContext& context) {
    if (points.cols() != components.axes.rows())
        throw Error("The points have " + std::to_string(points.cols()) + " features, the components' axes " +
                    std::to_string(components.axes.rows()) + "; both must have the same.");
    if (points.rows() == 0)
        return Matrix(0, components.axes.cols());
    return CenteredData(points, components.means).project(components.axes, context);
}

} // namespace shoal
