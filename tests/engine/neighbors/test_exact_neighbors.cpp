// SPDX-License-Identifier: MIT
// Small sets: every neighbour, distance and tie against sums over all pairs.
#include "brute_force.h"
#include "core/error.h"
#include "neighbors/neighbor_graph.h"
#include "test_points.h"
#include "test_support.h"

#include <QtTest>

#include <set>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

std::shared_ptr<const NeighborGraph> neighborsOf(const Matrix& points, std::size_t k) {
    return withThreads(2, [&](RunContext& context) { return findNeighbors(points, {.k = k}, context); });
}

void addRow(const char* name, const Matrix& points, std::size_t k) {
    QTest::newRow(name) << points << static_cast<qulonglong>(k);
}

} // namespace

class TestExactNeighbors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsBruteForce_data() {
        QTest::addColumn<Matrix>("points");
        QTest::addColumn<qulonglong>("k");
        addRow("two points", gaussian(2, 1), 1);
        addRow("three points in a plane", gaussian(3, 2), 2);
        addRow("four points", gaussian(4, 3), 2);
        addRow("five points, all others", gaussian(5, 3), 4);
        addRow("a line", gaussian(500, 1), 20);
        addRow("a plane", gaussian(1500, 2), 31);
        addRow("three dimensions, all others", gaussian(400, 3), 399);
        addRow("33 points of 17 dimensions", gaussian(33, 17), 5);
        addRow("clusters of 50 dimensions", gaussianClusters(2000, 50, 12, 5), 150);
        addRow("one Gaussian of 50 dimensions", gaussian(2000, 50), 90);
        addRow("more dimensions than points", gaussian(300, 1501), 20);
        addRow("cells", referenceCells(), 60);
        addRow("constant", Matrix::Constant(700, 4, 2.5F), 30);
        addRow("nine of ten repeated", mostlyRepeated(2000, 8), 40);
        addRow("repeated, all others", mostlyRepeated(300, 5), 299);
        addRow("a lattice", lattice(2000, 4), 50);
        addRow("a lattice of 30 dimensions", lattice(1000, 30), 25);
        addRow("two far clouds", twoFarClouds(1500, 6), 30);
        addRow("many widths", manyWidths(2000, 6), 30);
        addRow("far from the origin", (gaussian(1500, 10).array() + 3000.0F).matrix(), 30);
        addRow("very large", gaussian(1000, 10) * 1e30F, 30);
        addRow("very small", gaussian(1000, 10) * 1e-30F, 30);
    }

    void equalsBruteForce() {
        QFETCH(const Matrix, points);
        QFETCH(const qulonglong, k);
        const auto graph = neighborsOf(points, k);
        QCOMPARE(graph->points, static_cast<std::size_t>(points.rows()));
        QCOMPARE(graph->k, static_cast<std::size_t>(k));
        QCOMPARE(graph->recall, 1.0);
        for (std::size_t i = 0; i < graph->points; ++i) {
            const auto expected = nearestByBruteForce(
                points.data() + i * static_cast<std::size_t>(points.cols()), points, k, i);
            for (std::size_t j = 0; j < k; ++j) {
                const float distance = graph->distancesOf(i)[j];
                // Sums in double and in long double may round to neighbouring floats.
                const bool same = std::abs(distance - expected[j].first) <= 1.2e-7F * expected[j].first;
                if (!same || (graph->neighborsOf(i)[j] != expected[j].second))
                    QFAIL(qPrintable(QStringLiteral("point %1, neighbour %2: %3 at %4, not %5 at %6")
                                         .arg(i)
                                         .arg(j)
                                         .arg(graph->neighborsOf(i)[j])
                                         .arg(static_cast<double>(distance))
                                         .arg(expected[j].second)
                                         .arg(static_cast<double>(expected[j].first))));
            }
        }
    }

    void everyPointIsNumberedOnce() {
        const auto graph = neighborsOf(mostlyRepeated(1000, 3), 5);
        const std::set<std::uint32_t> numbered(graph->order.begin(), graph->order.end());
        QCOMPARE(graph->order.size(), std::size_t{1000});
        QCOMPARE(numbered.size(), std::size_t{1000});
        QCOMPARE(*numbered.rbegin(), 999U);
    }

    void zeroAndMinusZeroAreOnePlace() {
        Matrix points = gaussian(50, 2);
        points.row(10) << 0.0F, 0.0F;
        points.row(20) << -0.0F, 0.0F;
        const auto graph = neighborsOf(points, 3);
        QCOMPARE(graph->neighborsOf(10)[0], 20U);
        QCOMPARE(graph->neighborsOf(20)[0], 10U);
        QCOMPARE(graph->distancesOf(20)[0], 0.0F);
    }

    void impossibleNumbersAreRefused() {
        const Matrix points = gaussian(10, 2);
        QVERIFY_EXCEPTION_THROWN(neighborsOf(points, 0), Error);
        QVERIFY_EXCEPTION_THROWN(neighborsOf(points, 10), Error);
        QVERIFY_EXCEPTION_THROWN(neighborsOf(Matrix(0, 2), 1), Error);
        try {
            neighborsOf(points, 10);
        } catch (const Error& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains("at most 9"));
        }
    }
};

QTEST_APPLESS_MAIN(TestExactNeighbors)
#include "test_exact_neighbors.moc"
