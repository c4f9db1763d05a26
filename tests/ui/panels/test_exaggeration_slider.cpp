// SPDX-License-Identifier: MIT
// The slider's scale, its ticks, and that a drag tells its end once.
#include "panels/exaggeration_slider.h"

#include <QtTest>

#include <cmath>

using namespace shoal::ui;

class TestExaggerationSlider : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theScaleIsLogarithmic() {
        ExaggerationSlider slider;
        slider.resize(624, 40);
        const int left = slider.positionOf(1);
        const int width = slider.positionOf(30) - left;
        QCOMPARE(width, 600);
        QCOMPARE(slider.positionOf(4) - left,
                 static_cast<int>(std::lround(600 * std::log(4.0) / std::log(30.0))));
        QCOMPARE(slider.positionOf(0.2), left);
        QCOMPARE(slider.positionOf(99), left + width);
    }

    void aDragSnapsToTicksAndTellsItsEnd() {
        ExaggerationSlider slider;
        slider.resize(400, 40);
        slider.show();
        slider.setExaggeration(12);
        QSignalSpy chosen(&slider, &ExaggerationSlider::chosen);
        QTest::mousePress(&slider, Qt::LeftButton, {}, {slider.positionOf(12), 14});
        QTest::mouseMove(&slider, {slider.positionOf(6), 14});
        slider.setExaggeration(12); // what is in force does not pull the handle from the hand
        QVERIFY(slider.exaggeration() < 7);
        QTest::mouseMove(&slider, {slider.positionOf(4) + 2, 14});
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, {slider.positionOf(4) + 2, 14});
        QVERIFY(!chosen.isEmpty());
        QCOMPARE(chosen.back()[0].toDouble(), 4.0);
        slider.setExaggeration(1);
        QCOMPARE(slider.exaggeration(), 1.0);
    }

    void keysWalkTheStops() {
        ExaggerationSlider slider;
        slider.setExaggeration(5);
        QSignalSpy chosen(&slider, &ExaggerationSlider::chosen);
        slider.stepUp();
        QCOMPARE(slider.exaggeration(), 6.0);
        slider.stepDown();
        QCOMPARE(slider.exaggeration(), 4.0);
        QTest::keyClick(&slider, Qt::Key_End);
        QCOMPARE(slider.exaggeration(), 30.0);
        slider.stepUp();
        QCOMPARE(chosen.count(), 3);
    }
};

QTEST_MAIN(TestExaggerationSlider)
#include "test_exaggeration_slider.moc"
