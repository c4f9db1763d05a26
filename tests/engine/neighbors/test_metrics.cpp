// SPDX-License-Identifier: MIT
// Distances other than Euclidean, the graph index, and graphs that are given: against sums over all pairs.
#include "brute_force.h"
#include "core/error.h"
#include "neighbors/neighbor_graph.h"
#include "test_points.h"
#include "test_support.h"

#include <QtTest>

#include <limits>
#include <set>

using namespace shoal;
using namespace shoal::test;

namespace {

using Shared = std::shared_ptr<const NeighborGraph>;
using Rows = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

NeighborOptions optionsOf(Metric metric, NeighborMethod method, std::size_t k) {
    NeighborOptions options;
    options.k = k;
    options.metric = metric;
    options.method = method;
    return options;
}

Shared find(const Matrix& points, const NeighborOptions& options, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) { return findNeighbors(points, options, context); });
}

/// By the metric's definition. A row without direction is at 1 from those with one, at 0 from its likes.
long double distanceOf(const Rows& points, Eigen::Index i, Eigen::Index j, Metric metric) {
    using Row = Eigen::Matrix<long double, 1, Eigen::Dynamic>;
    Row a = points.row(i);
    Row b = points.row(j);
    if (metric == Metric::Manhattan)
        return (a - b).cwiseAbs().sum();
    if (metric == Metric::Euclidean)
        return (a - b).norm();
    const auto lacksDirection = [&](const Row& row) {
        return metric == Metric::Correlation ? row.minCoeff() == row.maxCoeff() : row.isZero(0);
    };
    if (lacksDirection(a) || lacksDirection(b))
        return lacksDirection(a) && lacksDirection(b) ? 0 : 1;
    if (metric == Metric::Correlation) {
        a.array() -= a.mean();
        b.array() -= b.mean();
    }
    return 1 - a.dot(b) / (a.norm() * b.norm());
}

/// All neighbours' distances are the metric's, and no other point is nearer than the last by more than
/// rounding explains.
void verifyExact(const Matrix& points, const NeighborGraph& graph, Metric metric, long double tolerance) {
    const Rows exact = points.cast<long double>();
    for (std::size_t i = 0; i < graph.points; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        std::set<std::uint32_t> seen;
        for (std::size_t j = 0; j < graph.k; ++j) {
            const std::uint32_t other = graph.neighborsOf(i)[j];
            QVERIFY(other != i && seen.insert(other).second);
            const long double distance = distanceOf(exact, row, other, metric);
            QVERIFY2(std::abs(graph.distancesOf(i)[j] - distance) <= tolerance * (1 + distance),
                     qPrintable(QStringLiteral("%1 %2").arg(i).arg(j)));
            QVERIFY(j == 0 || graph.distancesOf(i)[j - 1] <= graph.distancesOf(i)[j]);
        }
        const auto last = static_cast<long double>(graph.distancesOf(i).back());
        for (std::uint32_t other = 0; other < graph.points; ++other)
            if (other != i && !seen.contains(other))
                QVERIFY(distanceOf(exact, row, other, metric) >= last - tolerance * (1 + last));
    }
    std::set<std::uint32_t> all(graph.order.begin(), graph.order.end());
    QCOMPARE(all.size(), graph.points);
}

/// Some rows zero, some constant, some a multiple of another.
Matrix withoutDirection(std::size_t points, std::size_t dimensions) {
    Matrix matrix = gaussian(points, dimensions);
    for (Eigen::Index row = 0; row < matrix.rows(); row += 10) {
        matrix.row(row).setZero();
        matrix.row(row + 1).setConstant(0.1F * static_cast<float>(row + 1));
        matrix.row(row + 2) = 3 * matrix.row(row + 3);
    }
    return matrix;
}

double recallOf(const NeighborGraph& found, const NeighborGraph& truth) {
    std::size_t hits = 0;
    for (std::size_t i = 0; i < found.points; ++i)
        for (const float distance : found.distancesOf(i))
            hits += distance <= truth.distancesOf(i).back() ? 1 : 0;
    return static_cast<double>(hits) / static_cast<double>(found.points * found.k);
}

SparseMatrix sparse(const Matrix& matrix, float absent) {
    SparseMatrix result;
    result.rows = static_cast<std::size_t>(matrix.rows());
    result.columns = static_cast<std::size_t>(matrix.cols());
    for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
        for (Eigen::Index column = 0; column < matrix.cols(); ++column)
            if (matrix(row, column) != absent) {
                result.indices.push_back(static_cast<std::uint32_t>(column));
                result.values.push_back(matrix(row, column));
            }
        result.offsets.push_back(result.indices.size());
    }
    return result;
}

Shared take(const SparseMatrix& matrix, const Matrix& points, std::size_t k, bool similarities = false,
            Metric metric = Metric::Euclidean) {
    return withThreads(2, [&](RunContext& context) {
        return givenNeighbors({matrix, "cells.h5ad: obsp/graph", similarities}, points,
                              optionsOf(metric, NeighborMethod::Given, k), context);
    });
}

constexpr float none = -7;

/// Of four points: the first has three neighbours, two of them equally far, the second one at no distance,
/// the third itself alone, the fourth one.
Matrix fourPointGraph() {
    Matrix matrix = Matrix::Constant(4, 4, none);
    matrix(0, 1) = 2;
    matrix(0, 2) = 1;
    matrix(0, 3) = 1;
    matrix(1, 0) = 0;
    matrix(2, 2) = 5;
    matrix(3, 1) = 4;
    return matrix;
}

} // namespace

class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsBruteForce_data() {
        QTest::addColumn<int>("metric");
        QTest::addColumn<int>("method");
        for (const Metric metric : {Metric::Cosine, Metric::Correlation, Metric::Manhattan})
            for (const NeighborMethod method : {NeighborMethod::Automatic, NeighborMethod::Exact})
                QTest::addRow("%s, %s", nameOf(metric).data(), nameOf(method).data())
                    << static_cast<int>(metric) << static_cast<int>(method);
    }
    void equalsBruteForce() {
        QFETCH(int, metric);
        QFETCH(int, method);
        const auto options = optionsOf(static_cast<Metric>(metric), static_cast<NeighborMethod>(method), 20);
        for (const Matrix& points :
             {Matrix(referenceCells()), gaussianClusters(400, 7, 5, 3), lattice(300, 4),
              mostlyRepeated(300, 5), withoutDirection(200, 6), Matrix(Matrix::Constant(60, 3, 2.5F)),
              Matrix(gaussian(200, 11) * 1e15F)})
            verifyExact(points, *find(points, options), options.metric, 1e-6L);
    }

    // 1 − cos of points a hundred-thousandth of a right angle apart: float products would see nothing.
    void smallAnglesKeepTheirDigits() {
        Matrix points(4, 2);
        for (Eigen::Index row = 0; row < 4; ++row)
            points.row(row) << 1, 1e-3F * static_cast<float>(row * row);
        const auto graph = find(points, optionsOf(Metric::Cosine, NeighborMethod::Automatic, 3));
        const Rows exact = points.cast<long double>();
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < 3; ++j) {
                const long double expected =
                    distanceOf(exact, static_cast<Eigen::Index>(i), graph->neighborsOf(i)[j], Metric::Cosine);
                QVERIFY(std::abs(graph->distancesOf(i)[j] / expected - 1) < 1e-3L);
            }
    }

    void sameBitsAtAnyThreadCount_data() {
        QTest::addColumn<int>("metric");
        QTest::addColumn<int>("method");
        QTest::newRow("hnsw") << static_cast<int>(Metric::Euclidean)
                              << static_cast<int>(NeighborMethod::Hnsw);
        QTest::newRow("hnsw, manhattan")
            << static_cast<int>(Metric::Manhattan) << static_cast<int>(NeighborMethod::Hnsw);
        QTest::newRow("hnsw, cosine")
            << static_cast<int>(Metric::Cosine) << static_cast<int>(NeighborMethod::Hnsw);
        QTest::newRow("manhattan") << static_cast<int>(Metric::Manhattan)
                                   << static_cast<int>(NeighborMethod::Exact);
    }
    void sameBitsAtAnyThreadCount() {
        QFETCH(int, metric);
        QFETCH(int, method);
        const Matrix points = gaussianClusters(1500, 12, 8, 5);
        const auto options = optionsOf(static_cast<Metric>(metric), static_cast<NeighborMethod>(method), 30);
        const auto one = find(points, options, 1);
        for (const int threads : {2, 8}) {
            const auto many = find(points, options, threads);
            QVERIFY(sameBits(one->indices, many->indices));
            QVERIFY(sameBits(one->distances, many->distances));
            QVERIFY(one->order == many->order && one->recall == many->recall);
        }
    }

    void anIndexFindsAlmostAll_data() {
        QTest::addColumn<int>("metric");
        for (const Metric metric :
             {Metric::Euclidean, Metric::Cosine, Metric::Correlation, Metric::Manhattan})
            QTest::newRow(nameOf(metric).data()) << static_cast<int>(metric);
    }
    void anIndexFindsAlmostAll() {
        QFETCH(int, metric);
        const auto kind = static_cast<Metric>(metric);
        const Matrix points = gaussianClusters(3000, 30, 10, 9);
        const auto truth = find(points, optionsOf(kind, NeighborMethod::Exact, 60));
        const auto found = find(points, optionsOf(kind, NeighborMethod::Hnsw, 60));
        const double recall = recallOf(*found, *truth);
        QVERIFY2(recall >= 0.95, qPrintable(QString::number(recall)));
        QVERIFY2(std::abs(found->recall - recall) < 0.02, qPrintable(QString::number(found->recall)));
        // What both found is equally far: hnswlib's own distances are squares.
        for (std::size_t i = 0; i < 100; ++i)
            QCOMPARE(found->distancesOf(i)[0], truth->distancesOf(i)[0]);
    }

    // Asked for more than any index of so many points is sure to reach, and all of them.
    void anIndexMissesNothingOfFewPoints() {
        for (const Matrix& points : {gaussian(120, 5), mostlyRepeated(400, 6), lattice(300, 3),
                                     Matrix(Matrix::Constant(50, 3, 1.5F)), gaussian(3, 2),
                                     Matrix(twoFarClouds(200, 4)), Matrix(gaussian(150, 4) * 1e30F)}) {
            const auto k = static_cast<std::size_t>(points.rows()) - 1;
            const auto truth = find(points, optionsOf(Metric::Euclidean, NeighborMethod::Exact, k));
            const auto found = find(points, optionsOf(Metric::Euclidean, NeighborMethod::Hnsw, k));
            QVERIFY(sameBits(truth->indices, found->indices));
            QVERIFY(sameBits(truth->distances, found->distances));
        }
    }

    void manyManhattanPointsAreIndexed() {
        const Matrix points = gaussianClusters(2000, 10, 8, 5);
        NeighborOptions options = optionsOf(Metric::Manhattan, NeighborMethod::Automatic, 20);
        options.exactUpTo = 1000;
        const auto found = find(points, options);
        options.method = NeighborMethod::Hnsw;
        QVERIFY(sameBits(found->indices, find(points, options)->indices));
        options.method = NeighborMethod::Exact;
        QVERIFY(recallOf(*found, *find(points, options)) >= 0.95);
    }

    void theNearestReference_data() { anIndexFindsAlmostAll_data(); }
    void theNearestReference() {
        QFETCH(int, metric);
        const auto kind = static_cast<Metric>(metric);
        Matrix all = withoutDirection(700, 6);
        const Matrix references = all.topRows(200);
        const Matrix queries = all.bottomRows(500);
        const auto nearest = withThreads(
            2, [&](RunContext& context) { return nearestReferences(queries, references, context, kind); });
        const Rows exact = all.cast<long double>();
        for (Eigen::Index query = 0; query < 500; ++query) {
            const auto distanceTo = [&](Eigen::Index reference) {
                return distanceOf(exact, 200 + query, reference, kind);
            };
            long double least = std::numeric_limits<long double>::infinity();
            for (Eigen::Index reference = 0; reference < 200; ++reference)
                least = std::min(least, distanceTo(reference));
            QVERIFY(distanceTo(nearest[static_cast<std::size_t>(query)]) <= least + 1e-6L * (1 + least));
        }
    }

    void aGivenGraphOfUnequalRows() {
        const auto graph = take(sparse(fourPointGraph(), none), gaussian(4, 2), 90);
        QCOMPARE(graph->k, std::size_t{3});
        QCOMPARE(graph->counts, (std::vector<std::uint32_t>{3, 1, 0, 1}));
        const auto first = graph->neighborsOf(0);
        QCOMPARE(std::vector(first.begin(), first.end()), (std::vector<std::uint32_t>{2, 3, 1}));
        QCOMPARE(graph->distancesOf(0)[2], 2.0F);
        QCOMPARE(graph->neighborsOf(1)[0], 0U);
        QCOMPARE(graph->distancesOf(1)[0], 0.0F);
        QVERIFY(graph->neighborsOf(2).empty());
        QCOMPARE(graph->distancesOf(3)[0], 4.0F);
        QCOMPARE(std::set(graph->order.begin(), graph->order.end()).size(), std::size_t{4});
    }

    void aGivenGraphIsCutToTheNearest() {
        const auto graph = take(sparse(fourPointGraph(), none), gaussian(4, 2), 2);
        QCOMPARE(graph->k, std::size_t{2});
        QCOMPARE(graph->counts, (std::vector<std::uint32_t>{2, 1, 0, 1}));
        QCOMPARE(graph->neighborsOf(0)[1], 3U);
    }

    // A graph of what the search finds is the search's graph, whose rows are all full.
    void aGivenGraphOfFoundNeighbors() {
        const Matrix points = gaussianClusters(300, 5, 4, 2);
        const auto found = find(points, optionsOf(Metric::Euclidean, NeighborMethod::Exact, 12));
        Matrix distances = Matrix::Constant(300, 300, none);
        for (std::size_t i = 0; i < 300; ++i)
            for (std::size_t j = 0; j < 12; ++j)
                distances(static_cast<Eigen::Index>(i), found->neighborsOf(i)[j]) = found->distancesOf(i)[j];
        const auto given = take(sparse(distances, none), points, 12);
        QVERIFY(given->counts.empty());
        QVERIFY(sameBits(given->indices, found->indices));
        QVERIFY(sameBits(given->distances, found->distances));
    }

    // Similarities say who is a neighbour, the points how far.
    void similaritiesAreMeasured() {
        const Matrix points = gaussianClusters(300, 5, 4, 2);
        for (const Metric metric : {Metric::Euclidean, Metric::Cosine, Metric::Manhattan}) {
            const auto found = find(points, optionsOf(metric, NeighborMethod::Exact, 12));
            Matrix ties = Matrix::Constant(300, 300, none);
            for (std::size_t i = 0; i < 300; ++i) {
                for (std::size_t j = 0; j < 12; ++j)
                    ties(static_cast<Eigen::Index>(i), found->neighborsOf(i)[j]) =
                        1 / static_cast<float>(1 + j);
                const auto other = static_cast<Eigen::Index>((i + 150) % 300);
                if (ties(static_cast<Eigen::Index>(i), other) == none)
                    ties(static_cast<Eigen::Index>(i), other) = 0;
            }
            const auto given = take(sparse(ties, none), points, 12, true, metric);
            QVERIFY(sameBits(given->indices, found->indices));
            QVERIFY(sameBits(given->distances, found->distances));
        }
    }

    void badGraphsAreRefused_data() {
        QTest::addColumn<float>("value");
        QTest::addColumn<int>("points");
        QTest::addColumn<QString>("words");
        QTest::newRow("negative") << -1.0F << 4 << "points 4 and 2 lie a negative distance apart";
        QTest::newRow("infinite") << std::numeric_limits<float>::infinity() << 4
                                  << "points 4 and 2 lie no finite distance apart";
        QTest::newRow("other points") << 1.0F << 5 << "4 rows and 4 columns; neighbours of 5 points";
    }
    void badGraphsAreRefused() {
        QFETCH(float, value);
        QFETCH(int, points);
        QFETCH(QString, words);
        Matrix graph = fourPointGraph();
        graph(3, 1) = value;
        try {
            take(sparse(graph, none), gaussian(static_cast<std::size_t>(points), 2), 3);
            QFAIL("taken");
        } catch (const Error& error) {
            const QString sentence = QString::fromUtf8(error.what());
            QVERIFY2(sentence.startsWith(QLatin1String("cells.h5ad: obsp/graph")) && sentence.contains(words),
                     qPrintable(sentence));
        }
    }

    void aGraphWithoutNeighborsIsRefused() {
        QVERIFY_EXCEPTION_THROWN(take(sparse(Matrix::Identity(4, 4), 0), gaussian(4, 2), 3), Error);
    }

    void theIndexStops() {
        tbb::task_arena arena(2);
        std::stop_source source;
        RunContext::Hooks hooks;
        hooks.progress = [&](double fraction) {
            if (fraction > 0.3)
                source.request_stop();
        };
        RunContext context(arena, source.get_token(), hooks);
        QVERIFY_EXCEPTION_THROWN(findNeighbors(gaussianClusters(3000, 10, 5, 1),
                                               optionsOf(Metric::Manhattan, NeighborMethod::Hnsw, 20),
                                               context),
                                 Stopped);
    }

    void namesAreKnown() {
        for (const Metric metric :
             {Metric::Euclidean, Metric::Cosine, Metric::Correlation, Metric::Manhattan})
            QCOMPARE(metricFromName(nameOf(metric)), metric);
        for (const NeighborMethod method :
             {NeighborMethod::Automatic, NeighborMethod::Exact, NeighborMethod::Hnsw, NeighborMethod::Given})
            QCOMPARE(neighborMethodFromName(nameOf(method)), method);
        QVERIFY_EXCEPTION_THROWN(metricFromName("hamming"), Error);
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "test_metrics.moc"
