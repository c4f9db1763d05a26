// SPDX-License-Identifier: MIT
// A run from its first click to what it offers when finished, by mouse and keys.
#include "window_harness.h"

#include "panels/exaggeration_slider.h"
#include "panels/log_panel.h"
#include "panels/number_fields.h"
#include "panels/stage_chips.h"
#include "scatter/scatter_view.h"
#include "timeline/kl_strip.h"
#include "window/status_line.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestRun : public QObject {
    Q_OBJECT

    static QString timeLeftShown(const Progress& progress, SessionState state = SessionState::Running) {
        StatusLine status;
        status.setProgress(state, progress);
        return status.findChild<QLabel*>(QStringLiteral("statusLeft"))->text();
    }
    static SessionState state(WindowHarness& harness) { return harness.window().run().state(); }
    static std::uint64_t iteration(WindowHarness& harness) {
        const auto& snapshot = harness.window().run().snapshot();
        return snapshot ? snapshot->iteration : 0;
    }
    /// Opens the three classes and starts a run that lasts until it is told otherwise.
    static void startLong(WindowHarness& harness) {
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(900'000);
        harness.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(iteration(harness) > 50, 20'000);
    }

private Q_SLOTS:
    void timeLeftIsOfTheRunOrElseOfTheStage() {
        Progress progress;
        QCOMPARE(timeLeftShown(progress), QString());
        progress.stageSecondsLeft = 40;
        QCOMPARE(timeLeftShown(progress), QStringLiteral("40 s left in this stage"));
        progress.secondsLeft = 50;
        QCOMPARE(timeLeftShown(progress), QStringLiteral("50 s left"));
        QCOMPARE(timeLeftShown(progress, SessionState::Paused), QString());
    }

    void runsToItsEndAndOffersMore() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(120);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(state(harness), SessionState::Finished, 20'000);
        QCOMPARE(iteration(harness), std::uint64_t{120});
        QVERIFY(harness.find<QWidget>("finishedCard")->isVisible());
        QVERIFY(!harness.find<QWidget>("exaggerationCard")->isVisible());
        const auto* view = harness.find<ScatterView>("scatter");
        const double cardTop = harness.find<QWidget>("finishedCard")->y() * view->devicePixelRatioF();
        const float lowest = harness.window().run().snapshot()->positions.col(1).minCoeff();
        QVERIFY(view->viewTransform().toPixelY(lowest) < cardTop);
        QVERIFY(harness.find<KlStrip>("klStrip")->curvePoints() >= 2);
        QVERIFY(harness.find<QLabel>("statusKl")->text().startsWith(QStringLiteral("KL ")));
        QVERIFY(harness.find<LogPanel>("log")->toPlainText().contains(QStringLiteral("Neighbours")));

        harness.click("continueMore");
        QTRY_COMPARE_WITH_TIMEOUT(iteration(harness), std::uint64_t{370}, 20'000);
        QTRY_COMPARE(state(harness), SessionState::Finished);
        QCOMPARE(harness.window().run().recipe().phases.back(), (Phase{4, 250}));
        harness.click("continueTighter");
        QTRY_COMPARE_WITH_TIMEOUT(iteration(harness), std::uint64_t{620}, 20'000);
        QCOMPARE(harness.window().run().snapshot()->exaggeration, 4.0);
    }

    void pausesStepsResumesAndStops() {
        WindowHarness harness;
        startLong(harness);
        QCOMPARE(state(harness), SessionState::Running);
        QCOMPARE(harness.find<QPushButton>("startButton")->text(), QStringLiteral("Pause"));
        QVERIFY(harness.find<StageChips>("stageChips")->isVisible());
        QTRY_VERIFY(harness.find<StageChips>("stageChips")->current().startsWith(QStringLiteral("Optimise")));

        QTest::keyClick(&harness.window(), Qt::Key_Space);
        QTRY_COMPARE(state(harness), SessionState::Paused);
        const std::uint64_t paused = iteration(harness);
        QTest::keyClick(&harness.window(), Qt::Key_Period);
        QTRY_COMPARE(iteration(harness), paused + 1);
        QCOMPARE(state(harness), SessionState::Paused);
        harness.click("stepButton");
        QTRY_COMPARE(iteration(harness), paused + 2);

        QTest::keyClick(&harness.window(), Qt::Key_Space);
        QTRY_COMPARE(state(harness), SessionState::Running);
        QTRY_VERIFY(iteration(harness) > paused + 2);
        harness.click("stopButton");
        QTRY_COMPARE(state(harness), SessionState::Stopped);
        QCOMPARE(harness.find<QPushButton>("startButton")->text(), QStringLiteral("Start anew"));
    }

    void aPressMeantForPauseDoesNotThrowTheMapAway() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(60);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(state(harness), SessionState::Finished, 20'000);
        const std::uint64_t run = harness.window().run().snapshot()->run;
        auto* start = harness.find<QPushButton>("startButton");
        QVERIFY(!start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        harness.find<ScatterView>("scatter")->setFocus();
        QTest::keyClick(&harness.window(), Qt::Key_Space);
        QTRY_VERIFY(start->isEnabled());
        QTest::keyClick(&harness.window(), Qt::Key_Space);
        QCOMPARE(state(harness), SessionState::Finished);
        QCOMPARE(harness.window().run().snapshot()->run, run);
        QTest::keyClick(&harness.window(), Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY(harness.window().run().snapshot() && harness.window().run().snapshot()->run > run);
    }

    void exaggerationActsByKeyAndByDrag() {
        WindowHarness harness;
        startLong(harness);
        auto* slider = harness.find<ExaggerationSlider>("exaggerationSlider");
        QTRY_VERIFY(slider->isVisible());
        QTRY_COMPARE(slider->exaggeration(), 4.0);
        auto* strip = harness.find<KlStrip>("klStrip");
        QTest::keyClick(&harness.window(), Qt::Key_BracketRight);
        QTRY_COMPARE(harness.window().run().snapshot()->exaggeration, 6.0);
        QTRY_COMPARE(strip->changeMarks(), std::size_t{1});
        QTest::keyClick(&harness.window(), Qt::Key_BracketLeft);
        QTRY_COMPARE(harness.window().run().snapshot()->exaggeration, 4.0);

        const int y = slider->height() / 3;
        QTest::mousePress(slider, Qt::LeftButton, {}, {slider->positionOf(4), y});
        QTest::mouseMove(slider, {slider->positionOf(8), y});
        QTest::mouseMove(slider, {slider->positionOf(12) + 1, y}); // beside the tick: it snaps
        QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->positionOf(12) + 1, y});
        QTRY_COMPARE(harness.window().run().snapshot()->exaggeration, 12.0);
        QTRY_VERIFY(strip->changeMarks() >= 3);
        QTRY_VERIFY(
            harness.find<LogPanel>("log")->toPlainText().contains(QStringLiteral("Changed at iteration")));
        QCOMPARE(state(harness), SessionState::Running);
    }

    void settingsThatCannotActNowWaitAndSaySo() {
        WindowHarness harness;
        startLong(harness);
        const std::uint64_t run = harness.window().run().snapshot()->run;
        auto* seed = harness.find<CountField>("seed");
        harness.click("foldHead");
        seed->setFocus();
        QTest::keyClick(seed, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(seed, QStringLiteral("12"));
        QTest::keyClick(seed, Qt::Key_Return);
        QVERIFY(harness.find<QLabel>("waitingSettings")->isVisible());
        QVERIFY(harness.find<QLabel>("waitingSettings")->text().contains(QStringLiteral("seed")));
        QVERIFY(!harness.find<QPushButton>("applyButton")->isVisible());
        QCOMPARE(harness.window().run().recipe().seed, std::uint64_t{42});
        QCOMPARE(state(harness), SessionState::Running);
        harness.click("restartButton");
        QTRY_COMPARE(harness.window().run().recipe().seed, std::uint64_t{12});
        QTRY_VERIFY(harness.window().run().snapshot() && harness.window().run().snapshot()->run > run);
        QTRY_VERIFY(!harness.find<QLabel>("waitingSettings")->isVisible());
    }

    void aValueThatCannotBeSaysWhyBesideItsField() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* perplexity = harness.find<RealField>("perplexity");
        perplexity->setFocus();
        QTest::keyClick(perplexity, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(perplexity, QStringLiteral("0.5"));
        QTest::keyClick(perplexity, Qt::Key_Return);
        const auto* row = harness.find<QWidget>("perplexityRow");
        bool said = false;
        for (const QLabel* label : row->findChildren<QLabel*>())
            said = said || (label->isVisible() && label->text().contains(QStringLiteral("at least 1")));
        QVERIFY(said);
        QVERIFY(!harness.find<QPushButton>("startButton")->isEnabled());
    }

    void aNewFileEndsTheRun() {
        WindowHarness harness;
        startLong(harness);
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("next.csv"), "a,b\n1,2\n3,4\n5,7\n2,2\n")));
        QCOMPARE(state(harness), SessionState::Idle);
        QVERIFY(!harness.window().run().snapshot());
        QVERIFY(!harness.find<QWidget>("exaggerationCard")->isVisible());
        QCOMPARE(harness.find<QPushButton>("startButton")->text(), QStringLiteral("Start"));
        QCOMPARE(harness.find<KlStrip>("klStrip")->curvePoints(), std::size_t{0});
        QTRY_COMPARE(harness.find<QLabel>("statusStage")->text(), QStringLiteral("Ready"));
    }

    void downsampleShowsTheSampleAndThenAll() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses(3000)));
        auto* ready = harness.find<QComboBox>("readyRecipe");
        ready->setFocus();
        QTest::keyClick(ready, Qt::Key_End);
        QVERIFY(harness.find<CountField>("sampleSize")->isVisible());
        QCOMPARE(harness.find<CountField>("sampleSize")->value(), 2250);
        QString sampleCaption;
        const auto* caption = harness.find<QLabel>("caption");
        connect(&harness.window().run(), &RunController::moved, this,
                [&](const std::shared_ptr<const Snapshot>& snapshot) {
                    if (snapshot->points)
                        sampleCaption = caption->text();
                });
        harness.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(sampleCaption.contains(QStringLiteral("2,250")), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(
            harness.window().run().snapshot() && !harness.window().run().snapshot()->points, 60'000);
        QCOMPARE(harness.window().run().snapshot()->positions.rows(), Eigen::Index{9000});
        harness.click("stopButton");
        QTRY_COMPARE(state(harness), SessionState::Stopped);
    }

    void theCameraFollowsUntilMoved() {
        WindowHarness harness;
        startLong(harness);
        auto* view = harness.find<ScatterView>("scatter");
        auto* follow = harness.find<QPushButton>("follow");
        QVERIFY(!follow->isVisible());
        const QPoint middle = view->rect().center();
        QTest::mousePress(view, Qt::LeftButton, {}, middle);
        QTest::mouseMove(view, middle + QPoint(60, 20));
        QTest::mouseRelease(view, Qt::LeftButton, {}, middle + QPoint(60, 20));
        QTRY_VERIFY(follow->isVisible());
        harness.click("follow");
        QTRY_VERIFY(!follow->isVisible());
        QVERIFY(view->following());
    }
};

QTEST_MAIN(TestRun)
#include "test_run.moc"
