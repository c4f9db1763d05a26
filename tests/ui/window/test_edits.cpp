// SPDX-License-Identifier: MIT
// Labels of one's own, and undo and redo of all that changes the look of the points.
#include "map_hands.h"

#include <QColorDialog>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestEdits : public QObject {
    Q_OBJECT

    static const Coloring& coloring(WindowHarness& harness) { return *harness.window().colors().coloring(); }
    static const Dataset& data(WindowHarness& harness) { return *harness.window().document().data(); }
    static QString undoText(WindowHarness& harness) { return harness.find<QAction>("actionUndo")->text(); }
    static void typeIn(QDialog* dialog, const char* field, const QString& text) {
        auto* box = dialog->findChild<QComboBox*>(QLatin1String(field));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(box, text);
    }
    static QDialog* labelDialog(WindowHarness& harness) {
        MapHands(harness).key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        auto* dialog = harness.find<QDialog>("labelDialog");
        return dialog && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
    }
    static void label(WindowHarness& harness, const QString& column, const QString& value) {
        QDialog* dialog = labelDialog(harness);
        QVERIFY(dialog);
        const auto before = harness.window().document().data();
        typeIn(dialog, "labelColumn", column);
        typeIn(dialog, "labelValue", value);
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("labelGo")), Qt::LeftButton);
        QTRY_VERIFY(harness.window().document().data() != before);
        QTRY_VERIFY(!harness.find<QDialog>("labelDialog"));
    }
    static void chooseColor(WindowHarness& harness, const char* name) {
        MapHands(harness).activate();
        auto* colorBy = harness.find<QComboBox>("colorBy");
        colorBy->setFocus();
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QLatin1String(name));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE(coloring(harness).title, std::string(name));
    }
    static void undo(MapHands& hands) { hands.key(Qt::Key_Z, Qt::ControlModifier); }
    static void redo(MapHands& hands) { hands.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }

private Q_SLOTS:
    void aLabelIsAColumnAtOnce() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        QVERIFY(!harness.find<QAction>("actionLabelSelection")->isEnabled());
        hands.fromMenu(QStringLiteral("red"), "selectClass");
        const float* const features = data(harness).features.data();
        label(harness, QStringLiteral("mine"), QStringLiteral("warm"));
        QVERIFY(data(harness).features.data() == features);
        QCOMPARE(harness.find<QComboBox>("colorBy")->currentText(), QStringLiteral("mine"));
        QVERIFY(harness.find<QComboBox>("colorBy")->findText(QStringLiteral("mine")) > 0);
        QCOMPARE(coloring(harness).title, std::string("mine"));
        QCOMPARE(coloring(harness).classes.size(), std::size_t{2}); // and what is missing
        QCOMPARE(coloring(harness).classes[0].name, std::string("warm"));
        QCOMPARE(coloring(harness).classes[0].count, std::size_t{60});
        QCOMPARE(hands.selected().size(), std::size_t{60});
        // Another value in the same column.
        chooseColor(harness, "kind");
        hands.fromMenu(QStringLiteral("blue"), "selectClass");
        label(harness, QStringLiteral("mine"), QStringLiteral("cold"));
        QCOMPARE(coloring(harness).classes.size(), std::size_t{3});
        QCOMPARE(coloring(harness).classes[1].name, std::string("cold"));
        QCOMPARE(data(harness).columns.size(), std::size_t{2}); // kind and mine

        hands.key(Qt::Key_E, Qt::ControlModifier);
        auto* dialog = harness.find<QDialog>("exportDialog");
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        dialog->findChild<QComboBox*>(QStringLiteral("exportFormat"))->setCurrentIndex(1);
        auto* path = dialog->findChild<QLineEdit*>(QStringLiteral("exportPath"));
        path->selectAll();
        QTest::keyClicks(path, harness.path(QStringLiteral("labelled.csv")));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("exportGo")), Qt::LeftButton);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("labelled.csv")));
        QFile file(harness.path(QStringLiteral("labelled.csv")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
        QVERIFY(lines[0] == "id,x,y,mine");
        for (int i = 0; i < 180; ++i)
            QCOMPARE(lines[i + 1].split(',').at(3), QByteArray(i % 3 == 0   ? "warm"
                                                               : i % 3 == 2 ? "cold"
                                                                            : ""));
    }

    void whatCannotBeALabelIsSaid() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        hands.key(Qt::Key_A);
        QDialog* dialog = labelDialog(harness);
        QVERIFY(dialog);
        auto* go = dialog->findChild<QPushButton*>(QStringLiteral("labelGo"));
        const auto* note = dialog->findChild<QLabel*>(QStringLiteral("labelNote"));
        QVERIFY(!go->isEnabled());
        typeIn(dialog, "labelValue", QStringLiteral("everything"));
        QVERIFY(go->isEnabled());
        typeIn(dialog, "labelColumn", QStringLiteral("kind"));
        QVERIFY(!go->isEnabled());
        QVERIFY2(note->text().contains(QStringLiteral("The file has a column")), qPrintable(note->text()));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(data(harness).columns.size(), std::size_t{1});
    }

    void everythingIsUndoneAndRedone() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        QVERIFY(!harness.find<QAction>("actionUndo")->isEnabled());
        auto* legend = harness.find<QListView>("legend");

        hands.fromMenu(QStringLiteral("red"), "selectClass");
        QCOMPARE(undoText(harness), QStringLiteral("&Undo select red"));
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          hands.legendRow(QStringLiteral("green")));
        QCOMPARE(undoText(harness), QStringLiteral("&Undo hide green"));
        const QPoint blue = hands.legendRow(QStringLiteral("blue"));
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, blue);
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, blue);
        auto* dialog = harness.find<QColorDialog>("recolorDialog");
        QVERIFY(dialog);
        dialog->setCurrentColor(QColor(90, 60, 200));
        dialog->accept();
        QTRY_COMPARE(harness.colorOf("blue"), qRgb(90, 60, 200));
        QCOMPARE(undoText(harness), QStringLiteral("&Undo recolour blue"));
        label(harness, QStringLiteral("mine"), QStringLiteral("warm"));
        QCOMPARE(undoText(harness), QStringLiteral("&Undo label 60 points “warm”"));
        chooseColor(harness, "depth");
        QCOMPARE(undoText(harness), QStringLiteral("&Undo colour by depth"));

        undo(hands);
        QCOMPARE(coloring(harness).title, std::string("mine"));
        QCOMPARE(harness.find<QComboBox>("colorBy")->currentText(), QStringLiteral("mine"));
        undo(hands);
        QCOMPARE(data(harness).columns.size(), std::size_t{1});
        QCOMPARE(harness.find<QComboBox>("colorBy")->findText(QStringLiteral("mine")), -1);
        QCOMPARE(coloring(harness).title, std::string("kind"));
        QCOMPARE(harness.colorOf("blue"), qRgb(90, 60, 200));
        QCOMPARE(std::ranges::count(harness.window().selection().shown(), shownDrawn), 60);
        undo(hands);
        QVERIFY(harness.colorOf("blue") != qRgb(90, 60, 200));
        undo(hands); // green is back in the legend, if not in the selection
        QCOMPARE(undoText(harness), QStringLiteral("&Undo select red"));
        undo(hands);
        QVERIFY(hands.selected().empty());
        QVERIFY(harness.window().selection().shown().empty());
        QVERIFY(!harness.find<QAction>("actionUndo")->isEnabled());

        QCOMPARE(harness.find<QAction>("actionRedo")->text(), QStringLiteral("&Redo select red"));
        redo(hands);
        QCOMPARE(hands.selected(), hands.ofClass("red"));
        redo(hands);
        redo(hands);
        QCOMPARE(harness.colorOf("blue"), qRgb(90, 60, 200));
        redo(hands);
        QCOMPARE(data(harness).columns.size(), std::size_t{2});
        QCOMPARE(coloring(harness).title, std::string("mine"));
        redo(hands);
        QCOMPARE(coloring(harness).title, std::string("depth"));
        QVERIFY(!harness.find<QAction>("actionRedo")->isEnabled());
    }

    void aDoubleClicksClickIsNoStep() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        auto* legend = harness.find<QListView>("legend");
        const QPoint at = hands.legendRow(QStringLiteral("green"));
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(undoText(harness), QStringLiteral("&Undo show green alone"));
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, at);
        harness.find<QColorDialog>("recolorDialog")->reject();
        QVERIFY(!harness.find<QAction>("actionUndo")->isEnabled());
    }

    void aNewChangeDropsWhatWasUndone() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        hands.fromMenu(QStringLiteral("red"), "selectClass");
        hands.fromMenu(QStringLiteral("blue"), "addClass");
        undo(hands);
        QCOMPARE(hands.selected(), hands.ofClass("red"));
        hands.key(Qt::Key_I);
        QVERIFY(!harness.find<QAction>("actionRedo")->isEnabled());
        QCOMPARE(undoText(harness), QStringLiteral("&Undo invert the selection"));
        undo(hands);
        QCOMPARE(hands.selected(), hands.ofClass("red"));
    }

    void aColouringStillToComeIsDroppedByUndo() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        MapHands hands(harness);
        hands.key(Qt::Key_A);
        auto* colorBy = harness.find<QComboBox>("colorBy");
        colorBy->setFocus();
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QStringLiteral("depth"));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        undo(hands); // before the colours are there, or after: both are states that were
        QTRY_COMPARE(QString::fromStdString(coloring(harness).title), colorBy->currentText());
    }
};

QTEST_MAIN(TestEdits)
#include "test_edits.moc"
