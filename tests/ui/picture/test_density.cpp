// SPDX-License-Identifier: MIT
// Densities against numbers worked out by hand, and against themselves at other thread counts and
// resolutions.
#include "colors/coloring.h"
#include "core/random.h"
#include "picture/density.h"

#include <QtTest>

#include <tbb/task_arena.h>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::ui;

namespace {

using Pixels = std::vector<std::uint32_t>;

constexpr std::uint32_t red = 0xD55E00;
constexpr std::uint32_t blue = 0x0072B2;
constexpr std::uint32_t white = 0xFFFFFFFF;

/// Points in cells of a view whose unit is a logical pixel, y up; (0, 0) is the middle of the lower left one.
struct Spots {
    std::vector<std::pair<double, double>> places;
    std::vector<std::uint32_t> rgb;
    std::vector<std::uint8_t> shown;
    Positions positions{0, 2};

    void add(double x, double y, int count, std::uint32_t color, std::uint8_t value = shownDrawn) {
        for (int i = 0; i < count; ++i) {
            places.emplace_back(x, y);
            rgb.push_back(color);
            shown.push_back(value);
        }
    }
    Pixels paint(int side, bool colored, bool dark = false, int ratio = 1, std::uint32_t ground = white) {
        positions.resize(static_cast<Eigen::Index>(places.size()), 2);
        for (std::size_t i = 0; i < places.size(); ++i)
            positions.row(static_cast<Eigen::Index>(i))
                << static_cast<float>(places[i].first + 0.5 - side / 2.0),
                static_cast<float>(places[i].second + 0.5 - side / 2.0);
        PointLayer layer;
        layer.positions = &positions;
        layer.rgb = rgb;
        layer.shown = shown;
        Pixels pixels(static_cast<std::size_t>(side * ratio * side * ratio), ground);
        paintDensity(layer, {0, 0, double(ratio), side * ratio, side * ratio}, {double(ratio), colored, dark},
                     pixels);
        return pixels;
    }
};

std::uint32_t at(const Pixels& pixels, int side, int x, int y) {
    return pixels[static_cast<std::size_t>((side - 1 - y) * side + x)];
}

int channel(std::uint32_t pixel, int shift) {
    return static_cast<int>(pixel >> shift & 0xFF);
}

int difference(std::uint32_t first, std::uint32_t second) {
    int most = 0;
    for (const int shift : {0, 8, 16, 24})
        most = std::max(most, std::abs(channel(first, shift) - channel(second, shift)));
    return most;
}

/// `color` over white at that opacity.
std::uint32_t over(std::uint32_t color, double alpha) {
    std::uint32_t mixed = 0xFF000000U;
    for (const int shift : {0, 8, 16})
        mixed |= static_cast<std::uint32_t>(std::lround(alpha * channel(color, shift) + (1 - alpha) * 255))
                 << shift;
    return mixed;
}

Spots cloud(int count, int side) {
    RandomStream random(8);
    Spots spots;
    for (int i = 0; i < count; ++i)
        spots.add(side * random.uniform(), side * random.uniform() * random.uniform(), 1,
                  static_cast<std::uint32_t>(random.below(0x1000000)),
                  static_cast<std::uint8_t>(random.below(3)));
    return spots;
}

} // namespace

class TestDensity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heightsFollowTheLogarithm() {
        constexpr int side = 80;
        Spots spots;
        const std::vector<std::pair<int, int>> counts{{10, 1}, {30, 10}, {50, 100}, {70, 4000}};
        for (const auto& [x, count] : counts)
            spots.add(x, 40, count, red);
        const Pixels pixels = spots.paint(side, true);
        // So many points in so small a view take the narrowest blur, three boxes of three cells, whose middle
        // keeps 7/27 along each axis; the Gaussian of the same width has 1/(4π) there.
        const double unit = 7.0 / 27 * 7.0 / 27 * 4 * 3.14159265358979;
        for (const auto& [x, count] : counts) {
            const double height = std::log1p(count * unit) / std::log1p(4000 * unit);
            const std::uint32_t expected = over(red, std::pow(height, 0.75));
            QVERIFY2(difference(at(pixels, side, x, 40), expected) <= 1, qPrintable(QString::number(count)));
        }
        QCOMPARE(at(pixels, side, 10, 44), white); // beyond the reach of the blur
        QVERIFY(at(pixels, side, 10, 43) != white);
    }

    void mixesClassesByTheirShares() {
        constexpr int side = 40;
        Spots spots;
        spots.add(20, 20, 450, red);
        spots.add(20, 20, 150, blue);
        spots.add(5, 5, 600, blue);
        const Pixels pixels = spots.paint(side, true);
        std::uint32_t mixed = 0xFF000000U;
        for (const int shift : {0, 8, 16})
            mixed |= static_cast<std::uint32_t>(
                         std::lround((3 * channel(red, shift) + channel(blue, shift)) / 4.0))
                     << shift;
        QVERIFY(difference(at(pixels, side, 20, 20), mixed) <= 1);
        QVERIFY(difference(at(pixels, side, 5, 5), 0xFF000000U | blue) <= 1);
    }

    void withoutClassesTheDensestIsFarthestFromTheBackground() {
        constexpr int side = 40;
        Spots spots;
        spots.add(10, 20, 300, red);
        spots.add(30, 20, 5, red);
        const Pixels light = spots.paint(side, false);
        QVERIFY(difference(at(light, side, 10, 20), 0xFF000000U | viridis(0)) <= 1);
        QVERIFY(qGray(at(light, side, 10, 20)) < qGray(at(light, side, 30, 20)));
        const Pixels dark = spots.paint(side, false, true, 1, 0xFF1E1F22U);
        QVERIFY(difference(at(dark, side, 10, 20), 0xFF000000U | viridis(1)) <= 1);
        QVERIFY(qGray(at(dark, side, 10, 20)) > qGray(at(dark, side, 30, 20)));
        QCOMPARE(at(dark, side, 20, 38), 0xFF1E1F22U);
    }

    void hiddenCountsNothingAndGreyLiesBeneath() {
        constexpr int side = 40;
        Spots spots;
        spots.add(8, 20, 100, red, shownHidden);
        spots.add(20, 20, 100, red, shownGreyed);
        spots.add(32, 20, 100, red);
        spots.add(20, 32, 100, red, shownGreyed);
        spots.add(20, 32, 100, red);
        const Pixels pixels = spots.paint(side, true);
        QCOMPARE(at(pixels, side, 8, 20), white);
        QVERIFY(difference(at(pixels, side, 20, 20), 0xFF000000U | greyOnLight) <= 1);
        QVERIFY(difference(at(pixels, side, 32, 20), 0xFF000000U | red) <= 1);
        QVERIFY(difference(at(pixels, side, 20, 32), 0xFF000000U | red) <= 1);
    }

    void whatLiesJustOutsideShinesIn() {
        constexpr int side = 40;
        Spots spots;
        spots.add(-1, 20, 100, red);
        spots.add(30, 20, 300, red);
        const Pixels pixels = spots.paint(side, true);
        QVERIFY(at(pixels, side, 0, 20) != white);
    }

    void transparentWhereNothingIs() {
        constexpr int side = 40;
        Spots spots;
        spots.add(20, 20, 400, red);
        const Pixels pixels = spots.paint(side, true, false, 1, 0);
        QCOMPARE(at(pixels, side, 2, 2), 0U);
        QVERIFY(difference(at(pixels, side, 20, 20), 0xFF000000U | red) <= 1);
        const std::uint32_t rim = at(pixels, side, 22, 20);
        QVERIFY(qAlpha(rim) > 0 && qAlpha(rim) < 255);
        for (const int shift : {0, 8, 16}) // premultiplied
            QVERIFY(channel(rim, shift) <= qAlpha(rim));
    }

    void sameAtAnyThreadCount() {
        Spots spots = cloud(20000, 200);
        Pixels one;
        Pixels four;
        tbb::task_arena(1).execute([&] { one = spots.paint(200, true); });
        tbb::task_arena(4).execute([&] { four = spots.paint(200, true); });
        QVERIFY(one == four);
    }

    void finerScreensShowTheSame() {
        constexpr int side = 120;
        Spots spots = cloud(5000, side);
        const Pixels plain = spots.paint(side, true);
        const Pixels fine = spots.paint(side, true, false, 3);
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) // the middle of the nine is the middle of the one
                QVERIFY(difference(at(fine, 3 * side, 3 * x + 1, 3 * y + 1), at(plain, side, x, y)) <= 1);
    }

    void fewPointsAreBlurredWider() {
        QCOMPARE(densityBlur(1e6, 10'000'000), densityBlur(1e6, 1'000'000));
        QVERIFY(densityBlur(1e6, 10'000) > densityBlur(1e6, 100'000));
        QCOMPARE(densityBlur(1e6, 0), densityBlur(1e6, 1));
    }
};

QTEST_APPLESS_MAIN(TestDensity)
#include "test_density.moc"
