// SPDX-License-Identifier: MIT
// The view's looks beside baseline pictures: points, density, names, in both themes. With
// SHOAL_BASELINES=write the pictures are written anew, to be looked at before they are kept.
#include "core/random.h"
#include "view_picture.h"

#include <QFontDatabase>
#include <QPalette>
#include <QSignalSpy>
#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::ui;

namespace {

struct Blob {
    const char* name;
    std::uint32_t color;
    double x, y, spread;
    std::size_t count;
};

constexpr Blob blobs[] = {{"T cells", 0x0072B2, -4, 2, 1.1, 2400},
                          {"B cells", 0xE69F00, 4, 3, 0.6, 900},
                          {"Monocytes", 0x009E73, 1, -3, 0.9, 1500},
                          {"Platelets", 0xCC79A7, 1.4, -2.4, 0.3, 300}};

struct Map {
    std::shared_ptr<Positions> positions = std::make_shared<Positions>();
    std::shared_ptr<Coloring> coloring = std::make_shared<Coloring>();

    Map() {
        coloring->kind = Coloring::Kind::Categorical;
        RandomStream random(6);
        std::size_t count = 0;
        for (const Blob& blob : blobs)
            count += blob.count;
        positions->resize(static_cast<Eigen::Index>(count), 2);
        for (const Blob& blob : blobs) {
            for (std::size_t i = 0; i < blob.count; ++i) {
                positions->row(static_cast<Eigen::Index>(coloring->rgb.size()))
                    << static_cast<float>(blob.x + blob.spread * random.normal()),
                    static_cast<float>(blob.y + blob.spread * random.normal());
                coloring->rgb.push_back(blob.color);
                coloring->classOf.push_back(static_cast<std::int32_t>(coloring->classes.size()));
            }
            coloring->classes.push_back({blob.name, blob.color, blob.count});
        }
    }
    void show(ScatterView& view) const {
        view.resize(320, 250);
        view.setColoring(coloring);
        view.setPositions(positions);
        view.show();
    }
};

QPalette paletteOf(bool dark) {
    QPalette palette;
    palette.setColor(QPalette::Base, dark ? QColor(30, 31, 34) : QColor(255, 255, 255));
    return palette;
}

/// Mean and share: letters and discs may fall a shade differently, no more.
bool likeBaseline(const QImage& image, const QString& name) {
    const QString path = QStringLiteral(SHOAL_BASELINES "/%1.png").arg(name);
    if (qgetenv("SHOAL_BASELINES") == "write")
        return image.convertToFormat(QImage::Format_RGB32).save(path);
    const QImage baseline = QImage(path).convertToFormat(QImage::Format_RGB32);
    const QImage drawn = image.convertToFormat(QImage::Format_RGB32);
    qint64 sum = 0;
    qint64 far = 0;
    bool like = !baseline.isNull() && baseline.size() == drawn.size();
    for (int y = 0; like && y < drawn.height(); ++y)
        for (int x = 0; x < drawn.width(); ++x) {
            const QRgb first = drawn.pixel(x, y);
            const QRgb second = baseline.pixel(x, y);
            const int difference =
                std::max({std::abs(qRed(first) - qRed(second)), std::abs(qGreen(first) - qGreen(second)),
                          std::abs(qBlue(first) - qBlue(second))});
            sum += difference;
            far += difference > 40 ? 1 : 0;
        }
    const double pixels = double(drawn.width()) * drawn.height();
    like = like && double(sum) / pixels < 0.8 && double(far) / pixels < 0.003;
    if (!like) {
        const QString kept = QDir::temp().filePath(QStringLiteral("shoal-%1.png").arg(name));
        drawn.save(kept);
        qWarning("%s: mean difference %.3f, far off %.4f; drawn picture in %s", qPrintable(name),
                 double(sum) / pixels, double(far) / pixels, qPrintable(kept));
    }
    return like;
}

} // namespace

class TestViewLooks : public QObject {
    Q_OBJECT

    static void themes() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("theme");
        QTest::newRow("light") << false << QStringLiteral("light");
        QTest::newRow("dark") << true << QStringLiteral("dark");
    }

private Q_SLOTS:
    void init() { qputenv("SHOAL_PAINTER", "splat"); }

    void points_data() { themes(); }
    void points() {
        QFETCH(bool, dark);
        QFETCH(QString, theme);
        ScatterView view;
        view.setPalette(paletteOf(dark));
        Map().show(view);
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(likeBaseline(pictureOf(view), QStringLiteral("points_") + theme));
    }

    void density_data() { themes(); }
    void density() {
        QFETCH(bool, dark);
        QFETCH(QString, theme);
        ScatterView view;
        view.setPalette(paletteOf(dark));
        const Map map;
        map.show(view);
        view.setDensity(true);
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(likeBaseline(pictureOf(view), QStringLiteral("density_classes_") + theme));
        auto plain = std::make_shared<Coloring>();
        plain->rgb.assign(map.coloring->rgb.size(), 0x0072B2);
        view.setColoring(plain);
        QVERIFY(likeBaseline(pictureOf(view), QStringLiteral("density_") + theme));
    }

    void names_data() { themes(); }
    void names() {
        QFETCH(bool, dark);
        QFETCH(QString, theme);
        if (!QFontDatabase::hasFamily(QStringLiteral("Inter")))
            QSKIP("the baselines are written in Inter");
        ScatterView view;
        view.setPalette(paletteOf(dark));
        Map().show(view);
        view.setNames(true);
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(likeBaseline(pictureOf(view), QStringLiteral("names_") + theme));
        QCOMPARE(view.shownNames(), (QStringList{QStringLiteral("T cells"), QStringLiteral("Monocytes"),
                                                 QStringLiteral("B cells"), QStringLiteral("Platelets")}));
    }

    void densityIsTheSameOnAGpu() {
        const auto pictureBy = [](const char* painter) {
            qputenv("SHOAL_PAINTER", painter);
            ScatterView view;
            view.setDensity(true);
            Map().show(view);
            return QTest::qWaitForWindowExposed(&view) ? pictureOf(view) : QImage();
        };
        const QImage image = pictureBy("splat");
        QVERIFY(!image.isNull());
        QCOMPARE(pictureBy("vtk"), image);
    }

    void namesFollowCameraAndPoints() {
        ScatterView view;
        const Map map;
        map.show(view);
        view.setNames(true);
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.settled());
        QCOMPARE(view.shownNames().size(), 4);
        // Zoomed to a corner, the names of what is there stay.
        const ViewTransform transform = view.viewTransform();
        view.zoom(6, QPointF(transform.toPixelX(4), transform.toPixelY(3)) / view.devicePixelRatioF());
        QCOMPARE(view.shownNames(), QStringList{QStringLiteral("B cells")});
        view.fit();
        // The greyed have none.
        std::vector<std::uint8_t> shown(map.coloring->rgb.size(), shownDrawn);
        for (std::size_t i = 0; i < shown.size(); ++i)
            if (map.coloring->classOf[i] == 0)
                shown[i] = shownGreyed;
        view.setShown(shown);
        QTRY_VERIFY(view.settled());
        QCOMPARE(view.shownNames().size(), 3);
        QVERIFY(!view.shownNames().contains(QStringLiteral("T cells")));
        view.setNames(false);
        QVERIFY(view.shownNames().isEmpty());
    }

    void mouseReachesThePointsThroughNames() {
        ScatterView view;
        const Map map;
        map.show(view);
        view.setNames(true);
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.settled());
        QSignalSpy spy(&view, &ScatterView::hovered);
        const ViewTransform transform = view.viewTransform();
        QTest::mouseMove(
            &view,
            (QPointF(transform.toPixelX(4), transform.toPixelY(3)) / view.devicePixelRatioF()).toPoint());
        QTRY_VERIFY(!spy.isEmpty());
        const auto point = static_cast<std::size_t>(spy.last().first().toLongLong());
        QCOMPARE(map.coloring->classOf[point], 1);
    }
};

QTEST_MAIN(TestViewLooks)
#include "test_view_looks.moc"
