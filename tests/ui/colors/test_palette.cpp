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

/// Machado, Oliveira & Fernandes (2009): a colour as people without one kind of cones see it, on linear RGB.
std::uint32_t asSeen(std::uint32_t rgb, int kind) {
    constexpr double matrices[4][9] = {
        {1, 0, 0, 0, 1, 0, 0, 0, 1},
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
        {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};
    double linear[3];
    for (int channel = 0; channel < 3; ++channel) {
        const double value = (rgb >> (16 - 8 * channel) & 0xFF) / 255.0;
        linear[channel] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    }
    std::uint32_t seen = 0;
    for (int row = 0; row < 3; ++row) {
        double value = 0;
        for (int column = 0; column < 3; ++column)
            value += matrices[kind][3 * row + column] * linear[column];
        value = std::clamp(value, 0.0, 1.0);
        value = value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
        seen = seen << 8 | static_cast<std::uint32_t>(std::lround(255 * value));
    }
    return seen;
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

    void fewAreOkabeAndItoButForBlack() {
        const std::set<std::uint32_t> published{0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442,
                                                0x0072B2, 0xD55E00, 0xCC79A7};
        const std::vector<std::uint32_t> eight = classPalette(8);
        QVERIFY(std::set<std::uint32_t>(eight.begin(), eight.end() - 1) == published);
        const std::vector<std::uint32_t> three = classPalette(3);
        QVERIFY(std::equal(three.begin(), three.end(), eight.begin()));
        QVERIFY(classPalette(0).empty());
    }

    // On the canvases of the two themes, and for people who lack a kind of cones.
    void fewAreSeenByEverybodyEverywhere_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("all cones") << 0;
        QTest::newRow("no long") << 1;
        QTest::newRow("no middle") << 2;
        QTest::newRow("no short") << 3;
    }
    void fewAreSeenByEverybodyEverywhere() {
        QFETCH(int, kind);
        std::vector<std::uint32_t> seen;
        for (const std::uint32_t color : classPalette(8))
            seen.push_back(asSeen(color, kind));
        QVERIFY2(leastDistance(seen) > 15, qPrintable(QString::number(leastDistance(seen))));
        for (const std::uint32_t canvas : {0xFFFFFFU, 0x22262BU, missingColor})
            for (const std::uint32_t color : seen) {
                const double distance = labDistance(toLab(color), toLab(asSeen(canvas, kind)));
                QVERIFY2(distance > 15, qPrintable(QString::number(distance)));
            }
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
        QTest::newRow("500") << 500 << 7.0;
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
