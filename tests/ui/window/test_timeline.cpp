// SPDX-License-Identifier: MIT
// Looking back at a run while it goes on, going on from a map of the past, and the list of runs: by mouse and
// keys.
#include "window_harness.h"

#include "panels/number_fields.h"
#include "scatter/scatter_view.h"
#include "timeline/kl_strip.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QToolButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestTimelineWindow : public QObject {
    Q_OBJECT

    static const RunController& run(WindowHarness& harness) { return harness.window().run(); }
    static const std::vector<RunEntry>& runs(WindowHarness& harness) {
        return harness.window().timelines().history().runs();
    }
    static std::uint64_t iteration(WindowHarness& harness) {
        return run(harness).snapshot() ? run(harness).snapshot()->iteration : 0;
    }
    static KlStrip* strip(WindowHarness& harness) { return harness.find<KlStrip>("klStrip"); }
    static QString caption(WindowHarness& harness) {
        return harness.find<QWidget>("keptCard")->isVisible() ? harness.find<QLabel>("keptCaption")->text()
                                                              : QString();
    }
    static void clickAt(WindowHarness& harness, std::uint64_t iteration) {
        QTest::mouseClick(strip(harness), Qt::LeftButton, {},
                          strip(harness)->positionOf({iteration, false}).toPoint());
    }
    /// Opens the three classes and runs so many iterations to the end.
    static void runToEnd(WindowHarness& harness, int iterations) {
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(iterations);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(run(harness).state(), SessionState::Finished, 30'000);
    }
    /// Starts a run that lasts until it is told otherwise.
    static void startLong(WindowHarness& harness) {
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(900'000);
        harness.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(iteration(harness) > 200, 30'000);
    }
    static QListView* list(WindowHarness& harness) {
        harness.find<QTabWidget>("runTabs")->setCurrentIndex(1);
        return harness.find<QListView>("runList");
    }
    static void clickRow(WindowHarness& harness, int row) {
        QListView* view = list(harness);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(view->model()->index(row, 0)).center());
    }

private Q_SLOTS:
    void aRunGoesOnWhileItsPastIsInView() {
        WindowHarness harness;
        startLong(harness);
        QVERIFY(harness.window().timelines().live());
        strip(harness)->setFocus();
        QTest::keyClick(strip(harness), Qt::Key_Home);
        QVERIFY2(caption(harness) == QStringLiteral("Iteration 0 of 900,000, kept"),
                 qPrintable(caption(harness)));
        QVERIFY(!harness.find<QWidget>("exaggerationCard")->isVisible());
        QCOMPARE(harness.window().timelines().snapshot()->iteration, std::uint64_t{0});
        const std::uint64_t before = iteration(harness);
        QTRY_VERIFY(iteration(harness) > before + 100);
        QCOMPARE(harness.window().timelines().snapshot()->iteration, std::uint64_t{0});
        QVERIFY(caption(harness).startsWith(QStringLiteral("Iteration 0 of")));
        QTest::keyClick(strip(harness), Qt::Key_Right);
        const std::uint64_t next = harness.window().timelines().snapshot()->iteration;
        QVERIFY(next > 0);
        QCOMPARE(next, strip(harness)->playhead()->iteration);

        QCOMPARE(harness.find<QPushButton>("backToLive")->text().remove(QLatin1Char('&')),
                 QStringLiteral("Back to live"));
        harness.click("backToLive");
        QVERIFY(harness.window().timelines().live());
        QCOMPARE(caption(harness), QString());
        QTRY_VERIFY(harness.find<QWidget>("exaggerationCard")->isVisible());
        const std::uint64_t back = iteration(harness);
        QTRY_VERIFY(harness.window().timelines().snapshot()->iteration > back);
    }

    void theCanvasShowsTheKeptMap() {
        WindowHarness harness;
        runToEnd(harness, 200);
        const auto last = harness.window().timelines().snapshot();
        QCOMPARE(last->iteration, std::uint64_t{200});
        const auto* view = harness.find<ScatterView>("scatter");
        const double scale = view->viewTransform().pixelsPerUnit;
        clickAt(harness, 100);
        QVERIFY2(caption(harness) == QStringLiteral("Iteration 100 of 200, kept"),
                 qPrintable(caption(harness)));
        QVERIFY(!harness.find<QWidget>("finishedCard")->isVisible());
        clickAt(harness, 0);
        // The start is a ten-thousandth as wide, and fills the canvas all the same.
        QVERIFY(view->viewTransform().pixelsPerUnit > 100 * scale);
        const QRgb red = harness.colorOf("red");
        QTRY_VERIFY(countPixels(harness.canvas(), red) > 20);
        const auto start = harness.window().timelines().snapshot();
        QVERIFY((start->positions - last->positions).norm() > 0.1F * last->positions.norm());
        QTest::keyClick(harness.find<QWidget>("scatter"), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(harness.window().timelines().live());
        QCOMPARE(harness.window().timelines().snapshot(), last);
        QVERIFY(harness.find<QWidget>("finishedCard")->isVisible());
    }

    void playShowsTheWayToTheEnd() {
        WindowHarness harness;
        runToEnd(harness, 150);
        std::vector<std::uint64_t> seen;
        connect(&harness.window().timelines(), &TimelineController::shown, this,
                [&] { seen.push_back(harness.window().timelines().snapshot()->iteration); });
        harness.click("playTimeline");
        QCOMPARE(seen.size(), std::size_t{1});
        QTRY_VERIFY_WITH_TIMEOUT(harness.window().timelines().live(), 30'000);
        std::vector<std::uint64_t> expected;
        for (std::uint64_t i = 0; i <= 150; i += 10)
            expected.push_back(i);
        expected.push_back(150); // the last map itself
        QCOMPARE(seen, expected);
        harness.click("playTimeline");
        harness.click("playTimeline"); // stops
        QVERIFY(!harness.window().timelines().live());
    }

    void aBranchGoesOnFromTheMapInView() {
        WindowHarness harness;
        runToEnd(harness, 300);
        QCOMPARE(runs(harness).size(), std::size_t{1});
        const auto last = run(harness).snapshot();
        clickAt(harness, 120);
        std::vector<std::uint64_t> seen;
        connect(
            &run(harness), &RunController::moved, this,
            [&](const std::shared_ptr<const Snapshot>& snapshot) { seen.push_back(snapshot->iteration); });
        harness.click("continueFromHere");
        QTRY_COMPARE_WITH_TIMEOUT(runs(harness).size(), std::size_t{2}, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(run(harness).state(), SessionState::Finished, 30'000);
        QTRY_VERIFY(!seen.empty());
        QCOMPARE(seen.back(), std::uint64_t{300});
        QVERIFY(seen.front() >= 120);
        QVERIFY(harness.window().timelines().live());
        QCOMPARE(runs(harness)[1].title(), QStringLiteral("Run 2, from iteration 120 of Run 1"));
        QCOMPARE(runs(harness)[1].timeline->entries().front().snapshot->iteration, std::uint64_t{120});
        // The run it comes from is as it was.
        QCOMPARE(runs(harness)[0].snapshot, last);
        QCOMPARE(runs(harness)[0].timeline->entries().size(), std::size_t{31});
        QVERIFY(run(harness).snapshot() != last);

        // From the end there is nothing left to do: 250 iterations more.
        clickRow(harness, 0);
        QVERIFY2(caption(harness) == QStringLiteral("Run 1: iteration 300 of 300, the last map"),
                 qPrintable(caption(harness)));
        harness.click("continueFromHere");
        QTRY_COMPARE_WITH_TIMEOUT(runs(harness).size(), std::size_t{3}, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(iteration(harness), std::uint64_t{550}, 30'000);
        QCOMPARE(runs(harness)[2].recipe.phases.back(), (Phase{4, 250}));
    }

    void startingAgainKeepsTheEarlierRun() {
        WindowHarness harness;
        runToEnd(harness, 100);
        const auto first = run(harness).snapshot();
        auto* perplexity = harness.find<RealField>("perplexity");
        perplexity->setFocus();
        QTest::keyClick(perplexity, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(perplexity, QStringLiteral("12"));
        QTest::keyClick(perplexity, Qt::Key_Return);
        harness.typeOnePhase(900'000);
        QTest::keyClick(&harness.window(), Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(run(harness).snapshot() && run(harness).snapshot()->run == 2, 30'000);
        QCOMPARE(runs(harness).size(), std::size_t{2});
        QCOMPARE(harness.find<QTabWidget>("runTabs")->tabText(1).remove(QLatin1Char('&')),
                 QStringLiteral("Runs (2)"));
        clickRow(harness, 0);
        QCOMPARE(harness.window().timelines().snapshot(), first);
        QCOMPARE(harness.window().timelines().recipe().perplexity, 30.0);
        QVERIFY2(caption(harness) == QStringLiteral("Run 1: iteration 100 of 100, the last map"),
                 qPrintable(caption(harness)));
        QTRY_COMPARE(strip(harness)->kept().size(), std::size_t{11});
        QCOMPARE(run(harness).state(), SessionState::Running);
        QTRY_VERIFY(!runs(harness)[0].thumbnail.isNull());
        // The one under way stays.
        clickRow(harness, 1);
        QVERIFY(harness.window().timelines().live());
        QVERIFY(!harness.find<QToolButton>("deleteRun")->isEnabled());
        harness.click("stopButton");
        QTRY_COMPARE(run(harness).state(), SessionState::Stopped);
        QTRY_VERIFY(harness.find<QToolButton>("deleteRun")->isEnabled());
    }

    void runsAreRenamedAndDeleted() {
        WindowHarness harness;
        runToEnd(harness, 100);
        const std::weak_ptr<const Snapshot> first = run(harness).snapshot();
        harness.find<QTabWidget>("runTabs")->setCurrentIndex(0);
        QTest::keyClick(&harness.window(), Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(runs(harness).size() == 2 &&
                                     run(harness).state() == SessionState::Finished &&
                                     run(harness).snapshot(),
                                 30'000);
        clickRow(harness, 0);
        QListView* view = list(harness);
        QTest::keyClick(view, Qt::Key_F2);
        auto* editor = harness.find<QLineEdit>("runName");
        QVERIFY(editor && editor->isVisible());
        QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(editor, QStringLiteral("trial"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(runs(harness)[0].name, QStringLiteral("trial"));
        QVERIFY(caption(harness).startsWith(QStringLiteral("trial: ")));

        QTest::keyClick(view, Qt::Key_Delete);
        auto* asked = harness.find<QMessageBox>("deleteRunDialog");
        QVERIFY(asked && asked->isVisible());
        QTest::keyClick(asked, Qt::Key_Escape);
        QCOMPARE(runs(harness).size(), std::size_t{2});
        QTRY_VERIFY(!harness.find<QMessageBox>("deleteRunDialog"));
        QTest::keyClick(view, Qt::Key_Delete);
        harness.click("deleteRunNow");
        QTRY_COMPARE(runs(harness).size(), std::size_t{1});
        QCOMPARE(runs(harness)[0].name, QStringLiteral("Run 2"));
        QVERIFY(harness.window().timelines().live());
        QTRY_VERIFY(first.expired());

        // The last one gone, the data's first picture is in view again.
        QTRY_VERIFY(!harness.find<QMessageBox>("deleteRunDialog"));
        QApplication::setActiveWindow(&harness.window()); // as a window manager does after a dialog
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Delete);
        harness.click("deleteRunNow");
        QTRY_COMPARE(runs(harness).size(), std::size_t{0});
        QVERIFY(!harness.window().timelines().snapshot());
        QVERIFY(!run(harness).snapshot());
        QVERIFY(!harness.find<QWidget>("keptCard")->isVisible());
        QVERIFY(!harness.find<QWidget>("finishedCard")->isVisible());
        QVERIFY(harness.find<QLabel>("caption")->text().contains(QStringLiteral("principal components")));
        QTRY_VERIFY(harness.find<QPushButton>("startButton")->isEnabled());
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(run(harness).state(), SessionState::Finished, 30'000);
        QCOMPARE(runs(harness)[0].name, QStringLiteral("Run 3"));
    }

    void theMemoryKeptIsShownAndItsLimitChosen() {
        WindowHarness harness;
        runToEnd(harness, 300);
        const auto* button = harness.find<QToolButton>("timelineMemory");
        QVERIFY2(button->text().endsWith(QStringLiteral("of 512 MB")), qPrintable(button->text()));
        QVERIFY2(!button->text().contains(QStringLiteral("Kept 0")), qPrintable(button->text()));
        const auto limits = button->menu()->actions();
        const auto chosen = std::ranges::find(limits, QStringLiteral("128 MB"), &QAction::text);
        QVERIFY(chosen != limits.end());
        (*chosen)->trigger();
        QVERIFY2(button->text().endsWith(QStringLiteral("of 128 MB")), qPrintable(button->text()));
        QCOMPARE(runs(harness)[0].timeline->limit(), std::uint64_t{128'000'000});
        harness.reopen();
        QVERIFY(harness.find<QToolButton>("timelineMemory")->text().endsWith(QStringLiteral("of 128 MB")));
    }

    void otherDataForgetTheRuns() {
        WindowHarness harness;
        runToEnd(harness, 100);
        clickAt(harness, 50);
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("next.csv"), "a,b\n1,2\n3,4\n5,7\n2,2\n")));
        QVERIFY(runs(harness).empty());
        QVERIFY(strip(harness)->kept().empty());
        QVERIFY(!harness.find<QWidget>("keptCard")->isVisible());
        QVERIFY(!harness.window().timelines().snapshot());
    }
};

QTEST_MAIN(TestTimelineWindow)
#include "test_timeline.moc"
