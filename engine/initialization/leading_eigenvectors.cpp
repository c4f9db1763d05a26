// SPDX-License-Identifier: MIT
#include "initialization/leading_eigenvectors.h"

#include "core/random.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <vector>

namespace shoal {

namespace {

// Q of the block's QR factorisation by Householder reflections, panel by panel, so that a stop need not wait
// for all of it: with tens of thousands of rows that takes a tenth of a second.
DoubleRows orthonormal(const DoubleRows& block, RunContext& context) {
    constexpr Eigen::Index panelColumns = 16;
    const Eigen::Index rows = block.rows();
    const auto widthAt = [&](Eigen::Index begin) { return std::min(panelColumns, block.cols() - begin); };
    // The panel at column b reflects what lies below row b.
    std::vector<Eigen::HouseholderQR<Eigen::MatrixXd>> panels;
    for (Eigen::Index begin = 0; begin < block.cols(); begin += panelColumns) {
        Eigen::MatrixXd panel = block.middleCols(begin, widthAt(begin));
        Eigen::Index top = 0;
        for (const auto& earlier : panels) {
            context.checkpoint();
            panel.bottomRows(rows - top).applyOnTheLeft(earlier.householderQ().adjoint());
            top += panelColumns;
        }
        context.checkpoint();
        panels.emplace_back(panel.bottomRows(rows - begin));
    }
    Eigen::MatrixXd basis = Eigen::MatrixXd::Identity(rows, block.cols());
    for (std::size_t last = panels.size(); last > 0; --last) {
        const auto top = static_cast<Eigen::Index>(last - 1) * panelColumns;
        for (Eigen::Index begin = top; begin < block.cols(); begin += panelColumns) {
            context.checkpoint();
            basis.block(top, begin, rows - top, widthAt(begin))
                .applyOnTheLeft(panels[last - 1].householderQ());
        }
    }
    return basis;
}

// The subspace: orthonormal approximate eigenvectors, their products with A and their Rayleigh quotients.
struct Ritz {
    DoubleRows vectors;
    DoubleRows products;
    Eigen::VectorXd values; // descending

    Ritz(const DoubleRows& basis, const DoubleRows& basisProducts, RunContext& context) {
        const Eigen::MatrixXd quotient = basis.transpose() * basisProducts;
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver((quotient + quotient.transpose()) / 2);
        const Eigen::MatrixXd rotation = solver.eigenvectors().rowwise().reverse();
        values = solver.eigenvalues().reverse().cwiseMax(0.0);
        context.checkpoint();
        vectors = basis * rotation;
        context.checkpoint();
        products = basisProducts * rotation;
    }

    bool converged(Eigen::Index count, double tolerance) const {
        for (Eigen::Index i = 0; i < count; ++i)
            if ((products.col(i) - values[i] * vectors.col(i)).norm() > tolerance * values[0])
                return false;
        return true;
    }
};

// How often to multiply: the filter may raise the first vector over the last by no more than what leaves the
// last enough digits.
std::size_t filterDegree(const Eigen::VectorXd& values, std::size_t mostProducts) {
    constexpr double greatestGain = 1e6;
    constexpr std::size_t highestDegree = 12;
    const double x = 2 * values[0] / values[values.size() - 1] - 1;
    const double degree = std::acosh(greatestGain) / std::acosh(std::max(x, 1 + 1e-6));
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::min(degree, 100.0)), 1,
                                   std::min(highestDegree, mostProducts));
}

} // namespace

Eigenpairs leadingEigenpairs(std::size_t dimension,
                             const std::function<DoubleRows(const DoubleRows&)>& multiply,
                             const SubspaceOptions& options, RunContext& context) {
    const auto count = static_cast<Eigen::Index>(options.count);
    DoubleRows start(static_cast<Eigen::Index>(dimension), static_cast<Eigen::Index>(options.block));
    for (Eigen::Index row = 0; row < start.rows(); ++row) {
        RandomStream stream(options.seed, static_cast<std::uint64_t>(row));
        for (Eigen::Index column = 0; column < start.cols(); ++column)
            start(row, column) = stream.normal();
    }
    DoubleRows basis = orthonormal(start, context);
    Ritz ritz(basis, multiply(basis), context);
    std::size_t products = 1;
    while (products < options.maxProducts && !ritz.converged(count, options.tolerance)) {
        const double unwanted = ritz.values[ritz.values.size() - 1];
        if (unwanted <= 1e-14 * ritz.values[0]) {
            // The block holds all of the matrix's range: nothing is left to filter out.
            basis = orthonormal(ritz.products, context);
        } else {
            // Chebyshev polynomials stay within ±1 on [0, unwanted] and grow as fast as any above it.
            const std::size_t degree = filterDegree(ritz.values, options.maxProducts - products);
            const double half = unwanted / 2;
            DoubleRows previous = ritz.vectors;
            DoubleRows current = ritz.products / half - ritz.vectors;
            for (std::size_t i = 1; i < degree; ++i) {
                DoubleRows next = (2 / half) * multiply(current) - 2 * current - previous;
                previous = std::move(current);
                current = std::move(next);
                ++products;
            }
            basis = orthonormal(current, context);
        }
        ritz = Ritz(basis, multiply(basis), context);
        ++products;
        context.progress(static_cast<double>(products) / static_cast<double>(options.maxProducts));
    }
    return {ritz.values.head(count), ritz.vectors.leftCols(count)};
}

} // namespace shoal
