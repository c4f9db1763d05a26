// SPDX-License-Identifier: MIT
#include "initialization/diffusion_map.h"

#include "core/error.h"
#include "graphs.h"

#include <Eigen/Eigenvalues>
#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

Eigen::MatrixX2d mapOf(const Affinities& affinities, int threads = 2) {
    return withThreads(
        threads, [&](RunContext& context) { return diffusionMap(RandomWalk(affinities, context), context); });
}

struct Oracle {
    Eigen::MatrixXd a;
    Eigen::MatrixXd d;
    Eigen::VectorXd values; // descending
    Eigen::MatrixXd vectors;

    /// A v = λ D v with vᵀ D v = 1, as openTSNE states it.
    explicit Oracle(const Affinities& affinities) {
        const auto points = static_cast<Eigen::Index>(affinities.points);
        a = Eigen::MatrixXd::Zero(points, points);
        for (std::size_t row = 0; row < affinities.points; ++row)
            for (std::uint64_t e = affinities.rowOffsets[row]; e < affinities.rowOffsets[row + 1]; ++e)
                a(static_cast<Eigen::Index>(row), affinities.columns[e]) =
                    static_cast<double>(affinities.weights[e]);
        d = Eigen::VectorXd(a.rowwise().sum()).asDiagonal();
        const Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd> solver(a, d);
        values = solver.eigenvalues().reverse();
        vectors = solver.eigenvectors().rowwise().reverse();
    }

    /// How far a column of a map is from the eigenvector of that number, up to sign, relative to its length.
    double distance(const Eigen::VectorXd& column, Eigen::Index number) const {
        const Eigen::VectorXd expected = values[number] * vectors.col(number);
        return std::min((column - expected).norm(), (column + expected).norm()) / expected.norm();
    }
};

} // namespace

class TestDiffusionMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheLeadingEigenvectorsTimesTheirValues_data();
    void isTheLeadingEigenvectorsTimesTheirValues();
    void equalEigenvaluesSpanTheirSpace();
    void signsAreFixed();
    void partsOfAGraphMapAsTheyDoAlone();
    void sameBitsAtAnyThreadCount();
    void stops();
};

void TestDiffusionMap::isTheLeadingEigenvectorsTimesTheirValues_data() {
    QTest::addColumn<int>("points");
    QTest::newRow("dense") << 120;
    QTest::newRow("sparse") << 161;
    QTest::newRow("sparse, larger") << 900;
}

void TestDiffusionMap::isTheLeadingEigenvectorsTimesTheirValues() {
    QFETCH(int, points);
    const auto affinities =
        affinitiesOf(gaussianClusters(static_cast<std::size_t>(points), 3, 4, 5), points / 8.0);
    const Oracle oracle(*affinities);
    QVERIFY(oracle.values[1] < 1 - 1e-9); // connected
    const Eigen::MatrixX2d map = mapOf(*affinities);
    QVERIFY2(oracle.distance(map.col(0), 1) < 1e-4,
             qPrintable(QString::number(oracle.distance(map.col(0), 1))));
    QVERIFY2(oracle.distance(map.col(1), 2) < 1e-4,
             qPrintable(QString::number(oracle.distance(map.col(1), 2))));
}

void TestDiffusionMap::equalEigenvaluesSpanTheirSpace() {
    // A ring's functions come in pairs of one eigenvalue: which two of them are found is open.
    for (const std::uint32_t points : {7U, 201U}) {
        auto equal = ring(0, points);
        for (auto& link : equal)
            link.second = 1;
        const Affinities affinities = linked(points, equal);
        const Eigen::MatrixX2d map = mapOf(affinities);
        const double cosine = std::cos(2 * std::acos(-1.0) / points);
        const double degree = 2;
        QVERIFY(std::abs(degree * map.col(0).dot(map.col(1))) < 1e-4);
        for (Eigen::Index column = 0; column < 2; ++column) {
            QVERIFY(std::abs(std::sqrt(degree) * map.col(column).norm() - cosine) < 1e-4);
            for (Eigen::Index i = 0; i < map.rows(); ++i) {
                const double next = map((i + 1) % map.rows(), column);
                const double before = map((i + map.rows() - 1) % map.rows(), column);
                QVERIFY(std::abs((next + before) / 2 - cosine * map(i, column)) <
                        1e-4 * map.cwiseAbs().maxCoeff());
            }
        }
    }
}

void TestDiffusionMap::signsAreFixed() {
    for (const std::size_t points : {100, 400}) {
        const Eigen::MatrixX2d map = mapOf(*affinitiesOf(gaussianClusters(points, 3, 4, 6), 20));
        for (Eigen::Index column = 0; column < 2; ++column)
            QCOMPARE(map.col(column).maxCoeff(), map.col(column).cwiseAbs().maxCoeff());
    }
}

void TestDiffusionMap::partsOfAGraphMapAsTheyDoAlone() {
    auto links = ring(0, 40);
    links.merge(ring(40, 60));
    const Affinities both = linked(100, links);
    std::vector<std::uint32_t> rows(60);
    std::iota(rows.begin(), rows.end(), 40U);
    const Eigen::MatrixX2d part = withThreads(
        2, [&](RunContext& context) { return diffusionMap(RandomWalk(both, rows, context), context); });
    QVERIFY(part == mapOf(linked(60, ring(0, 60))));
}

void TestDiffusionMap::sameBitsAtAnyThreadCount() {
    const auto affinities = affinitiesOf(gaussianClusters(9000, 5, 4, 7), 10);
    const Eigen::MatrixX2d one = mapOf(*affinities, 1);
    QVERIFY(one.allFinite());
    QVERIFY(one == mapOf(*affinities, 2));
    QVERIFY(one == mapOf(*affinities, 8));
}

void TestDiffusionMap::stops() {
    const auto affinities = affinitiesOf(gaussianClusters(500, 3, 4, 8), 10);
    tbb::task_arena arena(2);
    RunContext free(arena);
    const RandomWalk walk(*affinities, free);
    std::stop_source source;
    source.request_stop();
    RunContext context(arena, source.get_token());
    QVERIFY_EXCEPTION_THROWN(diffusionMap(walk, context), Stopped);
}

QTEST_GUILESS_MAIN(TestDiffusionMap)
#include "test_diffusion_map.moc"
