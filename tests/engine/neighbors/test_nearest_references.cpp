// SPDX-License-Identifier: MIT
// The nearest reference of every point, against sums over all pairs.
#include "brute_force.h"
#include "core/error.h"
#include "neighbors/neighbor_graph.h"
#include "test_points.h"
#include "test_support.h"

#include <QtTest>

#include <tbb/global_control.h>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

std::vector<std::uint32_t> nearestOf(const Matrix& queries, const Matrix& references, int threads = 2) {
    return withThreads(threads,
                       [&](RunContext& context) { return nearestReferences(queries, references, context); });
}

void addRow(const char* name, const Matrix& queries, const Matrix& references) {
    QTest::newRow(name) << queries << references;
}

} // namespace

class TestNearestReferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsBruteForce_data() {
        QTest::addColumn<Matrix>("queries");
        QTest::addColumn<Matrix>("references");
        addRow("one reference", gaussian(100, 3), gaussian(1, 3, 4));
        addRow("a line", gaussian(3000, 1), gaussian(700, 1, 4));
        addRow("clusters", gaussianClusters(3000, 50, 9, 5), gaussianClusters(3000, 50, 9, 5).topRows(1000));
        addRow("no clusters", gaussian(2000, 50), gaussian(1500, 50, 4));
        addRow("many dimensions", gaussian(200, 901), gaussian(150, 901, 4));
        addRow("repeated references", mostlyRepeated(1000, 4), mostlyRepeated(900, 4));
        addRow("all references at one place", gaussian(500, 4), Matrix::Constant(600, 4, 1));
        addRow("a lattice", lattice(2000, 3), lattice(1000, 3).reverse());
        addRow("between references", (lattice(1000, 3).array() + 0.5F).matrix(), lattice(1000, 3));
        addRow("many widths", manyWidths(2000, 5), manyWidths(2000, 5).bottomRows(777));
        addRow("queries far larger", gaussian(500, 5) * 1e25F, gaussian(500, 5, 4));
        addRow("queries far smaller", gaussian(500, 5) * 1e-25F, gaussian(500, 5, 4));
        addRow("two far clouds", twoFarClouds(1000, 6), twoFarClouds(1000, 6).topRows(500));
    }

    void equalsBruteForce() {
        QFETCH(const Matrix, queries);
        QFETCH(const Matrix, references);
        const auto nearest = nearestOf(queries, references);
        QCOMPARE(nearest.size(), static_cast<std::size_t>(queries.rows()));
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            const auto expected = nearestByBruteForce(
                queries.data() + i * static_cast<std::size_t>(queries.cols()), references, 1);
            if (nearest[i] != expected[0].second)
                QFAIL(qPrintable(QStringLiteral("query %1: %2, not %3 at %4")
                                     .arg(i)
                                     .arg(nearest[i])
                                     .arg(expected[0].second)
                                     .arg(static_cast<double>(expected[0].first))));
        }
    }

    void theNearestFewEqualBruteForce_data() { equalsBruteForce_data(); }

    void theNearestFewEqualBruteForce() {
        QFETCH(const Matrix, queries);
        QFETCH(const Matrix, references);
        for (const std::size_t k : {1, 7}) {
            const ReferenceNeighbors found = withThreads(2, [&](RunContext& context) {
                return findReferenceNeighbors(queries, references, k, context);
            });
            QCOMPARE(found.k, std::min(k, static_cast<std::size_t>(references.rows())));
            QCOMPARE(found.queries(), static_cast<std::size_t>(queries.rows()));
            for (std::size_t i = 0; i < found.queries(); i += 3) {
                const auto expected = nearestByBruteForce(
                    queries.data() + i * static_cast<std::size_t>(queries.cols()), references, found.k);
                for (std::size_t j = 0; j < found.k; ++j) {
                    QCOMPARE(found.neighborsOf(i)[j], expected[j].second);
                    QCOMPARE(found.distancesOf(i)[j], expected[j].first);
                }
            }
        }
    }

    void noQueriesHaveNone() { QVERIFY(nearestOf(Matrix(0, 4), gaussian(10, 4)).empty()); }

    void sameAtAnyThreadCount() {
        const Matrix queries = gaussianClusters(5000, 20, 4, 1);
        const Matrix references = queries.topRows(1000);
        const auto one = nearestOf(queries, references, 1);
        QVERIFY(nearestOf(queries, references, 2) == one);
        QVERIFY(nearestOf(queries, references, 8) == one);
    }

    void impossibleInputIsRefused() {
        QVERIFY_EXCEPTION_THROWN(nearestOf(gaussian(5, 3), gaussian(5, 2)), Error);
        QVERIFY_EXCEPTION_THROWN(nearestOf(gaussian(5, 3), Matrix(0, 3)), Error);
    }

    void stops() {
        std::stop_source source;
        source.request_stop();
        tbb::task_arena arena(2);
        RunContext context(arena, source.get_token());
        QVERIFY_EXCEPTION_THROWN(nearestReferences(gaussian(50, 3), gaussian(50, 3), context),
                                 shoal::Stopped);
    }
};

QTEST_APPLESS_MAIN(TestNearestReferences)
#include "test_nearest_references.moc"
