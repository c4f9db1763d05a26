// SPDX-License-Identifier: MIT
#include "initialization/start_positions.h"

#include "core/error.h"
#include "test_support.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace shoal;
using namespace shoal::test;

namespace {

Positions somePositions(std::size_t points, double scale) {
    Positions positions = gaussianClusters(points, 2, 3, 31);
    positions *= static_cast<float>(scale);
    return positions;
}

Positions fromComponents(const Matrix& components, std::uint64_t seed) {
    return withThreads(2, [&](RunContext& context) { return pcaStart(components, seed, context); });
}

Positions fromNothing(std::size_t points, std::uint64_t seed, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) { return randomStart(points, seed, context); });
}

} // namespace

class TestStartPositions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rescaleDividesBothColumnsByTheFirstsDeviation();
    void rescaleLeavesWhatHasNoSpread();
    void pcaStartIsTheRescaledComponentsWithJitter();
    void pcaStartPartsDuplicates();
    void pcaStartOfOneComponent();
    void randomStartIsNormal();
    void startsDependOnSeedAndPointAlone();
    void takesRows();
    void stops();
};

void TestStartPositions::rescaleDividesBothColumnsByTheFirstsDeviation() {
    for (const double scale : {1e-12, 1.0, 1e12}) {
        const Positions before = somePositions(500, scale);
        for (const double target : {startDeviation, 3.0}) {
            Positions after = before;
            rescale(after, target);
            QVERIFY(std::abs(deviationOf(after, 0) / target - 1) < 1e-6);
            const double factor = target / deviationOf(before, 0);
            for (Eigen::Index i = 0; i < before.size(); ++i)
                QVERIFY(std::abs(static_cast<double>(after.data()[i]) /
                                     (factor * static_cast<double>(before.data()[i])) -
                                 1) < 1e-6);
        }
    }
}

void TestStartPositions::rescaleLeavesWhatHasNoSpread() {
    Positions constant = Positions::Constant(10, 2, 5.0f);
    constant(3, 1) = 7;
    const Positions before = constant;
    rescale(constant);
    QVERIFY(sameBits(constant, before));
    Positions none(0, 2);
    rescale(none);
    QCOMPARE(none.rows(), Eigen::Index{0});
}

void TestStartPositions::pcaStartIsTheRescaledComponentsWithJitter() {
    constexpr std::size_t points = 20'000;
    const Matrix components = gaussianClusters(points, 3, 2, 32);
    Positions expected = components.leftCols(2);
    rescale(expected);
    const Positions start = fromComponents(components, 5);
    const Positions jitter = start - expected;
    for (const Eigen::Index column : {0, 1}) {
        QVERIFY(std::abs(deviationOf(jitter, column) / (0.01 * startDeviation) - 1) < 0.03);
        QVERIFY(std::abs(jitter.col(column).cast<double>().mean()) < 0.05 * 0.01 * startDeviation);
    }
    QVERIFY(std::abs((jitter.col(0).cast<double>().array() * jitter.col(1).cast<double>().array()).mean()) <
            0.05 * std::pow(0.01 * startDeviation, 2));
}

void TestStartPositions::pcaStartPartsDuplicates() {
    const Positions start = fromComponents(Matrix::Zero(1000, 2), 1);
    std::set<std::pair<float, float>> places;
    for (Eigen::Index i = 0; i < start.rows(); ++i)
        places.emplace(start(i, 0), start(i, 1));
    QVERIFY(start.allFinite());
    QCOMPARE(places.size(), std::size_t{1000});
}

void TestStartPositions::pcaStartOfOneComponent() {
    const Positions start = fromComponents(gaussianClusters(1000, 1, 2, 33), 1);
    QVERIFY(std::abs(deviationOf(start, 0) / startDeviation - 1) < 0.01);
    QVERIFY(deviationOf(start, 1) < 0.02 * startDeviation);
    QVERIFY(fromComponents(Matrix::Zero(1, 1), 1).allFinite());
}

void TestStartPositions::randomStartIsNormal() {
    const Positions start = fromNothing(50'000, 3);
    for (const Eigen::Index column : {0, 1}) {
        const Eigen::ArrayXd values = start.col(column).cast<double>().array() / startDeviation;
        QVERIFY(std::abs(values.mean()) < 0.02);
        QVERIFY(std::abs(values.square().mean() - 1) < 0.03);
        QVERIFY(std::abs(values.pow(4).mean() - 3) < 0.2);
    }
    QVERIFY(std::abs((start.col(0).cast<double>().array() * start.col(1).cast<double>().array()).mean()) <
            0.02 * startDeviation * startDeviation);
}

void TestStartPositions::startsDependOnSeedAndPointAlone() {
    QVERIFY(sameBits(fromNothing(100, 3), Positions(fromNothing(200, 3).topRows(100))));
    QVERIFY(!sameBits(fromNothing(100, 3), fromNothing(100, 4)));
    QVERIFY(sameBits(fromNothing(20'000, 3, 8), fromNothing(20'000, 3, 1)));
}

void TestStartPositions::takesRows() {
    const Matrix matrix = gaussianClusters(50, 3, 2, 34);
    const std::vector<std::uint32_t> rows{49, 0, 7, 7};
    const Matrix taken = withThreads(2, [&](RunContext& context) { return takeRows(matrix, rows, context); });
    QCOMPARE(taken.rows(), Eigen::Index{4});
    for (std::size_t i = 0; i < rows.size(); ++i)
        QVERIFY(taken.row(static_cast<Eigen::Index>(i)) == matrix.row(rows[i]));
}

void TestStartPositions::stops() {
    tbb::task_arena arena(2);
    std::stop_source stop;
    stop.request_stop();
    RunContext context(arena, stop.get_token());
    QVERIFY_EXCEPTION_THROWN(pcaStart(Matrix::Zero(10, 2), 1, context), Stopped);
    QVERIFY_EXCEPTION_THROWN(randomStart(10, 1, context), Stopped);
}

QTEST_APPLESS_MAIN(TestStartPositions)
#include "test_start_positions.moc"
