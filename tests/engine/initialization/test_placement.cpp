// SPDX-License-Identifier: MIT
#include "initialization/placement.h"

#include "core/error.h"
#include "core/random.h"
#include "test_support.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace shoal;
using namespace shoal::test;

namespace {

Positions somePositions(std::size_t points, double scale) {
    Positions positions = gaussianClusters(points, 2, 3, 31);
    positions *= static_cast<float>(scale);
    return positions;
}

Positions placed(const Matrix& features, const std::vector<std::uint32_t>& sample, const Positions& embedding,
                 const PlacementOptions& options, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        return placeOnSample(features, sample, embedding, options, context);
    });
}

ReferenceNeighbors neighborsAt(std::vector<float> distances) {
    ReferenceNeighbors neighbors;
    neighbors.k = distances.size();
    neighbors.indices = Buffer<std::uint32_t>(neighbors.k);
    neighbors.distances = Buffer<float>(neighbors.k);
    for (std::size_t i = 0; i < neighbors.k; ++i) {
        neighbors.indices[i] = static_cast<std::uint32_t>(i);
        neighbors.distances[i] = distances[i];
    }
    return neighbors;
}

Positions atMedian(const ReferenceNeighbors& neighbors, const Positions& embedding,
                   PlacementWeights weights) {
    return withThreads(
        2, [&](RunContext& context) { return placeAtMedian(neighbors, embedding, weights, context); });
}

} // namespace

class TestPlacement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void placesOnTheNearestBitForBit();
    void sampledPointsStayOnThemselves();
    void placesAtTheMedianOfTheNearest_data();
    void placesAtTheMedianOfTheNearest();
    void equalsOpenTsne();
    void nearNeighborsWeighMore();
    void moreNeighborsThanThereAre();
    void sameBitsAtAnyThreadCount();
    void stops();
};

void TestPlacement::placesOnTheNearestBitForBit() {
    const Matrix features = gaussianClusters(2000, 8, 5, 35);
    const auto sample = sampleRows(2000, 150, 2);
    const Positions embedding = somePositions(150, 1e-3);
    const Positions result = placed(features, sample, embedding, {});
    const Eigen::MatrixXd exact = features.cast<double>();
    for (Eigen::Index point = 0; point < features.rows(); ++point) {
        std::size_t nearest = 0;
        double best = std::numeric_limits<double>::infinity();
        for (std::size_t s = 0; s < sample.size(); ++s) {
            const double distance = (exact.row(point) - exact.row(sample[s])).squaredNorm();
            if (distance < best) {
                best = distance;
                nearest = s;
            }
        }
        QVERIFY(sameBits(Positions(result.row(point)),
                         Positions(embedding.row(static_cast<Eigen::Index>(nearest)))));
    }
}

void TestPlacement::sampledPointsStayOnThemselves() {
    // All points coincide: the nearest sampled point of each is the first, but sampled points keep their own
    // place.
    const Matrix features = Matrix::Constant(30, 4, 1.5f);
    const std::vector<std::uint32_t> sample{3, 10, 29};
    const Positions embedding = somePositions(3, 1);
    const Positions result = placed(features, sample, embedding, {});
    for (std::size_t i = 0; i < sample.size(); ++i)
        QVERIFY(result.row(sample[i]) == embedding.row(static_cast<Eigen::Index>(i)));
    QVERIFY(result.row(0) == embedding.row(0));
}

void TestPlacement::placesAtTheMedianOfTheNearest_data() {
    QTest::addColumn<int>("k");
    QTest::newRow("2: the mean of both") << 2;
    QTest::newRow("odd") << 7;
    QTest::newRow("even") << 10;
}

void TestPlacement::placesAtTheMedianOfTheNearest() {
    QFETCH(int, k);
    const Matrix features = gaussianClusters(500, 6, 3, 36);
    const auto sample = sampleRows(500, 90, 3);
    const Positions embedding = somePositions(90, 10);
    const Positions result = placed(features, sample, embedding, {static_cast<std::size_t>(k)});
    const Eigen::MatrixXd exact = features.cast<double>();
    for (Eigen::Index point = 0; point < features.rows(); ++point) {
        if (std::binary_search(sample.begin(), sample.end(), static_cast<std::uint32_t>(point)))
            continue;
        std::vector<std::pair<double, std::size_t>> nearest;
        for (std::size_t s = 0; s < sample.size(); ++s)
            nearest.emplace_back((exact.row(point) - exact.row(sample[s])).squaredNorm(), s);
        std::sort(nearest.begin(), nearest.end());
        for (Eigen::Index column = 0; column < 2; ++column) {
            std::vector<double> values;
            for (int i = 0; i < k; ++i)
                values.push_back(static_cast<double>(embedding(
                    static_cast<Eigen::Index>(nearest[static_cast<std::size_t>(i)].second), column)));
            std::sort(values.begin(), values.end());
            const auto half = static_cast<std::size_t>(k / 2);
            const double median = k % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
            QCOMPARE(result(point, column), static_cast<float>(median));
        }
    }
}

void TestPlacement::equalsOpenTsne() {
    const Matrix cells = referenceCells();
    const auto values = readReference<float>("transform.f32");
    QCOMPARE(values.size(), std::size_t{700});
    const Eigen::Map<const Positions> expected(values.data(), 350, 2);
    Matrix known(150, 50);
    Matrix added(50, 50);
    for (Eigen::Index i = 0; i < 200; ++i)
        (i % 4 == 3 ? added.row(i / 4) : known.row(i - i / 4)) = cells.row(i);
    const Positions result = withThreads(2, [&](RunContext& context) {
        return placeAtMedian(findReferenceNeighbors(added, known, 15, context), expected.topRows(150),
                             PlacementWeights::Uniform, context);
    });
    QVERIFY(sameBits(result, Positions(expected.middleRows(150, 50))));
}

void TestPlacement::nearNeighborsWeighMore() {
    Positions embedding(6, 2);
    embedding << 0, 7, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14;
    const ReferenceNeighbors onePoint = neighborsAt({0.1F, 5, 5, 5, 5, 5});
    const Positions uniform = atMedian(onePoint, embedding, PlacementWeights::Uniform);
    QCOMPARE(uniform(0, 0), 11.5F);
    // A perplexity of 2 of 6 neighbours, of which 5 are equally far: most of the weight is the nearest's.
    const Positions weighted = atMedian(onePoint, embedding, PlacementWeights::Affinity);
    QCOMPARE(weighted(0, 0), 0.0F);
    QCOMPARE(weighted(0, 1), 7.0F);
    // Equal distances weigh the same.
    const Positions equal = atMedian(neighborsAt({2, 2, 2, 2, 2}), embedding, PlacementWeights::Affinity);
    QCOMPARE(equal(0, 0), 11.0F);
    QCOMPARE(nameOf(placementWeightsFromName("affinity")), std::string_view("affinity"));
    QVERIFY_EXCEPTION_THROWN(placementWeightsFromName("near"), Error);
}

void TestPlacement::moreNeighborsThanThereAre() {
    const Matrix features = gaussianClusters(40, 3, 2, 37);
    const std::vector<std::uint32_t> sample{1, 2, 3};
    Positions embedding(3, 2);
    embedding << 1, 30, 2, 20, 3, 10;
    const Positions result = placed(features, sample, embedding, {25, PlacementWeights::Affinity});
    QVERIFY(result.allFinite());
    const Positions median = placed(features, sample, embedding, {25});
    QCOMPARE(median(0, 0), 2.0F);
    QCOMPARE(median(0, 1), 20.0F);
    QCOMPARE(median(3, 0), 3.0F);
}

void TestPlacement::sameBitsAtAnyThreadCount() {
    const Matrix features = gaussianClusters(20'000, 6, 3, 38);
    const auto sample = sampleRows(20'000, 500, 3);
    const Positions embedding = somePositions(500, 10);
    const PlacementOptions options{10, PlacementWeights::Affinity};
    const Positions one = placed(features, sample, embedding, options, 1);
    QVERIFY(sameBits(one, placed(features, sample, embedding, options, 2)));
    QVERIFY(sameBits(one, placed(features, sample, embedding, options, 8)));
}

void TestPlacement::stops() {
    tbb::task_arena arena(2);
    std::stop_source stop;
    stop.request_stop();
    RunContext context(arena, stop.get_token());
    for (const std::size_t neighbors : {1, 3})
        QVERIFY_EXCEPTION_THROWN(
            placeOnSample(Matrix::Zero(10, 2), {0, 1}, Positions::Zero(2, 2), {neighbors}, context), Stopped);
}

QTEST_APPLESS_MAIN(TestPlacement)
#include "test_placement.moc"
