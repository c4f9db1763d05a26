// SPDX-License-Identifier: MIT
// All measures of an embedding together: class means, what is left out, bits, progress and stop.
#include "../neighbors/test_points.h"
#include "core/error.h"
#include "measured_points.h"
#include "quality/class_means.h"
#include "quality/quality.h"

#include <QtTest>

#include <cmath>
#include <mutex>

using namespace shoal;
using namespace shoal::test;

namespace {

/// Point i is of class i / size.
CategoricalColumn consecutive(std::size_t points, std::size_t size) {
    CategoricalColumn column;
    for (std::size_t point = 0; point < points; ++point)
        column.codes.push_back(static_cast<std::int32_t>(point / size));
    for (std::size_t number = 0; number * size < points; ++number)
        column.categories.push_back("class " + std::to_string(number));
    return column;
}

Quality measured(const Matrix& data, const Matrix& embedding, const CategoricalColumn* classes = nullptr,
                 const QualityOptions& options = {}, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        return measureQuality(data, embedding, classes, options, context);
    });
}

/// Every number of it.
std::vector<double> numbersOf(const Quality& quality) {
    std::vector<double> numbers{static_cast<double>(quality.neighbors), static_cast<double>(quality.classes),
                                static_cast<double>(quality.classNeighbors), quality.procrustes.value_or(-1)};
    for (const Score& score :
         {quality.knn, quality.trustworthiness, quality.knc.value_or(Score{}), quality.cpd.value_or(Score{})})
        for (const double number : {score.value, static_cast<double>(score.sampled), score.standardError})
            numbers.push_back(number);
    return numbers;
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

} // namespace

class TestQuality : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsThePeers() {
        const Matrix cells = referenceCells();
        const Matrix embedding = referenceComponents(0);
        const CategoricalColumn ten = consecutive(200, 20);
        const Quality quality = measured(cells, embedding, &ten);
        QCOMPARE(quality.neighbors, std::size_t{10});
        QVERIFY(near(quality.knn.value, referenceValue("knn_10")));
        QVERIFY(near(quality.trustworthiness.value, referenceValue("trustworthiness_10")));
        QVERIFY(near(quality.cpd->value, referenceValue("cpd")));
        QVERIFY(near(*quality.procrustes, referenceValue("procrustes_of_the_data")));
        QCOMPARE(quality.classes, std::size_t{10});
        QCOMPARE(quality.classNeighbors, std::size_t{4});
        QVERIFY(near(quality.knc->value, referenceValue("knc_10_classes")));
        const CategoricalColumn many = consecutive(200, 8);
        const Quality ofMany = measured(cells, embedding, &many);
        QCOMPARE(ofMany.classes, std::size_t{25});
        QCOMPARE(ofMany.classNeighbors, std::size_t{10});
        QVERIFY(near(ofMany.knc->value, referenceValue("knc_25_classes")));
    }

    void nothingIsLostByThePlaneItself() {
        const Matrix points = gaussianClusters(400, 2, 8, 2);
        const CategoricalColumn classes = consecutive(400, 50);
        const Quality quality = measured(points, points, &classes);
        QCOMPARE(quality.knn.value, 1.0);
        QCOMPARE(quality.trustworthiness.value, 1.0);
        QCOMPARE(quality.knc->value, 1.0);
        QVERIFY(near(quality.cpd->value, 1));
        QVERIFY(near(*quality.procrustes, 0));
    }

    // More points than findNeighbors() searches exactly unless it is told to.
    void nothingIsLostByAPlaneOfManyPoints() {
        const Matrix points = gaussianClusters(25'000, 2, 8, 2);
        const Quality quality = measured(points, points, nullptr, {.seed = 1, .queries = 400});
        QCOMPARE(quality.knn.value, 1.0);
        QCOMPARE(quality.knn.standardError, 0.0);
        QCOMPARE(quality.trustworthiness.value, 1.0);
    }

    void classMeansLeaveOutWhatHasNoClass() {
        Matrix points(6, 2);
        points << 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 600, 6000;
        const CategoricalColumn classes{{"a", "empty", "b"}, {2, 0, 2, 0, 0, -1}, {}};
        const Matrix means =
            withThreads(2, [&](RunContext& context) { return classMeans(points, classes, context); });
        Matrix expected(2, 2);
        expected << 11.0F / 3, 110.0F / 3, 2, 20;
        QVERIFY(means == expected);
    }

    void comparesAsManyClassesAsCanTell_data() {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("neighbors");
        for (const auto& [classes, neighbors] : {std::pair{1, 0},
                                                 {2, 0},
                                                 {3, 1},
                                                 {4, 1},
                                                 {5, 2},
                                                 {7, 3},
                                                 {8, 3},
                                                 {9, 4},
                                                 {20, 4},
                                                 {21, 10},
                                                 {60, 10}})
            QTest::addRow("%d classes", classes) << classes << neighbors;
    }

    void comparesAsManyClassesAsCanTell() {
        QFETCH(const int, classes);
        QFETCH(const int, neighbors);
        const auto points = 5 * static_cast<std::size_t>(classes);
        const CategoricalColumn column = consecutive(points, 5);
        const Quality quality = measured(gaussian(points, 6), gaussian(points, 2, 9), &column);
        QCOMPARE(quality.classes, static_cast<std::size_t>(classes));
        QCOMPARE(quality.classNeighbors, static_cast<std::size_t>(neighbors));
        QCOMPARE(quality.knc.has_value(), neighbors > 0);
    }

    void withoutClassesThereIsNoKnc() {
        const Quality quality = measured(gaussian(50, 6), gaussian(50, 2, 9));
        QCOMPARE(quality.classes, std::size_t{0});
        QVERIFY(!quality.knc);
    }

    void oneDistanceAndOnePlaceHaveNoMeasure() {
        const Quality quality = measured(gaussian(50, 6), Matrix::Ones(50, 2));
        QVERIFY(!quality.cpd);
        QVERIFY(!quality.procrustes);
        QVERIFY(std::isfinite(quality.knn.value) && std::isfinite(quality.trustworthiness.value));
    }

    void fewPointsAreComparedWithFewer() {
        QCOMPARE(measured(gaussian(3, 6), gaussian(3, 2, 9)).neighbors, std::size_t{1});
        QCOMPARE(measured(gaussian(12, 6), gaussian(12, 2, 9)).neighbors, std::size_t{5});
        for (const std::size_t points : {0U, 1U, 2U})
            QVERIFY_EXCEPTION_THROWN(measured(gaussian(points, 6), gaussian(points, 2, 9)), shoal::Error);
        QVERIFY_EXCEPTION_THROWN(measured(gaussian(30, 6), gaussian(29, 2)), shoal::Error);
    }

    void sizeDoesNotMatter() {
        const Projected clusters = projectedClusters(300, 6);
        const CategoricalColumn classes = consecutive(300, 30);
        const std::vector<double> expected = numbersOf(measured(clusters.data, clusters.embedding, &classes));
        for (const float factor : {0x1p90F, 0x1p-90F})
            QCOMPARE(numbersOf(measured(clusters.data * factor, clusters.embedding / factor, &classes)),
                     expected);
    }

    void manyPointsAreSampled() {
        const Projected clusters = projectedClusters(2600, 6);
        const CategoricalColumn classes = consecutive(2600, 100);
        const QualityOptions options{.seed = 3, .queries = 500};
        const Quality quality = measured(clusters.data, clusters.embedding, &classes, options);
        QCOMPARE(quality.knn.sampled, std::size_t{500});
        QCOMPARE(quality.trustworthiness.sampled, std::size_t{500});
        QCOMPARE(quality.cpd->sampled, std::size_t{1000});
        QCOMPARE(quality.knc->sampled, std::size_t{0}); // of 26 means, all
        const Quality whole = measured(clusters.data, clusters.embedding, &classes);
        QCOMPARE(whole.knn.sampled, std::size_t{0});
        const auto withinError = [](const Score& drawn, const Score& all) {
            return drawn.standardError > 0 && std::abs(drawn.value - all.value) < 4 * drawn.standardError;
        };
        QVERIFY(withinError(quality.knn, whole.knn));
        QVERIFY(withinError(quality.trustworthiness, whole.trustworthiness));
        QVERIFY(numbersOf(measured(clusters.data, clusters.embedding, &classes,
                                   {.seed = 4, .queries = 500})) != numbersOf(quality));
    }

    void sameBitsAtAnyThreadCount() {
        const Projected clusters = projectedClusters(2600, 6);
        const CategoricalColumn classes = consecutive(2600, 100);
        const QualityOptions options{.seed = 3, .queries = 500};
        const auto one = numbersOf(measured(clusters.data, clusters.embedding, &classes, options, 1));
        for (const int threads : {2, 8})
            QVERIFY(sameBits(
                numbersOf(measured(clusters.data, clusters.embedding, &classes, options, threads)), one));
    }

    void progressGrowsToOne() {
        std::mutex mutex;
        std::vector<double> reported;
        tbb::task_arena arena(2);
        RunContext context(arena, {},
                           {.progress =
                                [&](double fraction) {
                                    const std::lock_guard lock(mutex);
                                    reported.push_back(fraction);
                                },
                            .waiting = {},
                            .gate = nullptr});
        const Projected clusters = projectedClusters(2600, 6);
        const CategoricalColumn classes = consecutive(2600, 100);
        measureQuality(clusters.data, clusters.embedding, &classes, {}, context);
        QVERIFY(reported.size() > 50);
        QVERIFY(std::is_sorted(reported.begin(), reported.end()));
        QCOMPARE(reported.back(), 1.0);
    }

    void stopsWhereverItIs() {
        const Projected clusters = projectedClusters(2600, 6);
        const CategoricalColumn classes = consecutive(2600, 100);
        for (const double at : {0.0, 0.05, 0.5, 0.97, 0.981, 0.991}) {
            std::stop_source source;
            tbb::task_arena arena(2);
            RunContext context(arena, source.get_token(),
                               {.progress =
                                    [&](double fraction) {
                                        if (fraction >= at)
                                            source.request_stop();
                                    },
                                .waiting = {},
                                .gate = nullptr});
            QVERIFY_EXCEPTION_THROWN(measureQuality(clusters.data, clusters.embedding, &classes, {}, context),
                                     shoal::Stopped);
        }
    }
};

QTEST_APPLESS_MAIN(TestQuality)
#include "test_quality.moc"
