// SPDX-License-Identifier: MIT
// What lies inside an outline, against the angle that the outline turns around the point.
#include "core/random.h"
#include "selection/enclosed_points.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace shoal;
using namespace shoal::ui;

namespace {

using Corners = std::vector<Polygon::Corner>;

/// Whole turns around the point; 0 outside.
int turnsAround(const Corners& corners, double x, double y) {
    long double angle = 0;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const Polygon::Corner& from = corners[i];
        const Polygon::Corner& to = corners[(i + 1) % corners.size()];
        const long double ax = static_cast<long double>(from.x) - x;
        const long double ay = static_cast<long double>(from.y) - y;
        const long double bx = static_cast<long double>(to.x) - x;
        const long double by = static_cast<long double>(to.y) - y;
        angle += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return static_cast<int>(std::lround(angle / (2 * std::numbers::pi_v<long double>)));
}

/// A hand's path: around `center` with a wobbling radius, `turns` times.
Corners lasso(std::uint64_t seed, std::size_t corners, double turns, double wobble) {
    RandomStream random(seed);
    Corners path;
    for (std::size_t i = 0; i < corners; ++i) {
        const double angle =
            2 * std::numbers::pi * turns * static_cast<double>(i) / static_cast<double>(corners);
        const double radius = 200 * (1 + wobble * (random.uniform() - 0.5));
        path.push_back({400 + radius * std::cos(angle), 300 + 0.8 * radius * std::sin(angle)});
    }
    return path;
}

} // namespace

class TestPolygon : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void insideIsWhatItTurnsAround_data() {
        QTest::addColumn<Corners>("corners");
        QTest::newRow("triangle") << Corners{{100, 100}, {500, 150}, {250, 480}};
        QTest::newRow("rectangle") << Corners{{100, 100}, {500, 100}, {500, 400}, {100, 400}};
        QTest::newRow("the other way round") << Corners{{100, 400}, {500, 400}, {500, 100}, {100, 100}};
        QTest::newRow("eight") << Corners{{100, 100}, {500, 400}, {500, 100}, {100, 400}};
        QTest::newRow("comb") << Corners{{100, 100}, {150, 500}, {200, 120}, {250, 500}, {300, 110},
                                         {350, 500}, {400, 100}, {400, 550}, {100, 550}};
        QTest::newRow("lasso") << lasso(1, 300, 1, 0.2);
        QTest::newRow("shaky lasso") << lasso(2, 900, 1, 1.5);
        QTest::newRow("twice around") << lasso(3, 400, 2, 0.3);
        QTest::newRow("half around") << lasso(4, 120, 0.6, 0.1);
        QTest::newRow("wild") << lasso(5, 500, 37, 1.9);
        QTest::newRow("flat edges") << Corners{{100, 100}, {300, 100}, {300, 200}, {500, 200},
                                               {500, 100}, {600, 100}, {600, 400}, {100, 400}};
    }
    void insideIsWhatItTurnsAround() {
        QFETCH(Corners, corners);
        const Polygon polygon(corners);
        RandomStream random(77);
        int inside = 0;
        for (int i = 0; i < 3'000; ++i) {
            const double x = 800 * random.uniform();
            const double y = 600 * random.uniform();
            const bool expected = turnsAround(corners, x, y) != 0;
            if (polygon.contains(x, y) != expected)
                QFAIL(qPrintable(QStringLiteral("(%1, %2)").arg(x).arg(y)));
            inside += expected ? 1 : 0;
        }
        QVERIFY(inside > 100 && inside < 2'900);
    }

    void nothingIsInsideALineOrLess() {
        for (const Corners& corners :
             {Corners{}, Corners{{1, 1}}, Corners{{1, 1}, {5, 5}}, Corners{{1, 3}, {5, 3}, {3, 3}}})
            QVERIFY(!Polygon(corners).contains(3, 3));
    }

    void whatIsNowhereIsOutside() {
        const Polygon polygon(Corners{{0, 0}, {10, 0}, {10, 10}, {0, 10}});
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        constexpr double far = std::numeric_limits<double>::infinity();
        QVERIFY(polygon.contains(5, 5));
        QVERIFY(!polygon.contains(none, 5) && !polygon.contains(5, none));
        QVERIFY(!polygon.contains(far, 5) && !polygon.contains(5, -far));
    }

    void pointsSharingAnEdgeGoToOneSide() {
        const Polygon left(Corners{{0, 0}, {10, 0}, {10, 10}, {0, 10}});
        const Polygon right(Corners{{10, 0}, {20, 0}, {20, 10}, {10, 10}});
        for (double y = 0.5; y < 10; y += 0.5)
            QCOMPARE(left.contains(10, y) + right.contains(10, y), 1);
    }

    void rowsAreFoundThroughTheView() {
        constexpr Eigen::Index rows = 10'000;
        Positions positions(rows, 2);
        RandomStream random(8);
        for (Eigen::Index row = 0; row < rows; ++row)
            positions.row(row) << static_cast<float>(6 * random.uniform() - 3),
                static_cast<float>(6 * random.uniform() - 3);
        positions(17, 0) = std::numeric_limits<float>::quiet_NaN();
        const ViewTransform view{0.3, -0.2, 140, 800, 600};
        const Corners corners = lasso(6, 250, 1, 0.4);
        std::vector<std::uint32_t> expected;
        for (Eigen::Index row = 0; row < rows; ++row)
            if (std::isfinite(positions(row, 0)) &&
                turnsAround(corners, view.toPixelX(positions(row, 0)), view.toPixelY(positions(row, 1))) != 0)
                expected.push_back(static_cast<std::uint32_t>(row));
        QVERIFY(expected.size() > 300);
        QCOMPARE(enclosedRows(positions, view, Polygon(corners)), expected);
    }
};

QTEST_APPLESS_MAIN(TestPolygon)
#include "test_polygon.moc"
