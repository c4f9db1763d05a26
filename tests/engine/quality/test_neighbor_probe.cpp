// SPDX-License-Identifier: MIT
// The neighbours a forming map keeps: against ranks by all distances in every metric, against the measure of
// finished maps, and where they are known.
#include "../neighbors/test_points.h"
#include "core/error.h"
#include "measured_points.h"
#include "neighbors/neighbor_graph.h"
#include "quality/neighbor_preservation.h"
#include "quality/neighbor_probe.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)
Q_DECLARE_METATYPE(shoal::Metric)

namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

KeptNeighbors measured(const Matrix& data, const Positions& map, std::size_t count = all,
                       Metric metric = Metric::Euclidean, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        const auto probe = findNeighborProbe(std::make_shared<const Matrix>(data), count, metric, 1, context);
        return keptNeighbors(*probe, map, context);
    });
}

float distance(const Matrix& points, std::size_t a, std::size_t b, Metric metric) {
    Eigen::RowVectorXd x = points.row(static_cast<Eigen::Index>(a)).cast<double>();
    Eigen::RowVectorXd y = points.row(static_cast<Eigen::Index>(b)).cast<double>();
    if (metric == Metric::Manhattan)
        return static_cast<float>((x - y).lpNorm<1>());
    if (metric == Metric::Euclidean)
        return static_cast<float>((x - y).norm());
    if (metric == Metric::Correlation) {
        x.array() -= x.mean();
        y.array() -= y.mean();
    }
    return static_cast<float>(1 - x.dot(y) / (x.norm() * y.norm()));
}

/// Shares by ranks of distances, all of them measured.
std::vector<float> sharesByRanks(const Matrix& data, const Positions& map,
                                 const std::vector<std::uint32_t>& rows, std::size_t k, Metric metric) {
    const auto points = static_cast<std::size_t>(data.rows());
    std::vector<float> shares;
    for (const std::uint32_t row : rows) {
        std::vector<std::pair<float, std::size_t>> inMap;
        std::vector<float> inData(points);
        for (std::size_t other = 0; other < points; ++other) {
            inData[other] = other == row ? 0 : distance(data, row, other, metric);
            if (other != row)
                inMap.emplace_back(distance(map, row, other, Metric::Euclidean), other);
        }
        std::ranges::sort(inMap);
        int kept = 0;
        for (std::size_t i = 0; i < k; ++i) {
            std::size_t nearer = 0;
            for (std::size_t other = 0; other < points; ++other)
                nearer += other != row && inData[other] < inData[inMap[i].second] ? 1 : 0;
            kept += nearer < k ? 1 : 0;
        }
        shares.push_back(static_cast<float>(kept) / static_cast<float>(k));
    }
    return shares;
}

void addRow(const char* name, const Matrix& data, const Matrix& map, Metric metric = Metric::Euclidean) {
    QTest::newRow(name) << data << map << metric;
}

} // namespace

class TestNeighborProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsRanksOfAllDistances_data() {
        QTest::addColumn<Matrix>("data");
        QTest::addColumn<Matrix>("map");
        QTest::addColumn<Metric>("metric");
        const Projected clusters = projectedClusters(600, 12);
        addRow("clusters", clusters.data, clusters.embedding);
        addRow("unrelated", gaussian(500, 7), gaussian(500, 2, 9));
        addRow("three points", gaussian(3, 2), gaussian(3, 2, 9));
        addRow("twelve points", gaussian(12, 5), gaussian(12, 2, 9));
        addRow("repeated in the data", mostlyRepeated(500, 4), gaussian(500, 2, 9));
        addRow("repeated in the map", gaussian(500, 4), mostlyRepeated(500, 2));
        addRow("lattices", lattice(600, 5), lattice(600, 5).rightCols(2));
        addRow("Manhattan", clusters.data, clusters.embedding, Metric::Manhattan);
        addRow("Manhattan on a lattice", lattice(600, 5), lattice(600, 5).rightCols(2), Metric::Manhattan);
        addRow("cosine", clusters.data, clusters.embedding, Metric::Cosine);
        addRow("correlation", clusters.data, clusters.embedding, Metric::Correlation);
    }

    void equalsRanksOfAllDistances() {
        QFETCH(const Matrix, data);
        QFETCH(const Matrix, map);
        QFETCH(const Metric, metric);
        const auto points = static_cast<std::size_t>(data.rows());
        std::vector<std::uint32_t> rows(points);
        std::iota(rows.begin(), rows.end(), 0U);
        const KeptNeighbors kept = measured(data, map, all, metric);
        QCOMPARE(kept.shares, sharesByRanks(data, map, rows, comparableNeighbors(points, 10), metric));
        QCOMPARE(kept.mean.sampled, std::size_t{0});
        QCOMPARE(kept.mean.standardError, 0.0);
    }

    // Rows that are multiples of each other have the same direction, and so the same neighbours.
    void directionsThatAreSharedAreTies() {
        const Matrix base = gaussian(40, 6);
        Matrix data(400, 6);
        for (Eigen::Index row = 0; row < 400; ++row)
            data.row(row) = base.row(row % 40) * std::pow(2.0F, static_cast<float>(row / 40));
        Positions map(400, 2);
        for (Eigen::Index row = 0; row < 400; ++row)
            map.row(row) << static_cast<float>(row % 40), static_cast<float>(row) * 1e-4F;
        // Nine share the direction of each point, and are its nearest in the map; the tenth there is of a
        // neighbouring place, and all ten that have its direction are as near in the data as each other.
        const KeptNeighbors kept = measured(data, map, all, Metric::Cosine);
        for (const float share : kept.shares)
            QVERIFY(share >= 0.9F);
        const KeptNeighbors ofLengths = measured(data, map, all, Metric::Euclidean);
        QVERIFY(ofLengths.mean.value < 0.5);
    }

    void equalsTheMeasureOfFinishedMaps() {
        const Projected clusters = projectedClusters(900, 8);
        const KeptNeighbors kept = measured(clusters.data, clusters.embedding, 250);
        const NeighborPreservation finished = withThreads(2, [&](RunContext& context) {
            const auto graph = findNeighbors(clusters.embedding, {.k = 10, .recall = 1}, context);
            return comparePreserved(clusters.data, *graph, 250, 1, context);
        });
        QCOMPARE(kept.shares.size(), std::size_t{250});
        QVERIFY(std::abs(kept.mean.value - finished.overlap.value) < 1e-7);
        QVERIFY(std::abs(kept.mean.standardError - finished.overlap.standardError) < 1e-7);
        QCOMPARE(kept.mean.sampled, std::size_t{250});
    }

    void allIsKeptByTheDataItself() {
        for (const Matrix& plane : {gaussian(3000, 2), lattice(3000, 2), mostlyRepeated(3000, 2)})
            QCOMPARE(measured(plane, plane).mean.value, 1.0);
    }

    void aMapOfChanceKeepsWhatChanceKeeps() {
        const KeptNeighbors kept = measured(gaussian(4000, 10), gaussian(4000, 2, 9));
        QVERIFY2(kept.mean.value < 0.006,
                 qPrintable(QString::number(kept.mean.value))); // 10 of 3,999: 0.0025
    }

    void isTheSameAtAnyThreadCount() {
        const Projected clusters = projectedClusters(3000, 8);
        const KeptNeighbors one = measured(clusters.data, clusters.embedding, 700, Metric::Euclidean, 1);
        for (const int threads : {2, 8}) {
            const KeptNeighbors other =
                measured(clusters.data, clusters.embedding, 700, Metric::Euclidean, threads);
            QVERIFY(sameBits(other.shares, one.shares));
            QCOMPARE(other.mean.value, one.mean.value);
        }
    }

    void saysWhatItCannotMeasure() {
        QVERIFY_EXCEPTION_THROWN(measured(gaussian(2, 4), gaussian(2, 2)), Error);
        QVERIFY_EXCEPTION_THROWN(measured(gaussian(40, 4), gaussian(39, 2)), Error);
    }

    void stops() {
        std::stop_source stop;
        stop.request_stop();
        tbb::task_arena arena(1);
        RunContext stopped(arena, stop.get_token());
        const auto features = std::make_shared<const Matrix>(gaussian(500, 4));
        QVERIFY_EXCEPTION_THROWN(findNeighborProbe(features, 100, Metric::Euclidean, 1, stopped), Stopped);
        RunContext context(arena);
        const auto probe = findNeighborProbe(features, 100, Metric::Euclidean, 1, context);
        QVERIFY_EXCEPTION_THROWN(keptNeighbors(*probe, gaussian(500, 2), stopped), Stopped);
    }
};

QTEST_APPLESS_MAIN(TestNeighborProbe)
#include "test_neighbor_probe.moc"
