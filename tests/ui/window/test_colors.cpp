// SPDX-License-Identifier: MIT
// Colours and legend by mouse: isolate, toggle, recolour, another column, a feature by typing.
#include "window_harness.h"

#include "panels/legend_model.h"

#include <QColorDialog>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestColors : public QObject {
    Q_OBJECT

    static QPoint rowOf(QListView* legend, const QString& name) {
        for (int row = 0; row < legend->model()->rowCount(); ++row)
            if (const QModelIndex index = legend->model()->index(row, 0); index.data().toString() == name)
                return legend->visualRect(index).center();
        return {-1, -1};
    }
    static int pixelsOf(WindowHarness& harness, const char* name) {
        return countPixels(harness.canvas(), harness.colorOf(name));
    }

private Q_SLOTS:
    void legendCountsThePoints() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        QCOMPARE(legend->model()->rowCount(), 3);
        for (int row = 0; row < 3; ++row)
            QCOMPARE(legend->model()->index(row, 0).data(LegendModel::CountRole).toInt(), 60);
    }

    void clickIsolatesAndCtrlClickToggles() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        QTRY_VERIFY(pixelsOf(harness, "green") > 50);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("red")));
        QTRY_COMPARE(pixelsOf(harness, "green"), 0);
        QCOMPARE(pixelsOf(harness, "blue"), 0);
        QVERIFY(pixelsOf(harness, "red") > 50);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          rowOf(legend, QStringLiteral("green")));
        QTRY_VERIFY(pixelsOf(harness, "green") > 50);
        QCOMPARE(pixelsOf(harness, "blue"), 0);
        // Isolating once more, and again: all are back.
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("blue")));
        QTRY_COMPARE(pixelsOf(harness, "red"), 0);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("blue")));
        QTRY_VERIFY(pixelsOf(harness, "red") > 50);
    }

    void doubleClickRecoloursAndIsolatesNothing() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        const QPoint at = rowOf(legend, QStringLiteral("green"));
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, at);
        auto* dialog = harness.find<QColorDialog>("recolorDialog");
        QVERIFY(dialog);
        dialog->setCurrentColor(QColor(90, 60, 200));
        dialog->accept();
        QTRY_COMPARE(harness.colorOf("green"), qRgb(90, 60, 200));
        QTRY_VERIFY(countPixels(harness.canvas(), qRgb(90, 60, 200)) > 50);
        QVERIFY(pixelsOf(harness, "red") > 50);
    }

    void anotherColumnColoursByNumbers() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        colorBy->setFocus();
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QStringLiteral("depth"));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE(harness.window().colors().coloring()->kind, Coloring::Kind::Continuous);
        QVERIFY(harness.find<QWidget>("colorBar")->isVisible());
        QVERIFY(!harness.find<QListView>("legend")->isVisible());
        QCOMPARE(harness.window().colors().coloring()->title, std::string("depth"));
    }

    void aFeatureIsFoundByTyping() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        QTest::keyClick(&harness.window(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(colorBy->hasFocus() || colorBy->lineEdit()->hasFocus());
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QStringLiteral("c"));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("c"));
        QCOMPARE(harness.window().colors().coloring()->kind, Coloring::Kind::Continuous);
    }
};

QTEST_MAIN(TestColors)
#include "test_colors.moc"
