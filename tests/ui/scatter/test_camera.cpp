// SPDX-License-Identifier: MIT
// The camera without a window: anchored zoom, panning, and catching up with a growing embedding.
#include "scatter/camera.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::ui;

class TestCamera : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zoomKeepsTheAnchor() {
        Camera camera;
        camera.jumpTo({3, -2, 10, 800, 600});
        const double anchorX = camera.view().fromPixelX(613);
        const double anchorY = camera.view().fromPixelY(77);
        for (const double factor : {1.3, 7.0, 0.01, 2.5}) {
            camera.zoom(factor, 613, 77, 1e-9, 1e9);
            QVERIFY(std::abs(camera.view().toPixelX(anchorX) - 613) < 1e-6);
            QVERIFY(std::abs(camera.view().toPixelY(anchorY) - 77) < 1e-6);
        }
        QVERIFY(std::abs(camera.view().pixelsPerUnit - 10 * 1.3 * 7 * 0.01 * 2.5) < 1e-9);
    }

    void zoomStopsAtItsLimits() {
        Camera camera;
        camera.jumpTo({0, 0, 10, 800, 600});
        camera.zoom(1000, 100, 100, 1, 50);
        QCOMPARE(camera.view().pixelsPerUnit, 50.0);
        camera.zoom(1e-6, 100, 100, 1, 50);
        QCOMPARE(camera.view().pixelsPerUnit, 1.0);
    }

    void panMovesThePicture() {
        Camera camera;
        camera.jumpTo({1, 1, 20, 800, 600});
        const double x = camera.view().toPixelX(0.25);
        const double y = camera.view().toPixelY(0.75);
        camera.pan(31, -17);
        QVERIFY(std::abs(camera.view().toPixelX(0.25) - (x + 31)) < 1e-9);
        QVERIFY(std::abs(camera.view().toPixelY(0.75) - (y - 17)) < 1e-9);
    }

    void easingEndsExactlyAtTheTarget() {
        Camera camera;
        camera.jumpTo({0, 0, 10, 800, 600});
        const ViewTransform target{2, -1, 14, 800, 600};
        camera.aimAt(target);
        const double before = camera.view().pixelsPerUnit;
        QVERIFY(before < 14);
        int frames = 1;
        double last = before;
        while (camera.ease()) {
            QVERIFY(camera.view().pixelsPerUnit > last);
            last = camera.view().pixelsPerUnit;
            ++frames;
            QVERIFY(frames < 100);
        }
        QVERIFY(frames > 5);
        QCOMPARE(camera.view(), target);
    }

    void growthIsNeverCutOff() {
        Camera camera;
        Positions corners(2, 2);
        corners << -1, -1, 1, 1;
        camera.jumpTo(ViewTransform::fitting(corners, 800, 600));
        for (int step = 0; step < 50; ++step) {
            corners *= 1.3F;
            camera.aimAt(ViewTransform::fitting(corners, 800, 600));
            camera.ease();
            for (int row = 0; row < 2; ++row) {
                QVERIFY(std::abs(camera.view().toPixelX(corners(row, 0)) - 400) <= 400);
                QVERIFY(std::abs(camera.view().toPixelY(corners(row, 1)) - 300) <= 300);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCamera)
#include "test_camera.moc"
