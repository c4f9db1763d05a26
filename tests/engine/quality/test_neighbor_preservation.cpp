// SPDX-License-Identifier: MIT
// KNN and trustworthiness against ranks counted one by one, against scikit-learn, and where they are known.
#include "../neighbors/brute_force.h"
#include "../neighbors/test_points.h"
#include "measured_points.h"
#include "quality/neighbor_preservation.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

Q_DECLARE_METATYPE(shoal::Matrix)

namespace {

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

NeighborPreservation measured(const Matrix& data, const Matrix& embedding, std::size_t k,
                              std::size_t queries = all, std::uint64_t seed = 1, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        const auto graph = findNeighbors(embedding, {.k = k, .recall = 1}, context);
        return comparePreserved(data, *graph, queries, seed, context);
    });
}

std::vector<float> distancesFrom(std::size_t query, const Matrix& points) {
    std::vector<float> distances(static_cast<std::size_t>(points.rows()));
    for (std::size_t row = 0; row < distances.size(); ++row)
        distances[row] = static_cast<float>((points.row(static_cast<Eigen::Index>(query)).cast<double>() -
                                             points.row(static_cast<Eigen::Index>(row)).cast<double>())
                                                .norm());
    return distances;
}

struct Expected {
    std::vector<double> shares; ///< of each query
    std::vector<double> trust;
};

Expected expectedOf(const Matrix& data, const Matrix& embedding, std::size_t k,
                    const std::vector<std::uint32_t>& queries) {
    Expected expected;
    const auto points = static_cast<std::size_t>(data.rows());
    for (const std::size_t query : queries) {
        const std::vector<float> distances = distancesFrom(query, data);
        double share = 0;
        double excess = 0;
        for (const auto& [distance, neighbor] :
             nearestByBruteForce(embedding.data() + query * static_cast<std::size_t>(embedding.cols()),
                                 embedding, k, query)) {
            std::size_t rank = 1;
            for (std::size_t row = 0; row < points; ++row)
                rank += row != query && distances[row] < distances[neighbor] ? 1 : 0;
            share += rank <= k ? 1.0 / static_cast<double>(k) : 0;
            excess += rank <= k ? 0 : static_cast<double>(rank - k);
        }
        expected.shares.push_back(share);
        expected.trust.push_back(1 - 2 * excess / static_cast<double>(k * (2 * points - 3 * k - 1)));
    }
    return expected;
}

double meanOf(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

/// Of the mean of values drawn without replacement from `from` values.
double errorOf(const std::vector<double>& values, std::size_t from) {
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const auto count = static_cast<double>(values.size());
    return std::sqrt(squares / (count - 1) / count * (1 - count / static_cast<double>(from)));
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

void addRow(const char* name, const Matrix& data, const Matrix& embedding, std::size_t k) {
    QTest::newRow(name) << data << embedding << static_cast<qulonglong>(k);
}

} // namespace

class TestNeighborPreservation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsRanksCountedOneByOne_data() {
        QTest::addColumn<Matrix>("data");
        QTest::addColumn<Matrix>("embedding");
        QTest::addColumn<qulonglong>("k");
        const Projected clusters = projectedClusters(600, 12);
        addRow("clusters", clusters.data, clusters.embedding, 10);
        addRow("one neighbour", clusters.data, clusters.embedding, 1);
        addRow("as many as there may be", clusters.data.topRows(41), clusters.embedding.topRows(41), 20);
        addRow("unrelated", gaussian(500, 7), gaussian(500, 2, 9), 10);
        addRow("an embedding of three dimensions", gaussian(300, 7), gaussian(300, 7).leftCols(3), 10);
        addRow("many dimensions", gaussian(150, 3001), gaussian(150, 2, 9), 10);
        addRow("repeated in the data", mostlyRepeated(500, 4), gaussian(500, 2, 9), 10);
        addRow("repeated in the embedding", gaussian(500, 4), mostlyRepeated(500, 2), 10);
        addRow("lattices", lattice(600, 5), lattice(600, 5).rightCols(2), 10);
        addRow("far from the origin", (gaussian(400, 6).array() + 3000.0F).matrix(), gaussian(400, 2), 10);
        addRow("very large", gaussian(300, 6) * 1e30F, gaussian(300, 2), 10);
        addRow("very small", gaussian(300, 6) * 1e-38F, gaussian(300, 2), 10);
        addRow("three points", gaussian(3, 2), gaussian(3, 2, 9), 1);
    }

    void equalsRanksCountedOneByOne() {
        QFETCH(const Matrix, data);
        QFETCH(const Matrix, embedding);
        QFETCH(const qulonglong, k);
        const auto points = static_cast<std::size_t>(data.rows());
        const NeighborPreservation found = measured(data, embedding, k);
        const Expected expected = expectedOf(data, embedding, k, sampleRows(points, all, 0));
        QVERIFY2(near(found.overlap.value, meanOf(expected.shares)),
                 qPrintable(QString::number(found.overlap.value)));
        QVERIFY2(near(found.trustworthiness.value, meanOf(expected.trust)),
                 qPrintable(QString::number(found.trustworthiness.value)));
        for (const Score& score : {found.overlap, found.trustworthiness}) {
            QCOMPARE(score.sampled, std::size_t{0});
            QCOMPARE(score.standardError, 0.0);
        }
    }

    void equalsScikitLearn() {
        const Matrix cells = referenceCells();
        const Matrix embedding = referenceComponents(0);
        const NeighborPreservation ten = measured(cells, embedding, 10);
        QVERIFY(near(ten.overlap.value, referenceValue("knn_10")));
        QVERIFY(near(ten.trustworthiness.value, referenceValue("trustworthiness_10")));
        QVERIFY(
            near(measured(cells, embedding, 15).trustworthiness.value, referenceValue("trustworthiness_15")));
    }

    void allIsKeptByTheDataItself_data() {
        QTest::addColumn<Matrix>("points");
        QTest::newRow("a plane") << gaussian(800, 2);
        QTest::newRow("a lattice") << lattice(800, 2);
        QTest::newRow("repeated") << mostlyRepeated(800, 2);
        QTest::newRow("two far clouds") << twoFarClouds(800, 2);
        QTest::newRow("many widths") << manyWidths(800, 2);
    }

    void allIsKeptByTheDataItself() {
        QFETCH(const Matrix, points);
        const NeighborPreservation found = measured(points, points, 10);
        QCOMPARE(found.overlap.value, 1.0);
        QCOMPARE(found.trustworthiness.value, 1.0);
    }

    // Which of equally near points come first is nothing that an embedding could keep.
    void equallyNearIsEquallyGood() {
        const NeighborPreservation found = measured(Matrix::Ones(300, 4), gaussian(300, 2), 10);
        QCOMPARE(found.overlap.value, 1.0);
        QCOMPARE(found.trustworthiness.value, 1.0);
    }

    void sampleIsMeasuredAgainstAllPoints() {
        const Projected clusters = projectedClusters(900, 8);
        const NeighborPreservation found = measured(clusters.data, clusters.embedding, 10, 250, 5);
        const Expected expected = expectedOf(clusters.data, clusters.embedding, 10, sampleRows(900, 250, 5));
        QVERIFY(near(found.overlap.value, meanOf(expected.shares)));
        QVERIFY(near(found.trustworthiness.value, meanOf(expected.trust)));
        QVERIFY(near(found.overlap.standardError, errorOf(expected.shares, 900)));
        QVERIFY(near(found.trustworthiness.standardError, errorOf(expected.trust, 900)));
        QCOMPARE(found.overlap.sampled, std::size_t{250});
        QCOMPARE(found.trustworthiness.sampled, std::size_t{250});
        QVERIFY(measured(clusters.data, clusters.embedding, 10, 250, 6).overlap.value != found.overlap.value);
    }

    void errorIsThatOfDrawing() {
        const Projected clusters = projectedClusters(900, 8);
        const double whole = measured(clusters.data, clusters.embedding, 10).overlap.value;
        constexpr int draws = 60;
        double squares = 0;
        double expected = 0;
        for (std::uint64_t seed = 0; seed < draws; ++seed) {
            const Score score = measured(clusters.data, clusters.embedding, 10, 300, seed).overlap;
            squares += (score.value - whole) * (score.value - whole) / draws;
            expected += score.standardError * score.standardError / draws;
        }
        const double ratio = squares / expected; // 1 ± 0.18 for 60 normal numbers
        QVERIFY2(ratio > 0.5 && ratio < 1.7, qPrintable(QString::number(ratio)));
    }

    void comparesFewerThanHalfOfThePoints() {
        const std::vector<std::pair<std::size_t, std::size_t>> expected{
            {0, 0}, {1, 0}, {2, 0}, {3, 1}, {4, 1}, {5, 2}, {20, 9}, {21, 10}, {22, 10}, {1000, 10}};
        for (const auto& [points, k] : expected)
            QCOMPARE(comparableNeighbors(points, 10), k);
    }
};

QTEST_APPLESS_MAIN(TestNeighborPreservation)
#include "test_neighbor_preservation.moc"
