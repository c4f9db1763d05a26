// SPDX-License-Identifier: MIT
// What is done to a run under way, by mouse and keys: settings, Apply, Perturb, phases, and the landing of
// large data.
#include "window_harness.h"

#include "panels/log_panel.h"
#include "panels/number_fields.h"
#include "panels/phase_table.h"
#include "panels/stage_chips.h"
#include "scatter/scatter_view.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestLive : public QObject {
    Q_OBJECT

    static const RunController& run(WindowHarness& harness) { return harness.window().run(); }
    static std::uint64_t iteration(WindowHarness& harness) {
        const auto& snapshot = run(harness).snapshot();
        return snapshot ? snapshot->iteration : 0;
    }
    static void startLong(WindowHarness& harness) {
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(900'000);
        harness.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(iteration(harness) > 50, 20'000);
    }
    static void type(QWidget* field, const QString& text) {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }
    static QString log(WindowHarness& harness) { return harness.find<LogPanel>("log")->toPlainText(); }
    static StageChip* chip(WindowHarness& harness, const QString& name) {
        for (auto* each : harness.find<StageChips>("stageChips")->findChildren<StageChip*>())
            if (each->text() == name && each->isVisible())
                return each;
        return nullptr;
    }
    static void choose(WindowHarness& harness, const QString& name, Qt::Key key) {
        auto* of = chip(harness, name);
        QVERIFY(of);
        QTest::mouseClick(of, Qt::LeftButton);
        QTRY_VERIFY(harness.find<QMenu>("stageMenu") && harness.find<QMenu>("stageMenu")->isVisible());
        QTest::keyClick(harness.find<QMenu>("stageMenu"), key);
        QTRY_VERIFY(!harness.find<QMenu>("stageMenu"));
    }

private Q_SLOTS:
    void aPerplexityIsAppliedWhereThePointsAre() {
        WindowHarness harness;
        startLong(harness);
        const std::uint64_t number = run(harness).snapshot()->run;
        auto* apply = harness.find<QPushButton>("applyButton");
        type(harness.find<RealField>("perplexity"), QStringLiteral("12"));
        QVERIFY(apply->isVisible());
        QVERIFY(!harness.find<QPushButton>("restartButton")->isVisible());
        QVERIFY(harness.find<QLabel>("waitingSettings")->text().contains(QStringLiteral("perplexity")));
        QCOMPARE(run(harness).recipe().perplexity, 30.0); // nothing restarts silently
        const std::uint64_t before = iteration(harness);
        harness.click("applyButton");
        QTRY_COMPARE(run(harness).recipe().perplexity, 12.0);
        QTRY_VERIFY(log(harness).contains(QStringLiteral("perplexity 30 → 12")));
        QTRY_VERIFY(iteration(harness) > before);
        QCOMPARE(run(harness).snapshot()->run, number);
        QTRY_VERIFY(!harness.find<QLabel>("waitingSettings")->isVisible());
        QCOMPARE(run(harness).state(), SessionState::Running);
    }

    void aFinishedMapIsReoptimized() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(60);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(run(harness).state(), SessionState::Finished, 20'000);
        type(harness.find<RealField>("perplexity"), QStringLiteral("12"));
        harness.click("applyButton");
        QTRY_COMPARE_WITH_TIMEOUT(iteration(harness), std::uint64_t{310}, 20'000);
        QTRY_COMPARE(run(harness).state(), SessionState::Finished);
        QCOMPARE(run(harness).recipe().perplexity, 12.0);
        QVERIFY(!harness.find<QLabel>("waitingSettings")->isVisible());
    }

    void settingsActAtOnceAndDoNotUndoOthers() {
        WindowHarness harness;
        startLong(harness);
        QTest::keyClick(&harness.window(), Qt::Key_BracketRight);
        QTRY_COMPARE(run(harness).snapshot()->exaggeration, 6.0);
        // The panel shows what the slider has made of the phases.
        QTRY_COMPARE(harness.find<PhaseTable>("phases")->phases().size(), std::size_t{2});
        harness.click("foldHead");
        type(harness.find<RealField>("momentum"), QStringLiteral("0.7"));
        type(harness.find<RealField>("maxStepNorm"), QStringLiteral("3"));
        type(harness.find<RealField>("maxGradientNorm"), QStringLiteral("0.5"));
        type(harness.find<RealField>("learningRate"), QStringLiteral("40"));
        QTRY_COMPARE(run(harness).recipe().learningRate, std::optional<double>(40));
        const Recipe inForce = run(harness).recipe();
        QCOMPARE(inForce.momentum, 0.7);
        QCOMPARE(inForce.maxStepNorm, 3.0);
        QCOMPARE(inForce.maxGradientNorm, std::optional<double>(0.5));
        QCOMPARE(inForce.phases.back().exaggeration, 6.0);
        QVERIFY(!harness.find<QLabel>("waitingSettings")->isVisible());
    }

    void perturbingMovesThePointsAndIsRecorded() {
        WindowHarness harness;
        startLong(harness);
        QTest::keyClick(&harness.window(), Qt::Key_Space);
        QTRY_COMPARE(run(harness).state(), SessionState::Paused);
        const auto before = run(harness).snapshot();
        harness.click("perturbButton");
        QTRY_VERIFY(run(harness).snapshot() != before);
        QCOMPARE(run(harness).snapshot()->iteration, before->iteration);
        QVERIFY(run(harness).snapshot()->positions != before->positions);
        QTRY_VERIFY(log(harness).contains(QStringLiteral("all points perturbed by 10 %")));
        const auto once = run(harness).snapshot();
        QTest::keyClick(&harness.window(), Qt::Key_Comma);
        QTRY_VERIFY(run(harness).snapshot() != once);
        harness.click("stopButton");
        QTRY_COMPARE(run(harness).state(), SessionState::Stopped);
        const std::uint64_t stopped = iteration(harness);
        harness.click("perturbButton"); // and goes on to see whether the map holds
        QTRY_COMPARE_WITH_TIMEOUT(iteration(harness), stopped + 250, 20'000);
    }

    void chipsLengthenShortenAndSkipPhases() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        type(harness.find<QWidget>("phase1")->findChild<CountField*>(), QStringLiteral("700000"));
        harness.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(iteration(harness) > 50, 20'000);
        choose(harness, QStringLiteral("Early exaggeration"), Qt::Key_M);
        QTRY_COMPARE(run(harness).recipe().phases, (std::vector<Phase>{{12, 700'100}, {1, 500}}));
        choose(harness, QStringLiteral("Optimise"), Qt::Key_F);
        QTRY_COMPARE(run(harness).recipe().phases, (std::vector<Phase>{{12, 700'100}, {1, 400}}));
        choose(harness, QStringLiteral("Early exaggeration"), Qt::Key_S);
        QTRY_COMPARE_WITH_TIMEOUT(run(harness).state(), SessionState::Finished, 20'000);
        const Recipe done = run(harness).recipe();
        QCOMPARE(done.phases.size(), std::size_t{2});
        QVERIFY(done.phases[0].iterations < 700'000);
        QCOMPARE(done.phases[1], (Phase{1, 400}));
        QCOMPARE(iteration(harness), std::uint64_t{done.totalIterations()});
    }

    void aSampleIsSkippedAndTheRestLands() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses(3000)));
        auto* ready = harness.find<QComboBox>("readyRecipe");
        ready->setFocus();
        QTest::keyClick(ready, Qt::Key_End);
        type(harness.find<QWidget>("samplePhase1")->findChild<CountField*>(), QStringLiteral("900000"));
        bool landed = false;
        const auto* caption = harness.find<QLabel>("caption");
        connect(&harness.window().run(), &RunController::moved, this,
                [&](const std::shared_ptr<const Snapshot>& snapshot) {
                    if (!snapshot->points)
                        landed = landed || caption->text().contains(QStringLiteral("land on the sample"));
                });
        harness.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(run(harness).snapshot() && run(harness).snapshot()->points &&
                                     run(harness).snapshot()->iteration > 5,
                                 60'000);
        choose(harness, QStringLiteral("Sample"), Qt::Key_S);
        QTRY_VERIFY_WITH_TIMEOUT(run(harness).snapshot() && !run(harness).snapshot()->points, 60'000);
        QTRY_VERIFY(landed);
        QTRY_VERIFY_WITH_TIMEOUT(caption->text().isEmpty(), 10'000); // the map itself follows
        harness.click("stopButton");
        QTRY_COMPARE(run(harness).state(), SessionState::Stopped);
    }

    void howLongARunTakesIsToldBefore() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses(3000)));
        auto* estimate = harness.find<QLabel>("estimate");
        QTRY_VERIFY_WITH_TIMEOUT(
            estimate->isVisible() && estimate->text().startsWith(QStringLiteral("A run takes")), 30'000);
        harness.typeOnePhase(900'000);
        QVERIFY(harness.find<QLabel>("estimateStages")->text().contains(QStringLiteral("Neighbours")));
        harness.click("startButton");
        QTRY_COMPARE(run(harness).state(), SessionState::Running);
        QTRY_VERIFY(!estimate->isVisible());
        harness.click("stopButton");
        QTRY_COMPARE(run(harness).state(), SessionState::Stopped);
    }
};

QTEST_MAIN(TestLive)
#include "test_live.moc"
