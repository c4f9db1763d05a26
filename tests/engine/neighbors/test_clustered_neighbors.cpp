// SPDX-License-Identifier: MIT
// The search through nearby clusters: its recall, its bits at any thread count and on any instruction set.
#include "brute_force.h"
#include "core/error.h"
#include "neighbors/neighbor_graph.h"
#include "test_points.h"
#include "test_support.h"

#include <QtTest>

#include <tbb/global_control.h>

#include <hwy/highway.h>

#include <mutex>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

constexpr std::size_t k = 30;

/// Never exact for want of points.
NeighborOptions clustered(double recall = 0.95) {
    return {.k = k, .recall = recall, .exactUpTo = 0, .seed = 5};
}

std::shared_ptr<const NeighborGraph> neighborsOf(const Matrix& points, const NeighborOptions& options,
                                                 int threads = 2) {
    return withThreads(threads, [&](RunContext& context) { return findNeighbors(points, options, context); });
}

struct Found {
    double recall;
    bool distancesRight;
};

/// What every `step`-th row holds of the true neighbours.
Found compare(const NeighborGraph& graph, const Matrix& points, std::size_t step) {
    std::size_t hits = 0;
    std::size_t wanted = 0;
    bool right = true;
    const auto dimensions = static_cast<std::size_t>(points.cols());
    for (std::size_t i = 0; i < graph.points; i += step) {
        const float* point = points.data() + i * dimensions;
        const auto expected = nearestByBruteForce(point, points, graph.points - 1, i);
        std::vector<float> trueDistance(graph.points);
        for (const auto& [distance, row] : expected)
            trueDistance[row] = distance;
        for (std::size_t j = 0; j < graph.k; ++j) {
            const std::uint32_t row = graph.neighborsOf(i)[j];
            const float distance = graph.distancesOf(i)[j];
            right &= row != i && std::abs(distance - trueDistance[row]) <= 1.2e-7F * distance;
            right &= j == 0 || std::pair(graph.distancesOf(i)[j - 1], graph.neighborsOf(i)[j - 1]) <
                                   std::pair(distance, row);
            hits += distance <= expected[graph.k - 1].first ? 1 : 0;
        }
        wanted += graph.k;
    }
    return {static_cast<double>(hits) / static_cast<double>(wanted), right};
}

bool sameGraph(const NeighborGraph& a, const NeighborGraph& b) {
    return sameBits(a.indices, b.indices) && sameBits(a.distances, b.distances) &&
           sameBits(a.order, b.order) && a.recall == b.recall;
}

} // namespace

class TestClusteredNeighbors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reachesTheRecallAskedFor_data() {
        QTest::addColumn<Matrix>("points");
        QTest::addColumn<double>("recall");
        QTest::addColumn<bool>("clustered");
        QTest::newRow("clusters") << gaussianClusters(20'000, 12, 60, 8) << 0.95 << true;
        QTest::newRow("clusters, nearly all") << gaussianClusters(20'000, 12, 60, 8) << 0.99 << true;
        QTest::newRow("a plane") << gaussian(20'000, 2) << 0.95 << true;
        QTest::newRow("one Gaussian of few dimensions") << gaussian(20'000, 6) << 0.95 << true;
        QTest::newRow("one Gaussian of 50 dimensions") << gaussian(8'000, 50) << 0.95 << false;
        QTest::newRow("many widths") << manyWidths(10'000, 6) << 0.95 << true;
        QTest::newRow("nine of ten repeated") << mostlyRepeated(40'000, 6) << 0.95 << true;
    }

    void reachesTheRecallAskedFor() {
        QFETCH(const Matrix, points);
        QFETCH(const double, recall);
        QFETCH(const bool, clustered);
        const auto graph = neighborsOf(points, ::clustered(recall));
        const auto [reached, distancesRight] = compare(*graph, points, 83);
        QVERIFY(distancesRight);
        // Not the points audited: 0.01 is several times what a sample of this size varies.
        QVERIFY2(reached >= recall - 0.01, qPrintable(QString::number(reached)));
        QVERIFY2(graph->recall >= recall && graph->recall < reached + 0.01,
                 qPrintable(QStringLiteral("%1, audited %2").arg(reached).arg(graph->recall)));
        if (clustered)
            QVERIFY2(graph->recall < 1, "searched exhaustively");
    }

    void isExactWhenAskedTo() {
        const Matrix points = gaussianClusters(3000, 10, 5, 8);
        const auto graph = neighborsOf(points, clustered(1));
        QCOMPARE(graph->recall, 1.0);
        QCOMPARE(compare(*graph, points, 7).recall, 1.0);
    }

    void sameBitsAtAnyThreadCount() {
        const tbb::global_control eight(tbb::global_control::max_allowed_parallelism, 8);
        const Matrix points = gaussianClusters(12'000, 10, 30, 2);
        const auto one = neighborsOf(points, clustered(), 1);
        QVERIFY(one->recall < 1);
        QVERIFY(sameGraph(*neighborsOf(points, clustered(), 2), *one));
        QVERIFY(sameGraph(*neighborsOf(points, clustered(), 8), *one));
    }

    void sameBitsOnEveryInstructionSet_data() {
        QTest::addColumn<Matrix>("points");
        QTest::newRow("few dimensions") << gaussian(6000, 5);
        QTest::newRow("clusters") << gaussianClusters(6000, 50, 20, 2);
        QTest::newRow("widths that are not seen from afar") << manyWidths(4000, 21);
        QTest::newRow("many dimensions") << gaussian(700, 1003);
    }

    void sameBitsOnEveryInstructionSet() {
        QFETCH(const Matrix, points);
        const auto expected = neighborsOf(points, clustered());
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(target);
            const auto graph = neighborsOf(points, clustered());
            QVERIFY2(sameGraph(*graph, *expected), hwy::TargetName(target));
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().DeInit();
    }

    void anotherSeedIsAnotherSearch() {
        const Matrix points = gaussian(6000, 8);
        NeighborOptions options = clustered();
        const auto one = neighborsOf(points, options);
        ++options.seed;
        QVERIFY(!sameGraph(*neighborsOf(points, options), *one));
    }

    void numbersNeighborsCloseTogether() {
        const Matrix points = gaussianClusters(20'000, 12, 60, 8);
        const auto graph = neighborsOf(points, clustered());
        std::vector<double> place(graph->points);
        for (std::size_t i = 0; i < graph->points; ++i)
            place[graph->order[i]] = static_cast<double>(i);
        double apart = 0;
        for (std::size_t i = 0; i < graph->points; ++i)
            for (const std::uint32_t neighbor : graph->neighborsOf(i))
                apart += std::abs(place[i] - place[neighbor]);
        apart /= static_cast<double>(graph->points * graph->k);
        // In the given order, clusters are dealt in turn: a third of all points on average.
        QVERIFY2(apart < static_cast<double>(graph->points) / 60, qPrintable(QString::number(apart)));
    }

    void progressGrowsToOne() {
        std::mutex mutex;
        std::vector<double> reported;
        tbb::task_arena arena(2);
        RunContext::Hooks hooks;
        hooks.progress = [&](double fraction) {
            const std::lock_guard lock(mutex);
            reported.push_back(fraction);
        };
        RunContext context(arena, {}, hooks);
        findNeighbors(gaussianClusters(12'000, 10, 30, 2), clustered(), context);
        QVERIFY(reported.size() > 50);
        QVERIFY(std::is_sorted(reported.begin(), reported.end()));
        QCOMPARE(reported.back(), 1.0);
    }

    void stopsWhereverItIs() {
        const Matrix points = gaussianClusters(12'000, 10, 30, 2);
        for (const double at : {0.0, 0.03, 0.1, 0.15, 0.5}) {
            std::stop_source source;
            tbb::task_arena arena(2);
            RunContext::Hooks hooks;
            hooks.progress = [&](double fraction) {
                if (fraction >= at)
                    source.request_stop();
            };
            RunContext context(arena, source.get_token(), hooks);
            QVERIFY_EXCEPTION_THROWN(findNeighbors(points, clustered(), context), shoal::Stopped);
        }
    }
};

QTEST_APPLESS_MAIN(TestClusteredNeighbors)
#include "test_clustered_neighbors.moc"
