// SPDX-License-Identifier: MIT
// Where names of classes go: the densest place, no other name, no edge; and that they are seen in pictures.
#include "core/random.h"
#include "picture/class_names.h"
#include "picture/picture.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace shoal;
using namespace shoal::ui;

namespace {

struct Classes {
    std::vector<std::pair<float, float>> places;
    std::vector<std::int32_t> classOf;
    std::vector<std::uint8_t> shown;
    Positions positions{0, 2};

    /// A round cloud of so many points of a class.
    void add(std::int32_t index, double x, double y, double spread, int count,
             std::uint8_t value = shownDrawn) {
        RandomStream random(classOf.size() + 1);
        for (int i = 0; i < count; ++i) {
            places.emplace_back(static_cast<float>(x + spread * random.normal()),
                                static_cast<float>(y + spread * random.normal()));
            classOf.push_back(index);
            shown.push_back(value);
        }
    }
    std::vector<ClassPlace> find(std::size_t classes, std::span<const ClassPlace> before = {}) {
        positions.resize(static_cast<Eigen::Index>(places.size()), 2);
        for (std::size_t i = 0; i < places.size(); ++i)
            positions.row(static_cast<Eigen::Index>(i)) << places[i].first, places[i].second;
        PointLayer layer;
        layer.positions = &positions;
        layer.shown = shown;
        return densestPlaces(layer, classOf, classes, before);
    }
};

constexpr ViewTransform view{0, 0, 1, 600, 400};

} // namespace

class TestClassNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void densestPlaceNotTheMean() {
        Classes points;
        points.add(0, 10, 10, 0.3, 400);
        points.add(0, -10, -10, 3, 600);
        points.add(1, 5, -5, 1, 100);
        const auto places = points.find(3);
        QCOMPARE(places.size(), std::size_t{2}); // the third class has no points
        QCOMPARE(places[0].classIndex, 0U);
        QCOMPARE(places[0].count, std::size_t{1000});
        QVERIFY(std::hypot(places[0].x - 10, places[0].y - 10) < 0.5);
        QVERIFY(std::hypot(places[1].x - 5, places[1].y + 5) < 1);
    }

    void placeIsTheMeanOfItsNeighbourhood() {
        Classes points;
        points.add(0, 3, 4, 0, 50); // all at one place
        points.add(0, 100, 100, 0, 1);
        const auto places = points.find(1);
        QCOMPARE(places[0].x, 3.0);
        QCOMPARE(places[0].y, 4.0);
        Classes alone;
        alone.add(0, 7, 8, 0, 3);
        QCOMPARE(alone.find(1)[0].x, 7.0);
    }

    void onlyDrawnPointsAtFinitePlacesCount() {
        Classes points;
        points.add(0, 0, 0, 0.1, 500, shownGreyed);
        points.add(0, 9, 9, 0.1, 500, shownHidden);
        points.add(0, 5, 5, 0.1, 50);
        points.add(1, 5, 5, 0.1, 50, shownGreyed);
        points.add(0, std::numeric_limits<double>::quiet_NaN(), 0, 0, 100);
        const auto places = points.find(2);
        QCOMPARE(places.size(), std::size_t{1});
        QCOMPARE(places[0].count, std::size_t{50});
        QVERIFY(std::hypot(places[0].x - 5, places[0].y - 5) < 0.2);
    }

    void staysOnItsHillWhileThatIsNearlyAsDense() {
        Classes points;
        points.add(0, -10, 0, 0.5, 500);
        points.add(0, 10, 0, 0.5, 560);
        const auto free = points.find(1);
        QVERIFY(free[0].x > 9);
        const std::vector<ClassPlace> before{{0, 1, -9.8, 0.1}};
        QVERIFY(points.find(1, before)[0].x < -9);
        points.add(0, 10, 0, 0.5, 400);
        QVERIFY(points.find(1, before)[0].x > 9);
    }

    void theLargestClassesAreNamed() {
        Classes points;
        for (std::int32_t index = 0; index < 300; ++index)
            points.add(index, index, 0, 0.1, 1 + index % 7);
        const auto places = points.find(300);
        QCOMPARE(places.size(), mostNamedClasses);
        for (std::size_t i = 1; i < places.size(); ++i)
            QVERIFY(places[i].count <= places[i - 1].count);
    }

    void namesNeverOverlapAndStayInside() {
        RandomStream random(4);
        std::vector<ClassPlace> places;
        std::vector<QSize> sizes;
        for (std::uint32_t i = 0; i < 200; ++i) {
            places.push_back({i, 1, 700 * (random.uniform() - 0.5), 500 * (random.uniform() - 0.5)});
            sizes.emplace_back(30 + static_cast<int>(random.below(60)), 18);
        }
        const QRect room(20, 30, 560, 340);
        const auto corners = layOutNames(places, sizes, view, room);
        std::vector<QRect> boxes;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const QPointF place(view.toPixelX(places[i].x), view.toPixelY(places[i].y));
            if (!corners[i])
                continue;
            const QRect box(*corners[i], sizes[i]);
            QVERIFY(room.contains(box));
            QVERIFY(QRectF(room).contains(place));
            // Not far from its place.
            QVERIFY(std::abs(box.center().y() - place.y()) <= 1.5 * sizes[i].height() + 1);
            QVERIFY(std::abs(box.center().x() - place.x()) <= sizes[i].width() + 1);
            for (const QRect& other : boxes)
                QVERIFY(!other.intersects(box));
            boxes.push_back(box);
        }
        QVERIFY(boxes.size() > 40);
        QVERIFY(boxes.size() < 190);
    }

    void theFirstHasTheChoice() {
        const std::vector<ClassPlace> places{{4, 9, 0, 0}, {2, 5, 0, 0}, {7, 3, 100, 100}, {1, 2, 0, 0}};
        const std::vector<QSize> sizes{{50, 20}, {50, 20}, {}, {50, 20}};
        const auto corners = layOutNames(places, sizes, view, QRect(0, 0, 600, 400));
        QCOMPARE(corners[0], std::optional(QPoint(275, 190)));
        QCOMPARE(corners[1], std::optional(QPoint(275, 170)));
        QVERIFY(!corners[2]); // nameless
        QCOMPARE(corners[3], std::optional(QPoint(275, 210)));
    }

    void missingAndNamelessClassesHaveNoName() {
        Coloring coloring;
        coloring.classes = {{"T cell", 0, 4}, {" ", 0, 2}, {"missing", 0, 1}};
        coloring.missing = 1;
        QCOMPARE(plotName(coloring, 0), QStringLiteral("T cell"));
        QCOMPARE(plotName(coloring, 1), QString());
        QCOMPARE(plotName(coloring, 2), QString());
        coloring.missing = 0; // a class that is called so
        QCOMPARE(plotName(coloring, 2), QStringLiteral("missing"));
        QVERIFY(nameSize(QString(), 13).isEmpty());
    }

    void longNamesAreShortened() {
        const QString name(200, QLatin1Char('m'));
        QVERIFY(nameSize(name, 13).width() < 20 * 13);
        QCOMPARE(nameStamp(name, 13, Qt::black, Qt::white).size(), nameSize(name, 13));
    }

    void picturesShowNamesWithARim() {
        Classes points;
        points.add(0, 0, 0, 1, 3000);
        points.find(1);
        Coloring coloring;
        coloring.kind = Coloring::Kind::Categorical;
        coloring.classOf = points.classOf;
        coloring.rgb.assign(points.classOf.size(), 0x0072B2);
        coloring.classes = {{"HHHH", 0x0072B2, 3000}};
        PictureOptions options;
        options.width = 400;
        options.height = 400;
        options.dpi = 192;
        options.legend = false;
        options.diameter = 8;
        options.opacity = 1;
        const auto inkIn = [&](const QColor& color) {
            const QImage image = drawPicture(points.positions, coloring, options);
            int count = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixelColor(x, y) == color ? 1 : 0;
            return count;
        };
        const int before = inkIn(nameInk(false));
        options.names = true;
        QVERIFY(before < 5);
        QVERIFY(inkIn(nameInk(false)) > 100);
        options.background = Qt::black;
        QVERIFY(inkIn(nameInk(true)) > 100);
    }
};

QTEST_MAIN(TestClassNames)
#include "test_class_names.moc"
