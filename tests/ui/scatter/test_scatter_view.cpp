// SPDX-License-Identifier: MIT
// The view under real mouse events, on the display: what is drawn where, and how it answers.
#include "core/random.h"
#include "view_picture.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QPalette>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include <array>
#include <cmath>

using namespace shoal;
using namespace shoal::ui;

namespace {

constexpr std::array<std::uint32_t, 4> classColors{0x0072B2, 0xE69F00, 0x009E73, 0xD55E00};
constexpr std::size_t pointsEach = 200;

/// Four tight clusters at the corners of a square around `center`.
std::shared_ptr<const Positions> corners(float side, float center = 0) {
    auto positions =
        std::make_shared<Positions>(static_cast<Eigen::Index>(classColors.size() * pointsEach), 2);
    RandomStream random(3);
    for (std::size_t i = 0; i < classColors.size() * pointsEach; ++i) {
        const std::size_t corner = i / pointsEach;
        const float x = corner % 2 == 0 ? -0.5F : 0.5F;
        const float y = corner < 2 ? -0.5F : 0.5F;
        const auto jitter = [&] { return 0.04F * static_cast<float>(random.uniform() - 0.5); };
        positions->row(static_cast<Eigen::Index>(i)) << center + side * (x + jitter()),
            center + side * (y + jitter());
    }
    return positions;
}

std::shared_ptr<const Coloring> fourColors() {
    auto coloring = std::make_shared<Coloring>();
    for (const std::uint32_t color : classColors)
        coloring->rgb.insert(coloring->rgb.end(), pointsEach, color);
    return coloring;
}

std::vector<std::uint8_t> shownClasses(std::array<std::uint8_t, 4> classes) {
    std::vector<std::uint8_t> shown;
    for (const std::uint8_t value : classes)
        shown.insert(shown.end(), pointsEach, value);
    return shown;
}

/// The middle of a cluster in logical pixels.
QPointF placeOf(const ScatterView& view, std::size_t corner, double side = 10) {
    const ViewTransform transform = view.viewTransform();
    return QPointF(transform.toPixelX((corner % 2 == 0 ? -0.5 : 0.5) * side),
                   transform.toPixelY((corner < 2 ? -0.5 : 0.5) * side)) /
           view.devicePixelRatioF();
}

std::uint32_t pixelAt(const QImage& image, QPointF place) {
    return image.pixel((place * image.devicePixelRatio()).toPoint()) & 0xFFFFFF;
}

int difference(std::uint32_t first, std::uint32_t second) {
    int most = 0;
    for (const int shift : {0, 8, 16})
        most = std::max(most, std::abs(static_cast<int>(first >> shift & 0xFF) -
                                       static_cast<int>(second >> shift & 0xFF)));
    return most;
}

void wheel(ScatterView& view, QPointF place, int units) {
    QWheelEvent event(place, view.mapToGlobal(place), QPoint(), QPoint(0, units), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

void drag(ScatterView& view, QPoint from, QPoint to) {
    QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, from);
    const int steps = 5;
    for (int i = 1; i <= steps; ++i)
        QTest::mouseMove(&view, from + (to - from) * i / steps);
    QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, to);
}

void fill(ScatterView& view) {
    view.resize(600, 500);
    view.setPointSize(4);
    view.setPointOpacity(1);
    view.setColoring(fourColors());
    view.setPositions(corners(10));
}

} // namespace

class TestScatterView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { qunsetenv("SHOAL_PAINTER"); }

    void openGlIsFound() { QCOMPARE(openGlProblem(), QString()); }

    void classesAreDrawnAtTheirPlaces_data() {
        QTest::addColumn<QByteArray>("painter");
        QTest::newRow("mapper") << QByteArray("vtk");
        QTest::newRow("splat") << QByteArray("splat");
    }
    void classesAreDrawnAtTheirPlaces() {
        QFETCH(QByteArray, painter);
        qputenv("SHOAL_PAINTER", painter);
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QImage image = pictureOf(view);
        for (std::size_t corner = 0; corner < classColors.size(); ++corner)
            QVERIFY2(difference(pixelAt(image, placeOf(view, corner)), classColors[corner]) <= 2,
                     qPrintable(QString::number(pixelAt(image, placeOf(view, corner)), 16)));
        QCOMPARE(pixelAt(image, QPointF(300, 250)), view.palette().color(QPalette::Base).rgb() & 0xFFFFFF);

        view.setShown(shownClasses({2, 0, 1, 2}));
        image = pictureOf(view);
        QVERIFY(difference(pixelAt(image, placeOf(view, 0)), classColors[0]) <= 2);
        QCOMPARE(pixelAt(image, placeOf(view, 1)), 0xFFFFFFU);
        QVERIFY(difference(pixelAt(image, placeOf(view, 2)), 0xD4D4D4) <= 2);
        QVERIFY(difference(pixelAt(image, placeOf(view, 3)), classColors[3]) <= 2);
        QVERIFY(view.pointAt(placeOf(view, 0)) >= 0);
        QCOMPARE(view.pointAt(placeOf(view, 1)), std::int64_t{-1});

        view.setPositions(nullptr);
        image = pictureOf(view);
        QCOMPARE(pixelAt(image, placeOf(view, 0)), 0xFFFFFFU);
    }

    void bothPaintersShowTheSame_data() {
        QTest::addColumn<double>("diameter");
        QTest::addColumn<double>("opacity");
        QTest::newRow("small and translucent") << 2.5 << 0.3;
        QTest::newRow("large and opaque") << 9.0 << 1.0;
    }
    void bothPaintersShowTheSame() {
        QFETCH(double, diameter);
        QFETCH(double, opacity);
        const auto pictureBy = [&](const char* painter) {
            qputenv("SHOAL_PAINTER", painter);
            ScatterView view;
            fill(view);
            view.setPointSize(diameter);
            view.setPointOpacity(opacity);
            view.setShown(shownClasses({2, 1, 2, 2}));
            view.show();
            return QTest::qWaitForWindowExposed(&view) ? pictureOf(view) : QImage();
        };
        const QImage mapper = pictureBy("vtk");
        const QImage splatted = pictureBy("splat");
        QCOMPARE(mapper.size(), splatted.size());
        qint64 sum = 0;
        qint64 inked = 0;
        for (int y = 0; y < mapper.height(); ++y)
            for (int x = 0; x < mapper.width(); ++x) {
                const std::uint32_t first = mapper.pixel(x, y) & 0xFFFFFF;
                const std::uint32_t second = splatted.pixel(x, y) & 0xFFFFFF;
                if (first == 0xFFFFFF && second == 0xFFFFFF)
                    continue;
                ++inked;
                sum += difference(first, second);
            }
        QVERIFY(inked > 1000);
        QVERIFY2(sum < 12 * inked, qPrintable(QString::number(double(sum) / double(inked))));
    }

    void backgroundFollowsThePalette() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QPalette dark;
        dark.setColor(QPalette::Base, QColor(30, 31, 34));
        view.setPalette(dark);
        view.setShown(shownClasses({2, 1, 2, 2}));
        const QImage image = pictureOf(view);
        QCOMPARE(pixelAt(image, QPointF(300, 250)), 0x1E1F22U);
        QVERIFY(qGray(pixelAt(image, placeOf(view, 1))) < 128);
    }

    void wheelKeepsThePointUnderTheCursor() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy spy(&view, &ScatterView::followingChanged);
        const QPointF place = placeOf(view, 1);
        const double scale = view.viewTransform().pixelsPerUnit;
        view.setPointSize(15); // leaves no gap in a cluster seen from near
        for (const int units : {120, 120, 360, -120, 40}) {
            wheel(view, place, units);
            const QPointF after = placeOf(view, 1);
            QVERIFY(std::hypot(after.x() - place.x(), after.y() - place.y()) < 0.01);
        }
        QVERIFY(view.viewTransform().pixelsPerUnit > 1.5 * scale);
        QCOMPARE(spy.count(), 1);
        QVERIFY(!view.following());
        QVERIFY(difference(pixelAt(pictureOf(view), place), classColors[1]) <= 2);
    }

    void dragMovesThePictureWithTheCursor() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QPointF before = placeOf(view, 2);
        drag(view, {200, 200}, {283, 241});
        const QPointF moved = placeOf(view, 2) - before;
        QVERIFY(std::abs(moved.x() - 83) < 0.01);
        QVERIFY(std::abs(moved.y() - 41) < 0.01);
        QVERIFY(!view.following());
        // At once, with whatever picture there is, and when the picture of this view has been drawn.
        QVERIFY(difference(pixelAt(view.grab().toImage(), before + QPointF(83, 41)), classColors[2]) <= 2);
        QVERIFY(difference(pixelAt(pictureOf(view), before + QPointF(83, 41)), classColors[2]) <= 2);
        // A released mouse drags no more.
        QTest::mouseMove(&view, QPoint(100, 100));
        QCOMPARE(placeOf(view, 2) - before, moved);
    }

    void unsteadyClickIsNoDrag() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        drag(view, {200, 200}, {201, 201});
        QVERIFY(view.following());
    }

    void fitsAllPointsBesideWhatCoversTheEdges() {
        ScatterView view;
        fill(view);
        view.resize(500, 400);
        view.setCoveredEdges({30, 20, 0, 100});
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const double ratio = view.devicePixelRatioF();
        const ViewTransform shown = view.viewTransform();
        const auto all = corners(10);
        const Positions& points = *all;
        QCOMPARE(shown.toPixelX((points.col(0).minCoeff() + points.col(0).maxCoeff()) / 2.0), 265 * ratio);
        QCOMPARE(shown.toPixelY((points.col(1).minCoeff() + points.col(1).maxCoeff()) / 2.0), 160 * ratio);
        QVERIFY(shown.toPixelY(points.col(1).minCoeff()) < 300 * ratio);
        QVERIFY(shown.toPixelY(points.col(1).maxCoeff()) > 20 * ratio);
        view.setCoveredEdges({});
        QCOMPARE(view.viewTransform(), ViewTransform::fitting(points, shown.width, shown.height));
    }

    void followsUntilThePersonNavigates() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(view.following());
        const auto fitted = [&](const Positions& positions) {
            const ViewTransform now = view.viewTransform();
            return ViewTransform::fitting(positions, now.width, now.height);
        };
        QCOMPARE(view.viewTransform(), fitted(*corners(10)));
        view.setPositions(corners(14));
        QTRY_COMPARE(view.viewTransform(), fitted(*corners(14)));

        drag(view, {200, 200}, {220, 200});
        const ViewTransform held = view.viewTransform();
        const std::uint64_t frames = view.framesDrawn();
        view.setPositions(corners(30, 5));
        QTRY_VERIFY(view.framesDrawn() > frames);
        QCOMPARE(view.viewTransform(), held);

        QSignalSpy spy(&view, &ScatterView::followingChanged);
        QTest::mouseDClick(&view, Qt::LeftButton, Qt::NoModifier, {150, 150});
        QCOMPARE(spy.count(), 1);
        QVERIFY(view.following());
        QCOMPARE(view.viewTransform(), fitted(*corners(30, 5)));
    }

    void resizingFitsAgain() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.resize(800, 400);
        QTRY_COMPARE(view.viewTransform().width, qRound(800 * view.devicePixelRatioF()));
        const QImage image = pictureOf(view);
        for (std::size_t corner = 0; corner < classColors.size(); ++corner)
            QVERIFY(difference(pixelAt(image, placeOf(view, corner)), classColors[corner]) <= 2);
    }

    void aHundredPositionsMakeFewFrames() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.framesDrawn() > 0);
        drag(view, {200, 200}, {220, 200}); // no gliding after the embedding
        const std::uint64_t frames = view.framesDrawn();
        for (int i = 0; i < 100; ++i)
            view.setPositions(corners(10));
        QTRY_VERIFY(view.framesDrawn() > frames);
        QVERIFY(view.framesDrawn() <= frames + 4);
    }

    void nothingIsDrawnWhileHidden() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.framesDrawn() > 0);
        view.hide();
        QWidget other;
        const std::uint64_t frames = view.framesDrawn();
        for (int i = 0; i < 10; ++i)
            view.setPositions(corners(10 + static_cast<float>(i)));
        other.show();
        QVERIFY(QTest::qWaitForWindowExposed(&other));
        QCOMPARE(view.framesDrawn(), frames);
    }

    void hoverTellsThePoint() {
        ScatterView view;
        fill(view);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy spy(&view, &ScatterView::hovered);
        QTest::mouseMove(&view, placeOf(view, 3).toPoint());
        QTRY_COMPARE(spy.count(), 1);
        const std::int64_t point = spy.last().first().toLongLong();
        QCOMPARE(point / static_cast<std::int64_t>(pointsEach), std::int64_t{3});
        QTest::mouseMove(&view, QPoint(300, 250));
        QTRY_COMPARE(spy.count(), 2);
        QCOMPARE(spy.last().first().toLongLong(), -1);
    }

    void automaticSizeAndOpacityFollowTheView() {
        ScatterView view;
        fill(view);
        view.setPointSize(std::nullopt);
        view.setPointOpacity(std::nullopt);
        const double area = view.viewTransform().width * static_cast<double>(view.viewTransform().height);
        const double diameter = automaticDiameter(area, classColors.size() * pointsEach);
        QCOMPARE(view.pointSize() * view.devicePixelRatioF(), diameter);
        QCOMPARE(view.pointOpacity(), automaticOpacity(area, classColors.size() * pointsEach, diameter));
        view.setShown(shownClasses({2, 0, 0, 0}));
        QCOMPARE(view.pointOpacity(),
                 automaticOpacity(area, pointsEach, automaticDiameter(area, pointsEach)));
        view.setPointSize(5);
        view.setPointOpacity(0.25);
        QCOMPARE(view.pointSize(), 5.0);
        QCOMPARE(view.pointOpacity(), 0.25);
    }

    void survivesMovingToAnotherWindow_data() { classesAreDrawnAtTheirPlaces_data(); }
    void survivesMovingToAnotherWindow() {
        QFETCH(QByteArray, painter);
        qputenv("SHOAL_PAINTER", painter);
        QMainWindow window;
        window.resize(900, 700);
        auto* const dock = new QDockWidget(&window);
        auto* const view = new ScatterView;
        fill(*view);
        dock->setWidget(view);
        window.addDockWidget(Qt::LeftDockWidgetArea, dock);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        for (const bool floating : {true, false, true}) {
            const std::uint64_t frames = view->framesDrawn();
            dock->setFloating(floating);
            QTRY_VERIFY(view->framesDrawn() > frames);
            const QImage image = pictureOf(*view);
            for (std::size_t corner = 0; corner < classColors.size(); ++corner)
                QVERIFY(difference(pixelAt(image, placeOf(*view, corner)), classColors[corner]) <= 2);
        }
    }
};

QTEST_MAIN(TestScatterView)
#include "test_scatter_view.moc"
