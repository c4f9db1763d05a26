// SPDX-License-Identifier: MIT
// Palettes against published values, and how far apart their colours are.
#include "colors/coloring.h"
#include "colors/palette.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace shoal::ui;

namespace {

double leastDistance(const std::vector<std::uint32_t>& colors) {
    double least = std::numeric_limits<double>::max();
    for (std::size_t i = 0; i < colors.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            least = std::min(least, labDistance(toLab(colors[i]), toLab(colors[j])));
    return least;
}

} // namespace

class TestPalette : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // L*, a*, b* of the sRGB primaries under D65, as tables of colour science give them.
    void labOfKnownColors_data() {
        QTest::addColumn<uint>("rgb");
        QTest::addColumn<double>("lightness");
        QTest::addColumn<double>("a");
        QTest::addColumn<double>("b");
        QTest::newRow("white") << 0xFFFFFFU << 100.0 << 0.0 << 0.0;
        QTest::newRow("black") << 0x000000U << 0.0 << 0.0 << 0.0;
        QTest::newRow("red") << 0xFF0000U << 53.24 << 80.09 << 67.20;
        QTest::newRow("green") << 0x00FF00U << 87.73 << -86.18 << 83.18;
        QTest::newRow("blue") << 0x0000FFU << 32.30 << 79.19 << -107.86;
        QTest::newRow("middle grey") << 0x777777U << 50.03 << 0.0 << 0.0;
    }
    void labOfKnownColors() {
        QFETCH(uint, rgb);
        QFETCH(double, lightness);
        QFETCH(double, a);
        QFETCH(double, b);
        const Lab lab = toLab(rgb);
        QVERIFY(std::abs(lab.lightness - lightness) < 0.02);
        QVERIFY(std::abs(lab.a - a) < 0.02);
        QVERIFY(std::abs(lab.b - b) < 0.02);
    }

    void fewAreOkabeAndIto() {
        const std::set<std::uint32_t> published{0x000000, 0xE69F00, 0x56B4E9, 0x009E73,
                                                0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7};
        const std::vector<std::uint32_t> eight = classPalette(8);
        QVERIFY(std::set<std::uint32_t>(eight.begin(), eight.end()) == published);
        QCOMPARE(eight.back(), 0x000000U);
        const std::vector<std::uint32_t> three = classPalette(3);
        QVERIFY(std::equal(three.begin(), three.end(), eight.begin()));
        QVERIFY(classPalette(0).empty());
    }

    void colorsAreApart_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("least");
        QTest::newRow("8") << 8 << 25.0;
        QTest::newRow("10") << 10 << 25.0;
        QTest::newRow("20") << 20 << 16.0;
        QTest::newRow("40") << 40 << 25.0;
        QTest::newRow("100") << 100 << 16.0;
        QTest::newRow("256") << 256 << 11.0;
    }
    void colorsAreApart() {
        QFETCH(int, count);
        QFETCH(double, least);
        std::vector<std::uint32_t> colors = classPalette(static_cast<std::size_t>(count));
        QCOMPARE(colors.size(), static_cast<std::size_t>(count));
        colors.push_back(missingColor);
        QVERIFY2(leastDistance(colors) > least, qPrintable(QString::number(leastDistance(colors))));
    }

    void alwaysTheSame() {
        QCOMPARE(classPalette(200), classPalette(200));
        const std::vector<std::uint32_t> many = classPalette(1000);
        QCOMPARE(many.size(), std::size_t{1000});
        QCOMPARE(many[999], many[999 % distinctColors]);
    }

    // Three of the published 256 values, and lightness that only grows.
    void viridisIsViridis() {
        QCOMPARE(viridis(0), 0x440154U);
        QCOMPARE(viridis(128 / 255.0), 0x21918CU);
        QCOMPARE(viridis(1), 0xFDE725U);
        QCOMPARE(viridis(-3), viridis(0));
        QCOMPARE(viridis(7), viridis(1));
        for (int i = 1; i < 256; ++i)
            QVERIFY(toLab(viridis(i / 255.0)).lightness > toLab(viridis((i - 1) / 255.0)).lightness - 0.2);
    }
};

QTEST_APPLESS_MAIN(TestPalette)
#include "test_palette.moc"
