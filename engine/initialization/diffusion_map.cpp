// SPDX-License-Identifier: MIT
// Large graphs: subspace iteration with a Chebyshev filter (Zhou et al. 2006), the constant function kept
// out.
#include "initialization/diffusion_map.h"

#include "core/parallel.h"
#include "core/random.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

// A full eigendecomposition of so many points takes some ten milliseconds.
constexpr std::size_t mostDensePoints = 160;
constexpr std::size_t pointBlock = 4096;
// Of a residual, relative to the largest eigenvalue, 1; openTSNE's for large graphs.
constexpr double fineTolerance = 1e-5;
constexpr double coarseTolerance = 1e-4;
constexpr std::size_t mostFinePoints = 10'000;
constexpr std::size_t mostSteps = 1000;
constexpr std::size_t highestDegree = 60;
constexpr double greatestGain = 1e6;

using Small = Eigen::Matrix<double, walkWidth, walkWidth>;
using Values = Eigen::Matrix<double, walkWidth, 1>;

class SlowFunctions {
public:
    SlowFunctions(const RandomWalk& walk, RunContext& context)
        : walk_(walk)
        , context_(context)
        , total_(0) {
        for (const double degree : walk.degrees())
            total_ += degree;
        const auto points = static_cast<Eigen::Index>(walk.points());
        basis_.resize(points, walkWidth);
        products_.resize(points, walkWidth);
        fillAtRandom();
        orthonormalize();
        rotate();
        const double tolerance = walk.points() > mostFinePoints ? coarseTolerance : fineTolerance;
        std::size_t steps = 1;
        for (double first = worstResidual(), now = first; now > tolerance && steps < mostSteps;
             now = worstResidual()) {
            steps += filter();
            orthonormalize();
            rotate();
            ++steps;
            context.progress(std::clamp(std::log(now / first) / std::log(tolerance / first), 0.0, 1.0));
        }
    }

    Eigen::MatrixX2d vectors() const { return basis_.leftCols<2>(); }
    const Values& values() const { return values_; }

private:
    void fillAtRandom() {
        constexpr std::uint64_t seed = 0;
        forBlocks(context_, walk_.points(), pointBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t point = begin; point < end; ++point) {
                RandomStream stream(seed, point);
                for (double& value : basis_.row(static_cast<Eigen::Index>(point)))
                    value = stream.normal();
            }
        });
    }

    /// Σ degree · aᵀb over the points.
    Small innerProducts(const WalkBlock& a, const WalkBlock& b) {
        return sumBlocks(context_, walk_.points(), pointBlock, Small(Small::Zero()),
                         [&](std::size_t begin, std::size_t end) {
                             Small sum = Small::Zero();
                             for (std::size_t point = begin; point < end; ++point) {
                                 const auto row = static_cast<Eigen::Index>(point);
                                 sum += walk_.degrees()[point] * a.row(row).transpose() * b.row(row);
                             }
                             return sum;
                         });
    }

    void turn(WalkBlock& block, const Small& by) {
        forBlocks(context_, walk_.points(), pointBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t point = begin; point < end; ++point) {
                const auto row = static_cast<Eigen::Index>(point);
                block.row(row) = (block.row(row) * by).eval();
            }
        });
    }

    void removeConstant() {
        const Values mean = sumBlocks(context_, walk_.points(), pointBlock, Values(Values::Zero()),
                                      [&](std::size_t begin, std::size_t end) {
                                          Values sum = Values::Zero();
                                          for (std::size_t point = begin; point < end; ++point)
                                              sum += walk_.degrees()[point] *
                                                     basis_.row(static_cast<Eigen::Index>(point)).transpose();
                                          return sum;
                                      }) /
                            total_;
        forBlocks(context_, walk_.points(), pointBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t point = begin; point < end; ++point)
                basis_.row(static_cast<Eigen::Index>(point)) -= mean.transpose();
        });
    }

    /// By the eigenvectors of the Gram matrix; the second time makes good what rounding left of the first.
    void orthonormalize() {
        for (int time = 0; time < 2; ++time) {
            removeConstant();
            const Eigen::SelfAdjointEigenSolver<Small> gram(innerProducts(basis_, basis_));
            const double least = 1e-15 * gram.eigenvalues()[walkWidth - 1];
            turn(basis_, gram.eigenvectors() *
                             gram.eigenvalues().cwiseMax(least).cwiseSqrt().cwiseInverse().asDiagonal());
        }
    }

    /// The block's best approximations of eigenvectors, the slowest first.
    void rotate() {
        walk_.step(basis_, 1, 0, nullptr, products_, context_);
        const Small quotient = innerProducts(basis_, products_);
        const Eigen::SelfAdjointEigenSolver<Small> solver((quotient + quotient.transpose()) / 2);
        const Small rotation = solver.eigenvectors().rowwise().reverse();
        values_ = solver.eigenvalues().reverse();
        turn(basis_, rotation);
        turn(products_, rotation);
    }

    double worstResidual() {
        const Values squares = sumBlocks(context_, walk_.points(), pointBlock, Values(Values::Zero()),
                                         [&](std::size_t begin, std::size_t end) {
                                             Values sum = Values::Zero();
                                             for (std::size_t point = begin; point < end; ++point) {
                                                 const auto row = static_cast<Eigen::Index>(point);
                                                 sum += walk_.degrees()[point] *
                                                        (products_.row(row).transpose() -
                                                         values_.cwiseProduct(basis_.row(row).transpose()))
                                                            .cwiseAbs2();
                                             }
                                             return sum;
                                         });
        return std::sqrt(squares.head<2>().maxCoeff());
    }

    /// Chebyshev polynomials stay within ±1 on [−1, unwanted] and grow as fast as any above it. Returns the
    /// steps made.
    std::size_t filter() {
        const double unwanted = std::min(values_[walkWidth - 1], 1 - 1e-9);
        const double middle = (unwanted - 1) / 2;
        const double half = (unwanted + 1) / 2;
        const double growth = std::acosh(std::max(1 + 1e-9, (values_[0] - middle) / half));
        const auto degree = static_cast<std::size_t>(
            std::clamp(std::acosh(greatestGain) / growth, 2.0, static_cast<double>(highestDegree)));
        // products_ holds the basis' products: the first step is made.
        forBlocks(context_, walk_.points(), pointBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            const auto first = static_cast<Eigen::Index>(begin);
            const auto rows = static_cast<Eigen::Index>(end - begin);
            products_.middleRows(first, rows) =
                (products_.middleRows(first, rows) - middle * basis_.middleRows(first, rows)) / half;
        });
        for (std::size_t step = 1; step < degree; ++step) {
            walk_.step(products_, 2 / half, middle, &basis_, basis_, context_);
            basis_.swap(products_);
        }
        basis_.swap(products_);
        return degree - 1;
    }

    const RandomWalk& walk_;
    RunContext& context_;
    double total_;
    WalkBlock basis_;
    WalkBlock products_;
    Values values_;
};

Eigen::MatrixX2d denseMap(const RandomWalk& walk) {
    Eigen::MatrixX2d map = Eigen::MatrixX2d::Zero(static_cast<Eigen::Index>(walk.points()), 2);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(walk.dense());
    const Eigen::ArrayXd roots = Eigen::Map<const Eigen::ArrayXd>(walk.degrees().data(), map.rows()).sqrt();
    for (Eigen::Index i = 0; i < 2 && i + 1 < map.rows(); ++i) {
        const Eigen::Index from = map.rows() - 2 - i;
        map.col(i) = solver.eigenvalues()[from] * solver.eigenvectors().col(from).array() / roots;
    }
    return map;
}

double lengthOf(const RandomWalk& walk, const Eigen::VectorXd& column) {
    return (Eigen::Map<const Eigen::ArrayXd>(walk.degrees().data(), column.size()) * column.array().square())
        .sum();
}

} // namespace

Eigen::MatrixX2d diffusionMap(const RandomWalk& walk, RunContext& context) {
    Eigen::MatrixX2d map;
    if (walk.points() <= mostDensePoints) {
        map = denseMap(walk);
    } else {
        const SlowFunctions functions(walk, context);
        map = functions.vectors() * functions.values().head<2>().asDiagonal();
    }
    // Of few points the later one may be the longer, where it alternates from step to step.
    if (walk.points() > 2 && lengthOf(walk, map.col(0)) < lengthOf(walk, map.col(1)))
        map.col(0).swap(map.col(1));
    for (auto column : map.colwise()) {
        Eigen::Index largest = 0;
        column.cwiseAbs().maxCoeff(&largest);
        if (column[largest] < 0)
            column *= -1;
    }
    return map;
}

} // namespace shoal
