// SPDX-License-Identifier: MIT
// How the points are seen, by key and mouse: density, names, size and opacity; on the screen, in copied
// pictures and the next time.
#include "window_harness.h"

#include "panels/auto_slider.h"
#include "panels/point_look_card.h"
#include "scatter/scatter_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestLook : public QObject {
    Q_OBJECT

    static void press(WindowHarness& harness, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&harness.window(), key, modifiers);
    }
    static QToolButton* toolFor(WindowHarness& harness, const char* action) {
        for (auto* button : harness.find<QWidget>("canvas")->findChildren<QToolButton*>())
            if (button->defaultAction() && button->defaultAction()->objectName() == QLatin1String(action))
                return button;
        return nullptr;
    }
    /// Pixels that are neither background nor near one of the three classes' colours.
    static int blended(WindowHarness& harness) {
        const QImage image = harness.canvas();
        const QRgb background = image.pixel(2, image.height() - 3);
        int pure = countPixels(image, background);
        for (const char* name : {"red", "green", "blue"})
            pure += countPixels(image, harness.colorOf(name));
        return image.width() * image.height() - pure;
    }
    static double whiteShare(const QImage& image) {
        return double(countPixels(image, 0xFFFFFFFF)) / (double(image.width()) * image.height());
    }
    static QImage copied(WindowHarness& harness) {
        QSignalSpy spy(QGuiApplication::clipboard(), &QClipboard::dataChanged);
        press(harness, Qt::Key_C, Qt::ControlModifier);
        return QTest::qWaitFor([&] { return !spy.isEmpty(); }, 10'000)
                   ? QGuiApplication::clipboard()->image().convertToFormat(QImage::Format_RGB32)
                   : QImage();
    }

private Q_SLOTS:
    void keyShowsTheDensity() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        const int before = blended(harness);
        const QImage points = copied(harness);
        press(harness, Qt::Key_D);
        QTRY_VERIFY(blended(harness) > before + 2000);
        QVERIFY(toolFor(harness, "actionDensity")->isChecked());
        // It shades over what was background, in the picture that is taken along too.
        QVERIFY(whiteShare(copied(harness)) < whiteShare(points) - 0.01);
        QTest::mouseClick(toolFor(harness, "actionDensity"), Qt::LeftButton);
        QTRY_COMPARE(blended(harness), before);
    }

    void keyNamesTheClasses() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* view = harness.find<ScatterView>("scatter");
        QVERIFY(view->shownNames().isEmpty());
        const QImage plain = copied(harness);
        press(harness, Qt::Key_N);
        QTRY_COMPARE(view->shownNames().size(), 3);
        QVERIFY(copied(harness) != plain);
        // A class alone keeps its name alone.
        auto* legend = harness.find<QListView>("legend");
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {},
                          legend->visualRect(legend->model()->index(0, 0)).center());
        QTRY_COMPARE(view->shownNames(), QStringList{legend->model()->index(0, 0).data().toString()});
        press(harness, Qt::Key_N);
        QTRY_VERIFY(view->shownNames().isEmpty());
    }

    void slidersTakeOverFromAuto() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* view = harness.find<ScatterView>("scatter");
        auto* card = harness.find<PointLookCard>("pointLook");
        QVERIFY(card->isHidden());
        QTest::mouseClick(toolFor(harness, "actionPointLook"), Qt::LeftButton);
        QVERIFY(card->isVisible());
        auto* size = card->pointSize()->findChild<QSlider*>();
        auto* chip = card->pointSize()->findChild<QPushButton*>();
        QVERIFY(size->hasFocus());
        QVERIFY(chip->isChecked());
        const double automatic = view->pointSize();

        QTest::keyClick(size, Qt::Key_End);
        QCOMPARE(view->pointSize(), 20.0);
        QVERIFY(!chip->isChecked());
        QTest::keyClick(size, Qt::Key_Home);
        QCOMPARE(view->pointSize(), 0.5);
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(chip->isChecked());
        QCOMPARE(view->pointSize(), automatic);
        // Turned off, the chip keeps what was found.
        QTRY_VERIFY(view->settled());
        QTest::mouseClick(chip, Qt::LeftButton);
        QCOMPARE(view->pointSize(), automatic);

        auto* opacity = card->pointOpacity()->findChild<QSlider*>();
        QTest::mouseClick(opacity, Qt::LeftButton, {}, QPoint(opacity->width() - 3, opacity->height() / 2));
        QTest::keyClick(opacity, Qt::Key_End);
        QCOMPARE(view->pointOpacity(), 1.0);
        QTest::keyClick(opacity, Qt::Key_Escape);
        QVERIFY(card->isHidden());
        QVERIFY(!toolFor(harness, "actionPointLook")->isChecked());
    }

    void looksAreRemembered() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        press(harness, Qt::Key_D);
        press(harness, Qt::Key_N);
        QTest::mouseClick(toolFor(harness, "actionPointLook"), Qt::LeftButton);
        QTest::keyClick(harness.find<PointLookCard>("pointLook")->pointSize()->findChild<QSlider*>(),
                        Qt::Key_End);
        harness.reopen();
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* view = harness.find<ScatterView>("scatter");
        QVERIFY(toolFor(harness, "actionDensity")->isChecked());
        QTRY_COMPARE(view->shownNames().size(), 3);
        QCOMPARE(view->pointSize(), 20.0);
        QVERIFY(!harness.find<PointLookCard>("pointLook")->pointOpacity()->chosen());
    }

    void sizesOfPointsReachThePicture() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        const QImage automatic = copied(harness);
        QTest::mouseClick(toolFor(harness, "actionPointLook"), Qt::LeftButton);
        auto* card = harness.find<PointLookCard>("pointLook");
        QTest::keyClick(card->pointSize()->findChild<QSlider*>(), Qt::Key_End);
        QVERIFY(whiteShare(copied(harness)) < whiteShare(automatic) - 0.01);
    }

    void numbersHaveNoNames() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QVERIFY(toolFor(harness, "actionNames")->isEnabled());
        auto* colorBy = harness.find<QComboBox>("colorBy");
        press(harness, Qt::Key_F, Qt::ControlModifier);
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QStringLiteral("depth"));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        QTRY_VERIFY(!toolFor(harness, "actionNames")->isEnabled());
    }
};

QTEST_MAIN(TestLook)
#include "test_look.moc"
