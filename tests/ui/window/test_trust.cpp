// SPDX-License-Identifier: MIT
// How far a map can be trusted: the status bar's figure while it forms and once it rests, and the colouring.
#include "window_harness.h"

#include "panels/color_by.h"
#include "panels/legend_panel.h"
#include "quality/quality.h"
#include "scatter/scatter_view.h"
#include "window/trust_controller.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::ui;

class TestTrust : public QObject {
    Q_OBJECT

    static double knnOf(const Dataset& data, const Positions& map) {
        tbb::task_arena arena(2);
        RunContext context(arena);
        return measureQuality(data.features, map, nullptr, {}, context).knn.value;
    }
    static std::shared_ptr<Dataset> clusters(Eigen::Index points) {
        auto data = std::make_shared<Dataset>();
        Matrix features = Matrix::Random(points, 6);
        for (Eigen::Index row = 0; row < points; ++row)
            features(row, row % 6) += 8;
        data->features = std::move(features);
        return data;
    }
    static std::shared_ptr<const Positions> firstTwo(const Dataset& data) {
        return std::make_shared<Positions>(data.features->leftCols(2));
    }
    static QString shown(WindowHarness& harness) {
        const auto* label = harness.find<QLabel>("statusKept");
        return label->isVisible() ? label->text() : QString();
    }

private Q_SLOTS:
    void aRestingMapIsMeasured() {
        const auto data = clusters(500);
        const auto map = firstTwo(*data);
        TrustController trust;
        trust.setData(data);
        QVERIFY(!trust.trust());
        trust.setMap(map, nullptr, Metric::Euclidean);
        QTRY_VERIFY(trust.trust());
        QVERIFY(std::abs(trust.trust()->kept.value - knnOf(*data, *map)) < 1e-6);
        QCOMPARE(trust.trust()->mapPoints, std::size_t{500});
        QCOMPARE(trust.trust()->shares->points.size(), std::size_t{500});
        QVERIFY(!trust.canMeasureAll()); // all are

        // Another map of the same points, and none.
        const auto perfect = std::make_shared<Positions>(Positions::Random(500, 2));
        trust.setMap(perfect, nullptr, Metric::Euclidean);
        QTRY_VERIFY(std::abs(trust.trust()->kept.value - knnOf(*data, *perfect)) < 1e-6);
        trust.setMap(nullptr, nullptr, Metric::Euclidean);
        QVERIFY(!trust.trust());
    }

    void aSamplesNeighboursAreThoseOfTheSample() {
        const auto data = clusters(600);
        auto rows = std::make_shared<std::vector<std::uint32_t>>();
        for (std::uint32_t row = 0; row < 600; row += 3)
            rows->push_back(row);
        Dataset sample;
        Matrix features(200, 6);
        for (Eigen::Index row = 0; row < 200; ++row)
            features.row(row) = data->features.row(3 * row);
        sample.features = std::move(features);
        TrustController trust;
        trust.setData(data);
        const auto map = firstTwo(sample);
        trust.setMap(map, rows, Metric::Euclidean);
        QTRY_VERIFY(trust.trust());
        QVERIFY(std::abs(trust.trust()->kept.value - knnOf(sample, *map)) < 1e-6);
        QCOMPARE(trust.trust()->mapPoints, std::size_t{200});
        QCOMPARE(trust.trust()->shares->dataPoints, std::size_t{600});
        QCOMPARE(trust.trust()->shares->points, *rows);
        // All points come: what was known of the sample says nothing of them.
        trust.setMap(firstTwo(*data), nullptr, Metric::Euclidean);
        QVERIFY(!trust.trust());
        QTRY_VERIFY(trust.trust());
        QCOMPARE(trust.trust()->mapPoints, std::size_t{600});
    }

    void aMovingMapIsMeasuredAndItsEndAtOnce() {
        const auto data = clusters(400);
        TrustController trust;
        trust.setData(data);
        trust.setMoving(true);
        trust.setMap(firstTwo(*data), nullptr, Metric::Euclidean);
        QTRY_VERIFY(trust.trust());
        QSignalSpy measured(&trust, &TrustController::measured);
        std::shared_ptr<const Positions> last;
        for (int i = 0; i < 20; ++i) {
            last = std::make_shared<Positions>(Positions::Random(400, 2));
            trust.setMap(last, nullptr, Metric::Euclidean);
        }
        QCoreApplication::sendPostedEvents();
        QCOMPARE(measured.size(), 0); // it rests between two looks
        trust.setMoving(false);
        QTRY_VERIFY(std::abs(trust.trust()->kept.value - knnOf(*data, *last)) < 1e-6);
        QCOMPARE(measured.size(), 1); // the newest alone
    }

    void theMetricIsTheRuns() {
        const auto data = clusters(300);
        Matrix features = data->features;
        for (Eigen::Index row = 0; row < 300; ++row)
            features.row(row) *= static_cast<float>(1 + row % 7);
        data->features = std::move(features);
        TrustController trust;
        trust.setData(data);
        const auto map = firstTwo(*data);
        trust.setMap(map, nullptr, Metric::Euclidean);
        QTRY_VERIFY(trust.trust());
        const double euclidean = trust.trust()->kept.value;
        trust.setMap(map, nullptr, Metric::Cosine);
        QVERIFY(!trust.trust());
        QTRY_VERIFY(trust.trust());
        QVERIFY(trust.trust()->kept.value != euclidean);
    }

    void everyPointIsMeasuredWhenAskedFor() {
        const auto data = clusters(11'000);
        const auto map = firstTwo(*data);
        TrustController trust;
        trust.setData(data);
        trust.setMap(map, nullptr, Metric::Euclidean);
        QTRY_VERIFY_WITH_TIMEOUT(trust.trust(), 30'000);
        QCOMPARE(trust.trust()->shares->points.size(), std::size_t{10'000});
        QCOMPARE(trust.trust()->kept.sampled, std::size_t{10'000});
        const double sampled = trust.trust()->kept.value;
        const double error = trust.trust()->kept.standardError;
        QVERIFY(trust.canMeasureAll());
        trust.measureAll();
        QTRY_COMPARE_WITH_TIMEOUT(trust.trust()->shares->points.size(), std::size_t{11'000}, 30'000);
        QVERIFY(!trust.canMeasureAll());
        QVERIFY(std::abs(trust.trust()->kept.value - sampled) < 5 * error);
    }

    void theStatusBarTellsOfTheMapOnTheScreen() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QTRY_VERIFY(!shown(harness).isEmpty());
        const auto tellsOf = [&harness](const Positions& map) {
            const double kept = harness.window().trust().trust().value().kept.value;
            return std::abs(kept - knnOf(*harness.window().document().data(), map)) < 1e-6 &&
                   shown(harness) == QStringLiteral("Neighbours kept %1 %").arg(kept * 100, 0, 'f', 0);
        };
        QVERIFY(tellsOf(*harness.window().document().picture()));
        const auto* label = harness.find<QLabel>("statusKept");
        QVERIFY(label->toolTip().contains(QStringLiteral("of the 10 nearest, on all 180 points")));
        harness.typeOnePhase(120);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(harness.window().run().state(), SessionState::Finished, 20'000);
        QTRY_VERIFY(!shown(harness).isEmpty() && tellsOf(harness.window().run().snapshot()->positions));
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("two.csv"), "a,b\n1,2\n3,4\n")));
        QVERIFY(shown(harness).isEmpty());
    }

    void theMapIsColouredByWhatItKeeps() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QTRY_VERIFY(!shown(harness).isEmpty());
        auto* colorBy = harness.find<ColorBy>("colorBy");
        QTest::mouseClick(colorBy->lineEdit(), Qt::LeftButton);
        QTest::keyClick(colorBy, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(colorBy, QStringLiteral("wrong"));
        QVERIFY(QTest::qWaitForWindowExposed(colorBy->completer()->popup()));
        QTest::keyClick(colorBy->completer()->popup(), Qt::Key_Down);
        QTest::keyClick(colorBy->completer()->popup(), Qt::Key_Return);
        const auto coloring = [&harness] { return harness.window().colors().coloring(); };
        QTRY_VERIFY(coloring()->shares);
        QTRY_COMPARE(coloring()->missing, std::size_t{0});
        QCOMPARE(colorBy->currentText(), QStringLiteral("Where is this map wrong?"));
        QCOMPARE(harness.find<QLabel>("numbersTitle")->text(), QStringLiteral("Neighbours kept"));
        const auto expected = [&harness] {
            const auto& shares = harness.window().trust().trust()->shares;
            std::vector<std::uint32_t> colors(shares->points.size());
            for (std::size_t i = 0; i < colors.size(); ++i)
                colors[shares->points[i]] = viridis(shares->shares[i]);
            return colors;
        };
        QCOMPARE(coloring()->rgb, expected());
        const std::vector<std::uint32_t> before = coloring()->rgb;
        // The colours follow the map as it forms.
        harness.typeOnePhase(120);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(harness.window().run().state(), SessionState::Finished, 20'000);
        QTRY_VERIFY(harness.window().trust().trust() && coloring()->rgb == expected() &&
                    coloring()->rgb != before);
    }
};

QTEST_MAIN(TestTrust)
#include "test_trust.moc"
