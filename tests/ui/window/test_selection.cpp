// SPDX-License-Identifier: MIT
// Selecting by mouse and keys: what an outline encloses, what is added and taken out, what the legend hides,
// and what the panel says of it.
#include "map_hands.h"

#include "panels/number_fields.h"
#include "selection/share_list.h"
#include "window/run_controller.h"

#include <QComboBox>
#include <QLabel>
#include <QToolButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestSelection : public QObject {
    Q_OBJECT

    static QToolButton* tool(WindowHarness& harness, const char* action) {
        auto* wanted = harness.find<QAction>(action);
        for (auto* button : harness.find<QWidget>("canvas")->findChildren<QToolButton*>())
            if (button->defaultAction() == wanted)
                return button;
        return nullptr;
    }
    static QStringList rowsOf(WindowHarness& harness, const char* list) {
        QStringList rows;
        const auto* model = harness.find<ShareList>(list)->model();
        for (int row = 0; row < model->rowCount(); ++row)
            rows += model->index(row, 0).data(Qt::AccessibleTextRole).toString();
        return rows;
    }

private Q_SLOTS:
    void aLassoSelectsWhatItEncloses() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        hands.key(Qt::Key_L);
        QVERIFY(tool(harness, "actionLasso")->isChecked());
        QVERIFY(!tool(harness, "actionPan")->isChecked());
        const QList<QPoint> path = hands.around("red", 80);
        const PointList expected = hands.enclosed(path);
        QVERIFY(expected.size() > 10 && expected.size() < 100);
        hands.drag(path);
        QCOMPARE(hands.selected(), expected);
        QVERIFY(hands.view().following()); // nothing was panned
        // The rest is grey.
        QTRY_COMPARE(countPixels(harness.canvas(), harness.colorOf("green")), 0);
        QVERIFY(countPixels(harness.canvas(), harness.colorOf("red")) > 20);
        hands.key(Qt::Key_E);
        QCOMPARE(hands.selected(), PointList{});
        QTRY_VERIFY(countPixels(harness.canvas(), harness.colorOf("green")) > 50);
    }

    void shiftDrawsWithThePanningHand() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        const QPoint middle = hands.placeOf(0).toPoint();
        const QList<QPoint> box{middle - QPoint(25, 15), middle + QPoint(15, 25)};
        const QList<QPoint> corners{box[0], {box[1].x(), box[0].y()}, box[1], {box[0].x(), box[1].y()}};
        hands.drag(box, Qt::ShiftModifier);
        QVERIFY(!hands.selected().empty());
        QCOMPARE(hands.selected(), hands.enclosed(corners));
        const QList<QPoint> path = hands.around("blue", 40);
        hands.drag(path, Qt::ShiftModifier | Qt::ControlModifier);
        const PointList blue = hands.enclosed(path);
        QVERIFY(!blue.empty());
        QCOMPARE(hands.selected(), blue);
        QVERIFY(hands.view().following());
        hands.drag({{50, 50}, {90, 70}, {120, 90}}); // pans, and leaves the selection
        QVERIFY(!hands.view().following());
        QCOMPARE(hands.selected(), blue);
    }

    void addsAndTakesOut() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        QTest::mouseClick(tool(harness, "actionRectangle"), Qt::LeftButton);
        const auto boxAround = [&](std::initializer_list<const char*> names) {
            QRect box;
            for (const char* name : names)
                for (const std::uint32_t point : hands.ofClass(name))
                    box |= QRect(hands.placeOf(point).toPoint() - QPoint(4, 4), QSize(8, 8));
            return QList<QPoint>{box.topLeft(), box.center(), box.bottomRight()};
        };
        const QList<QPoint> green = boxAround({"green"});
        const QList<QPoint> others = boxAround({"red", "blue"});
        hands.drag(green);
        QCOMPARE(hands.selected(), hands.ofClass("green"));
        hands.drag(others, Qt::ControlModifier);
        QCOMPARE(hands.selected().size(), std::size_t{180});
        hands.drag(green, Qt::AltModifier);
        QCOMPARE(hands.selected().size(), std::size_t{120});
        // The same by the panel's buttons.
        harness.click("selectAdd");
        hands.drag(green);
        QCOMPARE(hands.selected().size(), std::size_t{180});
        harness.click("selectRemove");
        hands.drag(others);
        QCOMPARE(hands.selected(), hands.ofClass("green"));
        harness.click("selectNew");
        // A click names the point under it.
        const QPoint place = hands.placeOf(0).toPoint();
        const auto under = static_cast<std::uint32_t>(hands.view().pointAt(place));
        QTest::mouseClick(&hands.view(), Qt::LeftButton, {}, place);
        QCOMPARE(hands.selected(), PointList{under});
        hands.key(Qt::Key_R); // lays the tool down
        QVERIFY(tool(harness, "actionPan")->isChecked());
    }

    void keysSelectAllNothingAndTheOthers() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        hands.key(Qt::Key_A);
        QCOMPARE(hands.selected().size(), std::size_t{180});
        hands.key(Qt::Key_E);
        QVERIFY(hands.selected().empty());
        hands.fromMenu(QStringLiteral("red"), "selectClass");
        QCOMPARE(hands.selected(), hands.ofClass("red"));
        hands.key(Qt::Key_I);
        QCOMPARE(hands.selected().size(), std::size_t{120});
        hands.fromMenu(QStringLiteral("red"), "addClass");
        QCOMPARE(hands.selected().size(), std::size_t{180});
        hands.fromMenu(QStringLiteral("green"), "removeClass");
        QCOMPARE(hands.selected().size(), std::size_t{120});
    }

    void whatTheLegendHidesIsNotSelected() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        auto* legend = harness.find<QListView>("legend");
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          hands.legendRow(QStringLiteral("green")));
        hands.key(Qt::Key_A);
        QCOMPARE(hands.selected().size(), std::size_t{120});
        hands.fromMenu(QStringLiteral("red"), "removeClass");
        hands.key(Qt::Key_I);
        QCOMPARE(hands.selected(), hands.ofClass("red"));
        const QSize size = hands.view().size();
        hands.drag({{1, 1}, {size.width() - 2, size.height() - 2}}, Qt::ShiftModifier);
        QCOMPARE(hands.selected().size(), std::size_t{120});
        // Both at once: of what the legend shows the selected are drawn.
        hands.fromMenu(QStringLiteral("blue"), "selectClass");
        QTRY_COMPARE(countPixels(harness.canvas(), harness.colorOf("red")), 0);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          hands.legendRow(QStringLiteral("green")));
        QTRY_VERIFY(countPixels(harness.canvas(), harness.colorOf("blue")) > 50);
        QCOMPARE(countPixels(harness.canvas(), harness.colorOf("green")), 0);
    }

    void pointsAreSelectedWhileTheyMove() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        harness.typeOnePhase(900'000);
        harness.click("startButton");
        const RunController& run = harness.window().run();
        QTRY_VERIFY_WITH_TIMEOUT(run.snapshot() && run.snapshot()->iteration > 50, 20'000);
        const QSize size = hands.view().size();
        hands.drag({{1, 1}, {size.width() - 2, size.height() - 2}}, Qt::ShiftModifier);
        QCOMPARE(hands.selected().size(), std::size_t{180});
        hands.fromMenu(QStringLiteral("red"), "removeClass");
        QCOMPARE(run.state(), SessionState::Running);
        // The selection stays with its points, wherever they go.
        const std::uint64_t then = run.snapshot()->iteration;
        QTRY_VERIFY(run.snapshot()->iteration > then);
        QCOMPARE(hands.selected().size(), std::size_t{120});
        QTRY_COMPARE(countPixels(harness.canvas(), harness.colorOf("red")), 0);
        QVERIFY(countPixels(harness.canvas(), harness.colorOf("green")) > 50);
        harness.click("stopButton");
        QTRY_COMPARE(run.state(), SessionState::Stopped);
    }

    void aSampleIsSelectedFrom() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses(3000)));
        MapHands hands(harness);
        auto* start = harness.find<QComboBox>("start");
        start->setCurrentIndex(start->findData(static_cast<int>(StartMethod::Downsample)));
        auto* sampleSize = harness.find<CountField>("sampleSize");
        sampleSize->setFocus();
        QTest::keyClick(sampleSize, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(sampleSize, QStringLiteral("6000"));
        QTest::keyClick(sampleSize, Qt::Key_Return);
        harness.click("startButton");
        const RunController& run = harness.window().run();
        QTRY_VERIFY_WITH_TIMEOUT(run.snapshot() && run.snapshot()->iteration > 10, 60'000);
        hands.key(Qt::Key_Space);
        QTRY_COMPARE(run.state(), SessionState::Paused);
        QVERIFY(run.snapshot()->sample);
        hands.key(Qt::Key_A);
        QCOMPARE(hands.selected(), *run.snapshot()->points);
        QCOMPARE(hands.selected().size(), std::size_t{6000});
        const QList<QPoint> path = hands.around("red", 60);
        const PointList expected = hands.enclosed(path);
        QVERIFY(!expected.empty());
        hands.drag(path, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(hands.selected(), expected);
    }

    void thePanelTellsOfClassesAndFeatures() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        QVERIFY(!harness.find<ShareList>("differences")->isVisible());
        hands.fromMenu(QStringLiteral("green"), "selectClass");
        const QString count = harness.find<QLabel>("selectionCount")->text();
        QVERIFY2(count.contains(QStringLiteral("60 of 180")) && count.contains(QStringLiteral("33 %")),
                 qPrintable(count));
        QCOMPARE(rowsOf(harness, "selectedClasses"), QStringList{QStringLiteral("green, 60 · 100 %")});
        // The second feature is green's: 20 higher, with a spread of 5 / √12.
        QTRY_VERIFY(!rowsOf(harness, "differences").isEmpty());
        const QStringList features = rowsOf(harness, "differences");
        QVERIFY2(features[0].startsWith(QStringLiteral("b, +1")), qPrintable(features.join(';')));
        hands.fromMenu(QStringLiteral("blue"), "addClass");
        QCOMPARE(rowsOf(harness, "selectedClasses"),
                 (QStringList{QStringLiteral("blue, 60 · 100 %"), QStringLiteral("green, 60 · 100 %")}));
        // Now it is red's feature that sets the others apart.
        QTRY_VERIFY(rowsOf(harness, "differences").value(0).startsWith(QStringLiteral("a, −1")));
        auto* list = harness.find<ShareList>("differences");
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->model()->index(0, 0)).center());
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("a"));
        QCOMPARE(harness.find<QComboBox>("colorBy")->currentText(), QStringLiteral("a"));
        QVERIFY(!harness.find<ShareList>("selectedClasses")->isVisible());
        QCOMPARE(hands.selected().size(), std::size_t{120});
    }

    void anotherFileHasNoSelection() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        hands.key(Qt::Key_A);
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("other.csv"), "a,b\n1,2\n3,4\n5,7\n2,2\n")));
        QVERIFY(hands.selected().empty());
        hands.key(Qt::Key_A);
        QCOMPARE(hands.selected(), (PointList{0, 1, 2, 3}));
        QVERIFY(!harness.find<QAction>("actionUndo")->text().contains(QStringLiteral("180")));
    }
};

QTEST_MAIN(TestSelection)
#include "test_selection.moc"
