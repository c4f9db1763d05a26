// SPDX-License-Identifier: MIT
// P as a whole: against a double oracle, against openTSNE, its symmetry, sums and bits.
#include "affinity/affinities.h"
#include "affinity/row_calibration.h"
#include "affinity/symmetrization.h"
#include "brute_force_graph.h"
#include "core/error.h"
#include "dense_affinities.h"
#include "test_support.h"

#include <QtTest>

#include <limits>

using namespace shoal;
using namespace shoal::test;

namespace {

std::shared_ptr<const Affinities> affinitiesOf(const NeighborGraph& graph, double perplexity,
                                               int threads = 2) {
    return withThreads(
        threads, [&](RunContext& context) { return perplexityAffinities(graph, {perplexity}, context); });
}

// Bisection in double on the nearest `used` neighbours, dense symmetrisation.
Eigen::MatrixXd oracle(const NeighborGraph& graph, std::size_t used, double perplexity) {
    const auto points = static_cast<Eigen::Index>(graph.points);
    Eigen::MatrixXd conditional = Eigen::MatrixXd::Zero(points, points);
    for (std::size_t i = 0; i < graph.points; ++i) {
        Eigen::ArrayXd squared(static_cast<Eigen::Index>(used));
        for (std::size_t j = 0; j < used; ++j)
            squared[static_cast<Eigen::Index>(j)] =
                std::pow(static_cast<double>(graph.distances[i * graph.k + j]), 2);
        squared -= squared[0];
        double low = 0;
        double high = 1e12;
        Eigen::ArrayXd p;
        for (int step = 0; step < 400; ++step) {
            const double precision = low > 0 ? std::sqrt(low * high) : high * 1e-12;
            p = (-precision * squared).exp();
            p /= p.sum();
            const double entropy = -(p > 0).select(p * (p + (p <= 0).cast<double>()).log(), 0.0).sum();
            (entropy > std::log(perplexity) ? low : high) = precision;
        }
        for (std::size_t j = 0; j < used; ++j)
            conditional(static_cast<Eigen::Index>(i), graph.indices[i * graph.k + j]) =
                p[static_cast<Eigen::Index>(j)];
    }
    const Eigen::MatrixXd joint = conditional + conditional.transpose();
    return joint / joint.sum();
}

// The precision of rows that all have the distances of the first, by bisection.
double rowSlope(const NeighborGraph& graph, double perplexity) {
    double low = 0;
    double high = 1e6;
    for (int step = 0; step < 200; ++step) {
        const double slope = (low + high) / 2;
        double sum = 0;
        double mean = 0;
        for (const float distance : graph.distancesOf(0)) {
            const double excess = std::pow(distance, 2) - std::pow(graph.distances[0], 2);
            sum += std::exp(-slope * excess);
            mean += slope * excess * std::exp(-slope * excess);
        }
        (std::log(sum) + mean / sum > std::log(perplexity) ? low : high) = slope;
    }
    return low;
}

// Many points with few neighbours, so that every level of blocks has more than one part. Every row has the
// same distances.
NeighborGraph ringGraph() {
    constexpr std::size_t points = 200'000;
    constexpr std::size_t k = 6;
    NeighborGraph graph;
    graph.points = points;
    graph.k = k;
    graph.indices = Buffer<std::uint32_t>(points * k);
    graph.distances = Buffer<float>(points * k);
    graph.order.resize(points);
    for (std::size_t i = 0; i < points; ++i) {
        // Neighbours on a ring near and far, and one of a hundred hubs that two thousand points name.
        const std::size_t others[k] = {i + 1,          i + points - 1, i + 2,
                                       i + points / 3, i + points / 2, 70'000 + i % 100};
        const bool hubIsFree = std::abs(static_cast<double>(others[5]) - static_cast<double>(i)) > 2 &&
                               others[3] % points != others[5] && others[4] % points != others[5];
        for (std::size_t j = 0; j < k; ++j) {
            const std::size_t other = j < 5 || hubIsFree ? others[j] : i + 10;
            graph.indices[i * k + j] = static_cast<std::uint32_t>(other % points);
            graph.distances[i * k + j] = 2.0f + static_cast<float>(j) / 8;
        }
    }
    shuffleOrder(graph, 7);
    return graph;
}

} // namespace

class TestAffinities : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheOracleInAnyStorageOrder();
    void equalsOpenTsne();
    void isSymmetricSortedAndSumsToOne();
    void severalBucketsBlocksAndGroups();
    void groupsDoNotShow();
    void sameBitsAtAnyThreadCount();
    void lowerPerplexityReusesALargerGraph();
    void tooGreatAPerplexityBecomesAThirdOfTheNeighbors();
    void tinySets_data();
    void tinySets();
    void manyDuplicates();
    void twoFarComponents();
    void refusesImpossiblePerplexities_data();
    void refusesImpossiblePerplexities();
    void countsNeighbors();
    void stops();
};

void TestAffinities::equalsTheOracleInAnyStorageOrder() {
    const Matrix points = gaussianClusters(301, 7, 4, 1);
    NeighborGraph graph = bruteForceGraph(points, 60);
    const Eigen::MatrixXd expected = oracle(graph, 60, 20);
    const double worst = worstRelativeError(dense(*affinitiesOf(graph, 20)), expected);
    QVERIFY2(worst < 1e-6, qPrintable(QString::number(worst)));
    shuffleOrder(graph, 17);
    const auto shuffled = affinitiesOf(graph, 20);
    QVERIFY(shuffled->pointOfRow == graph.order);
    QVERIFY(worstRelativeError(dense(*shuffled), expected) < 1e-6);
}

void TestAffinities::equalsOpenTsne() {
    struct Entry {
        std::uint32_t row;
        std::uint32_t column;
        float weight;
    };
    const auto entries = readReference<Entry>("pbmc3k_200_perplexity20.joint");
    QVERIFY(entries.size() > 5000);
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(200, 200);
    for (const Entry& entry : entries)
        expected(entry.row, entry.column) = expected(entry.column, entry.row) = entry.weight;
    const auto affinities = affinitiesOf(bruteForceGraph(referenceCells(), 60), 20);
    QCOMPARE(affinities->weights.size(), 2 * entries.size());
    const double worst = worstRelativeError(dense(*affinities), expected);
    QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
}

void TestAffinities::isSymmetricSortedAndSumsToOne() {
    NeighborGraph graph = bruteForceGraph(gaussianClusters(500, 10, 5, 2), 45);
    shuffleOrder(graph, 3);
    const auto affinities = affinitiesOf(graph, 15);
    verifyShape(*affinities);
    QCOMPARE(affinities->perplexity, 15.0);
}

// The expected p of a pair follows from who names whom.
void TestAffinities::severalBucketsBlocksAndGroups() {
    const NeighborGraph graph = ringGraph();
    const std::size_t points = graph.points;
    const std::size_t k = graph.k;
    const auto affinities = affinitiesOf(graph, 2);

    const double slope = rowSlope(graph, 2);
    double expectedSum = 0;
    for (std::size_t j = 0; j < k; ++j)
        expectedSum += std::exp(-slope * std::pow(graph.distances[j], 2));
    const auto conditional = [&](std::size_t from, std::size_t to) {
        double weight = 0;
        for (std::size_t j = 0; j < k; ++j)
            if (graph.indices[from * k + j] == to)
                weight = std::exp(-slope * std::pow(graph.distances[j], 2)) / expectedSum;
        return weight;
    };
    double sum = 0;
    for (std::size_t row = 0; row < points; ++row) {
        for (std::uint64_t e = affinities->rowOffsets[row]; e < affinities->rowOffsets[row + 1]; ++e) {
            const std::size_t here = affinities->pointOfRow[row];
            const std::size_t there = affinities->pointOfRow[affinities->columns[e]];
            const double expected =
                (conditional(here, there) + conditional(there, here)) / (2.0 * static_cast<double>(points));
            QVERIFY(std::abs(affinities->weights[e] / expected - 1) < 1e-6);
            QVERIFY(e == affinities->rowOffsets[row] || affinities->columns[e - 1] < affinities->columns[e]);
            sum += affinities->weights[e];
        }
    }
    // Each is right and they sum to 1: none is missing.
    QVERIFY(std::abs(sum - 1) < 1e-6);
}

// The memory that may be used at a time changes nothing else.
void TestAffinities::groupsDoNotShow() {
    NeighborGraph graph = bruteForceGraph(gaussianClusters(3000, 3, 4, 12), 90);
    shuffleOrder(graph, 7);
    const auto whole = affinitiesOf(graph, 30);
    ConditionalWeights conditional{graph, graph.k, Buffer<float>(graph.points * graph.k)};
    Buffer<double> scratch(calibrationScratch(graph.k));
    for (std::size_t row = 0; row < graph.points; ++row) {
        double start = 0;
        calibrateRow({graph.distancesOf(graph.order[row]).data(), graph.k, graph.k, 1}, 30, scratch.data(),
                     start, conditional.weights.data() + row * graph.k);
    }
    const auto inGroups = [&](std::size_t atATime) {
        Affinities result;
        withThreads(2, [&](RunContext& context) {
            symmetrize(
                conditional, result, context, [](double) {}, Joining::Mean, atATime);
        });
        return result;
    };
    const Affinities one = inGroups(entriesAtATime);
    const Affinities several = inGroups(1);
    QVERIFY(sameBits(one.rowOffsets, several.rowOffsets));
    QVERIFY(sameBits(one.columns, several.columns));
    QVERIFY(sameBits(one.weights, several.weights));
    QCOMPARE(one.entropy, several.entropy);
    QVERIFY(sameBits(one.columns, whole->columns));
}

void TestAffinities::sameBitsAtAnyThreadCount() {
    NeighborGraph clusters = bruteForceGraph(gaussianClusters(2000, 5, 6, 3), 90);
    shuffleOrder(clusters, 7);
    NeighborGraph ring = ringGraph();
    // Distances that differ from row to row, so that where a search starts shows in the last bits.
    for (std::size_t i = 0; i < ring.distances.size(); ++i)
        ring.distances[i] *= 1 + static_cast<float>(i / ring.k % 1009 * (i % ring.k)) / 2048;
    for (const auto& [graph, perplexity] : {std::pair{&clusters, 30.0}, std::pair{&ring, 2.0}}) {
        const auto one = affinitiesOf(*graph, perplexity, 1);
        for (const int threads : {2, 8}) {
            const auto many = affinitiesOf(*graph, perplexity, threads);
            QVERIFY(sameBits(one->rowOffsets, many->rowOffsets));
            QVERIFY(sameBits(one->columns, many->columns));
            QVERIFY(sameBits(one->weights, many->weights));
            QVERIFY(one->entropy == many->entropy);
        }
    }
}

void TestAffinities::lowerPerplexityReusesALargerGraph() {
    const Matrix points = gaussianClusters(400, 6, 3, 4);
    const auto own = affinitiesOf(bruteForceGraph(points, 31), 10.5);
    const auto reused = affinitiesOf(bruteForceGraph(points, 120), 10.5);
    QVERIFY(sameBits(own->rowOffsets, reused->rowOffsets));
    QVERIFY(sameBits(own->columns, reused->columns));
    QVERIFY(sameBits(own->weights, reused->weights));
}

void TestAffinities::tooGreatAPerplexityBecomesAThirdOfTheNeighbors() {
    const NeighborGraph graph = bruteForceGraph(gaussianClusters(100, 4, 1, 5), 50);
    const auto affinities = affinitiesOf(graph, 1000);
    QCOMPARE(affinities->perplexity, 50.0 / 3);
    const double worst = worstRelativeError(dense(*affinities), oracle(graph, 50, 50.0 / 3));
    QVERIFY2(worst < 1e-6, qPrintable(QString::number(worst)));
}

void TestAffinities::tinySets_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("duplicates");
    for (int count = 1; count <= 5; ++count) {
        QTest::addRow("%d points", count) << count << false;
        QTest::addRow("%d equal points", count) << count << true;
    }
}

void TestAffinities::tinySets() {
    QFETCH(int, count);
    QFETCH(bool, duplicates);
    const auto points = static_cast<std::size_t>(count);
    const Matrix matrix =
        duplicates ? Matrix(Matrix::Constant(count, 3, 2.5f)) : gaussianClusters(points, 3, 1, 6);
    const auto affinities = affinitiesOf(bruteForceGraph(matrix, points - 1), 30);
    if (count == 1) {
        QCOMPARE(affinities->rowOffsets.size(), std::size_t{2});
        QCOMPARE(affinities->rowOffsets[1], std::uint64_t{0});
        QVERIFY(affinities->weights.empty());
        QCOMPARE(affinities->entropy, 0.0);
        return;
    }
    verifyShape(*affinities);
    if (duplicates) {
        const double expected = 1.0 / (count * (count - 1.0));
        for (const float weight : affinities->weights)
            QVERIFY(std::abs(weight / expected - 1) < 1e-6);
    }
}

// Nine of ten points coincide: each of them has only neighbours at distance 0.
void TestAffinities::manyDuplicates() {
    Matrix points = gaussianClusters(400, 5, 2, 7);
    for (Eigen::Index i = 0; i < points.rows(); ++i)
        if (i % 10)
            points.row(i).setConstant(1);
    const auto affinities = affinitiesOf(bruteForceGraph(points, 60), 20);
    verifyShape(*affinities);
}

void TestAffinities::twoFarComponents() {
    Matrix points = gaussianClusters(120, 3, 1, 8);
    points.bottomRows(20).array() += 1e15f;
    const auto affinities = affinitiesOf(bruteForceGraph(points, 90), 30);
    verifyShape(*affinities);
}

void TestAffinities::refusesImpossiblePerplexities_data() {
    QTest::addColumn<double>("perplexity");
    QTest::newRow("zero") << 0.0;
    QTest::newRow("below one") << 0.999;
    QTest::newRow("negative") << -5.0;
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity();
}

void TestAffinities::refusesImpossiblePerplexities() {
    QFETCH(double, perplexity);
    const NeighborGraph graph = bruteForceGraph(gaussianClusters(20, 2, 1, 9), 9);
    QVERIFY_EXCEPTION_THROWN(affinitiesOf(graph, perplexity), Error);
}

void TestAffinities::countsNeighbors() {
    QCOMPARE(neighborsForPerplexity(1000, 30), std::size_t{90});
    QCOMPARE(neighborsForPerplexity(1000, 30.5), std::size_t{91});
    QCOMPARE(neighborsForPerplexity(50, 30), std::size_t{49});
    QCOMPARE(neighborsForPerplexity(2, 30), std::size_t{1});
    QCOMPARE(neighborsForPerplexity(1, 30), std::size_t{1});
    QCOMPARE(neighborsForPerplexity(50, 0.1), std::size_t{1});
}

void TestAffinities::stops() {
    const NeighborGraph graph = bruteForceGraph(gaussianClusters(200, 3, 1, 10), 30);
    tbb::task_arena arena(2);
    std::stop_source source;
    double seen = 0;
    // The first report of the symmetrisation stops the run: what follows must not be reached.
    RunContext::Hooks hooks;
    hooks.progress = [&](double fraction) {
        seen = std::max(seen, fraction);
        source.request_stop();
    };
    RunContext context(arena, source.get_token(), hooks);
    QVERIFY_EXCEPTION_THROWN(perplexityAffinities(graph, {10}, context), Stopped);
    QVERIFY(seen > 0 && seen < 1);
}

QTEST_APPLESS_MAIN(TestAffinities)
#include "test_affinities.moc"
