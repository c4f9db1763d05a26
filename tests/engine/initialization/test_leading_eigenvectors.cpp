// SPDX-License-Identifier: MIT
// Subspace iteration on matrices whose eigenvalues are known.
#include "initialization/leading_eigenvectors.h"

#include "core/error.h"
#include "test_support.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

struct Solved {
    Eigenpairs pairs;
    std::size_t products = 0;
};

// Of diag(values), whose eigenvectors are the unit vectors.
Solved solveDiagonal(const Eigen::VectorXd& values, const SubspaceOptions& options) {
    return withThreads(2, [&](RunContext& context) {
        Solved solved;
        solved.pairs = leadingEigenpairs(
            static_cast<std::size_t>(values.size()),
            [&](const DoubleRows& block) -> DoubleRows {
                ++solved.products;
                return values.asDiagonal() * block;
            },
            options, context);
        return solved;
    });
}

Eigen::VectorXd powers(Eigen::Index count, double ratio) {
    Eigen::VectorXd values(count);
    for (Eigen::Index i = 0; i < count; ++i)
        values[i] = std::pow(ratio, static_cast<double>(i));
    return values;
}

} // namespace

class TestLeadingEigenvectors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filterBeatsPlainIteration();
    void steepSpectrum();
    void keepsToItsProducts();
    void stopsBetweenProducts();
};

// Plain iteration would be at (λ33 / λ10)^24, some 1e-5, after so many products.
void TestLeadingEigenvectors::filterBeatsPlainIteration() {
    const Eigen::VectorXd values = powers(400, 0.98);
    const Solved solved =
        solveDiagonal(values, {.count = 10, .block = 32, .tolerance = 0, .maxProducts = 24, .seed = 3});
    for (Eigen::Index i = 0; i < 10; ++i) {
        QVERIFY(std::abs(solved.pairs.values[i] / values[i] - 1) < 1e-12);
        const double sine = (solved.pairs.vectors.col(i).cwiseAbs() - Eigen::VectorXd::Unit(400, i)).norm();
        QVERIFY2(sine < 1e-9, qPrintable(QString::number(sine)));
    }
}

void TestLeadingEigenvectors::steepSpectrum() {
    const Eigen::VectorXd values = powers(300, 0.5);
    const Solved solved =
        solveDiagonal(values, {.count = 20, .block = 32, .tolerance = 1e-13, .maxProducts = 50, .seed = 3});
    QVERIFY(solved.products < 50);
    for (Eigen::Index i = 0; i < 20; ++i)
        QVERIFY(std::abs(solved.pairs.values[i] / values[i] - 1) < 1e-6);
    QVERIFY((solved.pairs.vectors.transpose() * solved.pairs.vectors).isIdentity(1e-12));
}

void TestLeadingEigenvectors::keepsToItsProducts() {
    for (const std::size_t most : {1u, 2u, 7u, 30u}) {
        const Solved solved = solveDiagonal(
            powers(200, 0.99), {.count = 5, .block = 16, .tolerance = 0, .maxProducts = most, .seed = 3});
        QCOMPARE(solved.products, most);
        QCOMPARE(solved.pairs.vectors.cols(), Eigen::Index{5});
    }
}

void TestLeadingEigenvectors::stopsBetweenProducts() {
    tbb::task_arena arena(1);
    std::stop_source source;
    RunContext context(arena, source.get_token());
    int products = 0;
    const Eigen::VectorXd values = powers(100, 0.99);
    const auto multiply = [&](const DoubleRows& block) -> DoubleRows {
        if (++products == 3)
            source.request_stop();
        return values.asDiagonal() * block;
    };
    const SubspaceOptions options{.count = 5, .block = 16, .tolerance = 0, .maxProducts = 100, .seed = 1};
    QVERIFY_EXCEPTION_THROWN(leadingEigenpairs(100, multiply, options, context), Stopped);
    QVERIFY(products <= 3 + 12);
}

QTEST_APPLESS_MAIN(TestLeadingEigenvectors)
#include "test_leading_eigenvectors.moc"
