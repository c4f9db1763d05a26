// SPDX-License-Identifier: MIT
// The conditional weights of one row: the perplexity they reach, whatever the distances are like.
#include "affinity/row_calibration.h"
#include "core/buffer.h"
#include "core/random.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace shoal;

namespace {

std::vector<float> calibrated(const std::vector<float>& distances, double perplexity, double start = 0) {
    std::vector<float> weights(distances.size());
    Buffer<double> scratch(calibrationScratch(distances.size()));
    calibrateRow({distances.data(), distances.size(), distances.size(), 1}, perplexity, scratch.data(), start,
                 weights.data());
    return weights;
}

double perplexityOf(const std::vector<float>& weights) {
    double entropy = 0;
    double sum = 0;
    for (const float weight : weights) {
        entropy -= weight > 0 ? weight * std::log(static_cast<double>(weight)) : 0.0;
        sum += weight;
    }
    return std::exp(entropy / sum + std::log(sum));
}

// Sorted distances sqrt(offset + x²)·scale, x from a random cloud of some dimensions.
std::vector<float> cloudDistances(std::size_t count, int dimensions, double offset, double scale) {
    std::vector<float> distances(count);
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream stream(11, i);
        double squared = offset;
        for (int axis = 0; axis < dimensions; ++axis)
            squared += std::pow(stream.normal(), 2);
        distances[i] = static_cast<float>(std::sqrt(squared) * scale);
    }
    std::sort(distances.begin(), distances.end());
    return distances;
}

} // namespace

class TestPerplexity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reached_data();
    void reached();
    void reachedFromAnyStart();
    void equalDistancesShareEvenly();
    void tiesForTheNearestShareEvenly();
    void fewTiesStillReachIt();
    void weightsFallWithDistance();
    void infiniteDistancesGetNothing();
    void thinnedEntriesStandForTheirLikes_data();
    void thinnedEntriesStandForTheirLikes();
    void sumsLogarithms();
};

void TestPerplexity::thinnedEntriesStandForTheirLikes_data() {
    QTest::addColumn<double>("perplexity");
    QTest::addColumn<bool>("allTie");
    QTest::newRow("among the nearest") << 20.0 << false;
    QTest::newRow("among the thinned") << 150.0 << false;
    QTest::newRow("nearly all") << 230.0 << false;
    QTest::newRow("all at one distance") << 150.0 << true;
}

void TestPerplexity::thinnedEntriesStandForTheirLikes() {
    QFETCH(const double, perplexity);
    QFETCH(const bool, allTie);
    constexpr std::size_t unthinned = 96;
    constexpr std::size_t thinning = 7;
    std::vector<float> thinned = cloudDistances(unthinned + 20, 10, 0, 1);
    if (allTie)
        std::fill(thinned.begin(), thinned.end(), 1.0F);
    std::vector<float> all(thinned.begin(), thinned.begin() + unthinned);
    for (std::size_t j = unthinned; j < thinned.size(); ++j)
        all.insert(all.end(), thinning, thinned[j]);
    const std::vector<float> expected = calibrated(all, perplexity);

    std::vector<float> weights(thinned.size());
    Buffer<double> scratch(calibrationScratch(thinned.size()));
    double start = 0;
    calibrateRow({thinned.data(), thinned.size(), unthinned, thinning}, perplexity, scratch.data(), start,
                 weights.data());
    for (std::size_t j = 0; j < thinned.size(); ++j) {
        const double like =
            j < unthinned ? static_cast<double>(expected[j])
                          : thinning * static_cast<double>(expected[unthinned + thinning * (j - unthinned)]);
        QVERIFY2(std::abs(weights[j] - like) <= 1e-6 * like, qPrintable(QString::number(j)));
    }
}

void TestPerplexity::reached_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("dimensions");
    QTest::addColumn<double>("offset");
    QTest::addColumn<double>("scale");
    QTest::addColumn<double>("perplexity");
    QTest::newRow("plain") << 90 << 10 << 0.0 << 1.0 << 30.0;
    QTest::newRow("two dimensions") << 90 << 2 << 0.0 << 1.0 << 30.0;
    QTest::newRow("hundred dimensions") << 90 << 100 << 0.0 << 1.0 << 30.0;
    QTest::newRow("odd count") << 31 << 5 << 0.0 << 1.0 << 10.5;
    QTest::newRow("offset 1e4") << 90 << 10 << 1e4 << 1.0 << 30.0;
    QTest::newRow("offset 1e6") << 90 << 10 << 1e6 << 1.0 << 30.0;
    QTest::newRow("scale 1e-6") << 90 << 10 << 0.0 << 1e-6 << 30.0;
    QTest::newRow("scale 1e6") << 90 << 10 << 0.0 << 1e6 << 30.0;
    QTest::newRow("scale 1e-30") << 90 << 10 << 0.0 << 1e-30 << 30.0;
    QTest::newRow("scale 1e30") << 90 << 10 << 0.0 << 1e30 << 30.0;
    QTest::newRow("nearly one") << 90 << 10 << 0.0 << 1.0 << 1.001;
    QTest::newRow("two") << 6 << 10 << 0.0 << 1.0 << 2.0;
    QTest::newRow("nearly all") << 90 << 10 << 0.0 << 1.0 << 89.9;
    QTest::newRow("large") << 1500 << 10 << 0.0 << 1.0 << 500.0;
}

void TestPerplexity::reached() {
    QFETCH(int, count);
    QFETCH(int, dimensions);
    QFETCH(double, offset);
    QFETCH(double, scale);
    QFETCH(double, perplexity);
    const auto weights =
        calibrated(cloudDistances(static_cast<std::size_t>(count), dimensions, offset, scale), perplexity);
    const double actual = perplexityOf(weights);
    QVERIFY2(std::abs(actual / perplexity - 1) <= 1e-6, qPrintable(QString::number(actual, 'g', 12)));
    QVERIFY(std::abs(std::accumulate(weights.begin(), weights.end(), 0.0) - 1) <= 1e-6);
}

void TestPerplexity::reachedFromAnyStart() {
    const auto distances = cloudDistances(90, 8, 0, 1);
    const auto expected = calibrated(distances, 30);
    for (const double start : {-300.0, -50.0, -3.0, 3.0, 50.0, 300.0}) {
        const auto weights = calibrated(distances, 30, start);
        for (std::size_t j = 0; j < weights.size(); ++j)
            QVERIFY(std::abs(weights[j] / expected[j] - 1) <= 1e-6f);
    }
}

void TestPerplexity::equalDistancesShareEvenly() {
    for (const float distance : {0.0f, 1e-20f, 3.0f, 1e30f}) {
        for (const float weight : calibrated(std::vector<float>(60, distance), 20))
            QCOMPARE(weight, 1.0f / 60);
    }
}

void TestPerplexity::tiesForTheNearestShareEvenly() {
    std::vector<float> distances(60, 0.0f);
    for (std::size_t j = 25; j < 60; ++j)
        distances[j] = static_cast<float>(j);
    const auto weights = calibrated(distances, 20);
    for (std::size_t j = 0; j < 60; ++j)
        QCOMPARE(weights[j], j < 25 ? 1.0f / 25 : 0.0f);
    QCOMPARE(calibrated({1.0f}, 1), std::vector<float>{1.0f});
    QCOMPARE(calibrated({1.0f, 2.0f}, 1), (std::vector<float>{1.0f, 0.0f}));
}

void TestPerplexity::fewTiesStillReachIt() {
    std::vector<float> distances(60, 0.0f);
    for (std::size_t j = 19; j < 60; ++j)
        distances[j] = static_cast<float>(j);
    QVERIFY(std::abs(perplexityOf(calibrated(distances, 20)) / 20 - 1) <= 1e-6);
    // Two distances only.
    for (std::size_t j = 19; j < 60; ++j)
        distances[j] = 5;
    QVERIFY(std::abs(perplexityOf(calibrated(distances, 20)) / 20 - 1) <= 1e-6);
}

void TestPerplexity::weightsFallWithDistance() {
    const auto distances = cloudDistances(90, 8, 0, 1);
    const auto weights = calibrated(distances, 30);
    // A Gaussian: the logarithm of the weights is a straight line of d².
    const double slope = std::log(static_cast<double>(weights[60]) / weights[0]) /
                         (std::pow(distances[60], 2) - std::pow(distances[0], 2));
    QVERIFY(slope < 0);
    for (std::size_t j = 0; j < weights.size(); ++j) {
        const double line = slope * (std::pow(distances[j], 2) - std::pow(distances[0], 2));
        QVERIFY(std::abs(std::log(static_cast<double>(weights[j]) / weights[0]) - line) < 1e-5);
    }
}

void TestPerplexity::infiniteDistancesGetNothing() {
    auto distances = cloudDistances(60, 8, 0, 1);
    std::fill(distances.begin() + 40, distances.end(), std::numeric_limits<float>::infinity());
    const auto weights = calibrated(distances, 20);
    QVERIFY(std::abs(perplexityOf(weights) / 20 - 1) <= 1e-6);
    QVERIFY(std::all_of(weights.begin() + 40, weights.end(), [](float weight) { return weight == 0; }));
}

void TestPerplexity::sumsLogarithms() {
    std::vector<float> weights(1001);
    double expected = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i] = i % 7 ? std::exp(-static_cast<float>(i) / 20) : 0.0f;
        expected += weights[i] > 0 ? weights[i] * std::log(static_cast<double>(weights[i])) : 0.0;
    }
    for (std::size_t count = 0; count < 20; ++count) {
        double part = 0;
        for (std::size_t i = 0; i < count; ++i)
            part += weights[i] > 0 ? weights[i] * std::log(static_cast<double>(weights[i])) : 0.0;
        QVERIFY(std::abs(sumWeightLogWeight(weights.data(), count) - part) < 1e-13);
    }
    QVERIFY(std::abs(sumWeightLogWeight(weights.data(), weights.size()) / expected - 1) < 1e-13);
}

QTEST_APPLESS_MAIN(TestPerplexity)
#include "test_perplexity.moc"
