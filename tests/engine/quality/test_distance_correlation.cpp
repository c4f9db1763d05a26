// SPDX-License-Identifier: MIT
// CPD against ranks counted one by one, against SciPy, and its error against the spread of many draws.
#include "../neighbors/test_points.h"
#include "measured_points.h"
#include "quality/distance_correlation.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

std::optional<Score> measured(const Matrix& data, const Matrix& embedding, std::size_t count = 1000,
                              std::uint64_t seed = 1) {
    return withThreads(
        2, [&](RunContext& context) { return distanceCorrelation(data, embedding, count, seed, context); });
}

/// Of all pairs of the rows, each with its mean rank among equals.
std::vector<double> ranksOf(const Matrix& points, const std::vector<std::uint32_t>& rows) {
    std::vector<double> squares;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j)
            squares.push_back(
                (points.row(rows[i]).cast<double>() - points.row(rows[j]).cast<double>()).squaredNorm());
    std::vector<double> ranks;
    for (const double own : squares) {
        double less = 0;
        double equal = 0;
        for (const double other : squares) {
            less += other < own ? 1 : 0;
            equal += other == own ? 1 : 0;
        }
        ranks.push_back(less + (equal + 1) / 2);
    }
    return ranks;
}

double correlationOf(const std::vector<double>& a, const std::vector<double>& b) {
    const Eigen::Map<const Eigen::ArrayXd> x(a.data(), static_cast<Eigen::Index>(a.size()));
    const Eigen::Map<const Eigen::ArrayXd> y(b.data(), static_cast<Eigen::Index>(b.size()));
    const Eigen::ArrayXd dx = x - x.mean();
    const Eigen::ArrayXd dy = y - y.mean();
    return (dx * dy).sum() / std::sqrt(dx.square().sum() * dy.square().sum());
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

} // namespace

class TestDistanceCorrelation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsRanksCountedOneByOne_data() {
        QTest::addColumn<Matrix>("data");
        QTest::addColumn<Matrix>("embedding");
        const Projected clusters = projectedClusters(70, 9);
        QTest::newRow("clusters") << clusters.data << clusters.embedding;
        QTest::newRow("unrelated") << gaussian(60, 5) << gaussian(60, 2, 9);
        QTest::newRow("three points") << gaussian(3, 5) << gaussian(3, 2, 9);
        QTest::newRow("a lattice") << lattice(60, 3) << lattice(60, 3).leftCols(2).eval();
        QTest::newRow("repeated") << mostlyRepeated(60, 3) << gaussian(60, 2, 9);
        QTest::newRow("very large") << Matrix(gaussian(50, 5) * 1e30F) << gaussian(50, 2, 9);
        QTest::newRow("very small") << Matrix(gaussian(50, 5) * 1e-30F) << gaussian(50, 2, 9);
    }

    void equalsRanksCountedOneByOne() {
        QFETCH(const Matrix, data);
        QFETCH(const Matrix, embedding);
        const auto rows = sampleRows(static_cast<std::size_t>(data.rows()), 1000, 0);
        const auto found = measured(data, embedding);
        QVERIFY(found.has_value());
        QVERIFY(near(found->value, correlationOf(ranksOf(data, rows), ranksOf(embedding, rows))));
        QCOMPARE(found->sampled, std::size_t{0});
        QCOMPARE(found->standardError, 0.0);
    }

    void equalsSciPy() {
        const auto found = measured(referenceCells(), referenceComponents(0));
        QVERIFY(found && near(found->value, referenceValue("cpd")));
    }

    void isOneForTheDataItself() {
        const Matrix points = gaussian(300, 2);
        QVERIFY(near(measured(points, points)->value, 1));
        QVERIFY(near(measured(points, points * 8)->value, 1));
    }

    void isMinusOneForTheOpposite() {
        // Of three points on a line the nearest two become the farthest.
        Matrix data(3, 1);
        data << 0, 1, 3; // distances 1, 3, 2
        Matrix embedding(3, 1);
        embedding << 0, 3, 1; // distances 3, 1, 2
        QVERIFY(near(measured(data, embedding)->value, -1));
    }

    void isNothingWhereAllDistancesAreEqual() {
        const Matrix points = gaussian(30, 2);
        QVERIFY(!measured(points, Matrix::Constant(30, 2, 0.1F)));
        QVERIFY(!measured(Matrix::Constant(30, 5, 0.1F), points));
        QVERIFY(!measured(points.topRows(2), points.topRows(2)));
        QVERIFY(!measured(points.topRows(1), points.topRows(1)));
    }

    void sampleIsOfThePointsDrawn() {
        const Projected clusters = projectedClusters(3000, 9);
        const auto rows = sampleRows(3000, 60, 4);
        const auto found = measured(clusters.data, clusters.embedding, 60, 4);
        QVERIFY(near(found->value,
                     correlationOf(ranksOf(clusters.data, rows), ranksOf(clusters.embedding, rows))));
        QCOMPARE(found->sampled, std::size_t{60});
    }

    void errorIsThatOfDrawing() {
        const Projected clusters = projectedClusters(1200, 9);
        const double whole = measured(clusters.data, clusters.embedding, 1200)->value;
        constexpr int draws = 60;
        double squares = 0;
        double expected = 0;
        for (std::uint64_t seed = 0; seed < draws; ++seed) {
            const auto score = measured(clusters.data, clusters.embedding, 120, seed);
            squares += (score->value - whole) * (score->value - whole) / draws;
            expected += score->standardError * score->standardError / draws;
        }
        const double ratio =
            squares / expected; // 1 ± 0.18 for 60 normal numbers, and a jackknife's own error
        QVERIFY2(ratio > 0.4 && ratio < 1.8, qPrintable(QString::number(ratio)));
    }

    // Without the group that holds it, all distances are equal.
    void errorIsFiniteThoughOnePointMakesAllTheDifference() {
        Matrix points = Matrix::Zero(500, 2);
        points(sampleRows(500, 100, 1)[3], 0) = 1;
        const auto found = measured(points, points, 100);
        QVERIFY(near(found->value, 1));
        QVERIFY(std::isfinite(found->standardError) && found->standardError > 0.1);
    }
};

QTEST_APPLESS_MAIN(TestDistanceCorrelation)
#include "test_distance_correlation.moc"
