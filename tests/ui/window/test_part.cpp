// SPDX-License-Identifier: MIT
// A selection embedded alone: what runs, what is shown and exported, and the way back to all points.
#include "map_hands.h"

#include "window/run_controller.h"
#include "window/timeline_controller.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestPart : public QObject {
    Q_OBJECT

    static const RunController& run(WindowHarness& harness) { return harness.window().run(); }
    static void runToItsEnd(WindowHarness& harness, const char* button) {
        const auto before = run(harness).snapshot();
        // A press just after a run has ended is taken for one that meant to pause it.
        QTRY_VERIFY(harness.find<QAbstractButton>(button)->isEnabled());
        harness.click(button);
        QTRY_VERIFY_WITH_TIMEOUT(run(harness).state() == SessionState::Finished && run(harness).snapshot() &&
                                     (!before || run(harness).snapshot()->run != before->run),
                                 30'000);
    }
    static QStringList exported(WindowHarness& harness, const QString& name) {
        MapHands(harness).key(Qt::Key_E, Qt::ControlModifier);
        auto* dialog = harness.find<QDialog>("exportDialog");
        if (!dialog || !QTest::qWaitForWindowExposed(dialog))
            return {};
        auto* format = dialog->findChild<QComboBox*>(QStringLiteral("exportFormat"));
        format->setCurrentIndex(name.endsWith(QStringLiteral(".csv")) ? 1 : 0);
        if (auto* settings = dialog->findChild<QAbstractButton*>(QStringLiteral("csvSettings")))
            settings->setChecked(true);
        auto* path = dialog->findChild<QLineEdit*>(QStringLiteral("exportPath"));
        path->selectAll();
        QTest::keyClicks(path, harness.path(name));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("exportGo")), Qt::LeftButton);
        if (!QTest::qWaitFor([&] { return harness.bannerText().contains(name); }, 20'000))
            return {};
        QFile file(harness.path(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed().split('\n')
                                              : QStringList();
    }

private Q_SLOTS:
    void aSelectionRunsAlone() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        harness.typeOnePhase(80);
        hands.fromMenu(QStringLiteral("red"), "selectClass");
        QVERIFY(!harness.find<QAction>("actionEmbedAll")->isEnabled());
        runToItsEnd(harness, "actionEmbedSelectionButton");
        const auto snapshot = run(harness).snapshot();
        QVERIFY(snapshot && snapshot->points && !snapshot->sample);
        QCOMPARE(*snapshot->points, hands.ofClass("red"));
        QCOMPARE(snapshot->positions.rows(), Eigen::Index{60});
        QCOMPARE(hands.view().positions()->rows(), Eigen::Index{60});
        QCOMPARE(harness.find<QLabel>("caption")->text(), QStringLiteral("Selection of 60 points"));
        // They are selected from as any others are.
        const QList<QPoint> path = hands.around("red", 80);
        const PointList expected = hands.enclosed(path);
        QVERIFY(!expected.empty() && expected.size() < 60);
        hands.drag(path, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(hands.selected(), expected);
        hands.key(Qt::Key_A);
        QCOMPARE(hands.selected(), hands.ofClass("red"));
        // Starting anew is starting them anew.
        hands.key(Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(run(harness).snapshot() &&
                                     run(harness).snapshot()->run == snapshot->run + 1 &&
                                     run(harness).state() == SessionState::Finished,
                                 30'000);
        QCOMPARE(run(harness).snapshot()->positions.rows(), Eigen::Index{60});
        QVERIFY(run(harness).snapshot()->positions == snapshot->positions);

        harness.find<QAction>("actionEmbedAll")->trigger();
        QVERIFY(!harness.window().timelines().snapshot());
        QCOMPARE(hands.view().positions(), harness.window().document().picture());
        QVERIFY(!harness.find<QAction>("actionEmbedAll")->isEnabled());
        runToItsEnd(harness, "startButton");
        QVERIFY(!run(harness).snapshot()->points);
        QCOMPARE(run(harness).snapshot()->positions.rows(), Eigen::Index{180});
    }

    void theMapOfAllPointsIsKept() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        harness.typeOnePhase(80);
        runToItsEnd(harness, "startButton");
        const auto whole = run(harness).snapshot();
        const Recipe recipe = run(harness).recipe();
        hands.fromMenu(QStringLiteral("blue"), "selectClass");
        harness.typeOnePhase(60);
        runToItsEnd(harness, "actionEmbedSelectionButton");
        QCOMPARE(run(harness).snapshot()->positions.rows(), Eigen::Index{60});
        harness.find<QAction>("actionEmbedAll")->trigger();
        QCOMPARE(harness.window().timelines().snapshot(), whole);
        QVERIFY(harness.window().timelines().recipe() == recipe);
        QCOMPARE(hands.view().positions().get(), &whole->positions);
        QCOMPARE(hands.selected(), hands.ofClass("blue"));
        const QStringList lines = exported(harness, QStringLiteral("all.csv"));
        QVERIFY(lines.contains(QStringLiteral("# phases: 4:80")));
        QCOMPARE(lines.filter(QRegularExpression(QStringLiteral("^\\d"))).size(), 180);
    }

    void aBranchIsOfTheSamePoints() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        harness.typeOnePhase(80);
        hands.fromMenu(QStringLiteral("blue"), "selectClass");
        runToItsEnd(harness, "actionEmbedSelectionButton");
        const auto& runs = harness.window().timelines().history().runs();
        QCOMPARE(runs.size(), std::size_t{1});
        QCOMPARE(runs[0].note, QStringLiteral("60 selected points"));
        const auto before = run(harness).snapshot()->run;
        QTest::keyClick(harness.find<QWidget>("klStrip"), Qt::Key_Home);
        QVERIFY(!harness.window().timelines().live());
        hands.key(Qt::Key_B, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(run(harness).snapshot() && run(harness).snapshot()->run > before &&
                                     run(harness).state() == SessionState::Finished,
                                 30'000);
        QCOMPARE(*run(harness).snapshot()->points, hands.ofClass("blue"));
    }

    void itsExportsSayWhichPoints() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        harness.typeOnePhase(60);
        hands.fromMenu(QStringLiteral("green"), "selectClass");
        runToItsEnd(harness, "actionEmbedSelectionButton");
        const QStringList lines = exported(harness, QStringLiteral("part.csv"));
        QVERIFY2(lines.contains(QStringLiteral("# points: 60")), qPrintable(lines.join('\n')));
        QVERIFY(lines.contains(QStringLiteral("# selected from: 180 points")));
        const QStringList rows = lines.filter(QRegularExpression(QStringLiteral("^\\d")));
        const PointList points = hands.ofClass("green");
        QCOMPARE(rows.size(), 60);
        for (qsizetype i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i].section(',', 0, 0).toULongLong(), qulonglong{points[std::size_t(i)]} + 1);
            QCOMPARE(rows[i].section(',', 3), QStringLiteral("green"));
        }
        QVERIFY(!exported(harness, QStringLiteral("part.png")).isEmpty());
        const QString description =
            QImage(harness.path(QStringLiteral("part.png"))).text(QStringLiteral("shoal"));
        const QJsonObject written = QJsonDocument::fromJson(description.toUtf8()).object();
        QCOMPARE(written["selected"].toInt(), 60);
        QCOMPARE(written["data"]["points"].toInt(), 180);
    }

    void anotherFileIsEmbeddedWhole() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        harness.typeOnePhase(60);
        hands.fromMenu(QStringLiteral("green"), "selectClass");
        runToItsEnd(harness, "actionEmbedSelectionButton");
        QVERIFY(harness.openAndSee(harness.threeClasses(50)));
        QVERIFY(!harness.window().selection().embedded());
        runToItsEnd(harness, "startButton");
        QCOMPARE(run(harness).snapshot()->positions.rows(), Eigen::Index{150});
    }
};

QTEST_MAIN(TestPart)
#include "test_part.moc"
