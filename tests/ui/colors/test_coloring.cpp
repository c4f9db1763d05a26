// SPDX-License-Identifier: MIT
// Colours of points from classes and numbers, and the order they are drawn in.
#include "colors/coloring.h"
#include "colors/kept_coloring.h"
#include "colors/palette.h"
#include "core/random.h"

#include <QtTest>

#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

using namespace shoal;
using namespace shoal::ui;

namespace {

Dataset dataOf(std::size_t points, Column column) {
    Dataset data;
    data.features = Matrix::Zero(static_cast<Eigen::Index>(points), 1);
    data.columns.push_back(std::move(column));
    return data;
}

Dataset classData(std::vector<std::int32_t> codes, std::vector<std::string> names,
                  std::vector<std::uint32_t> colors = {}) {
    const std::size_t points = codes.size();
    return dataOf(points,
                  {"cell type", CategoricalColumn{std::move(names), std::move(codes), std::move(colors)}});
}

bool isPermutation(std::vector<std::uint32_t> order, std::size_t count) {
    std::ranges::sort(order);
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i] != i)
            return false;
    return order.size() == count;
}

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

} // namespace

class TestColoring : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classesHaveNameColorAndCount() {
        const Dataset data = classData({1, 0, 1, -1, 1}, {"B", "NK", "unused"});
        const auto coloring = colorBy(data, &data.columns[0]);
        const std::vector<std::uint32_t> palette = classPalette(3);
        QVERIFY(coloring->kind == Coloring::Kind::Categorical);
        QCOMPARE(coloring->title, std::string("cell type"));
        QCOMPARE(coloring->classes.size(), std::size_t{4});
        QCOMPARE(coloring->classes[1].name, std::string("NK"));
        QCOMPARE(coloring->classes[1].count, std::size_t{3});
        QCOMPARE(coloring->classes[2].count, std::size_t{0});
        QCOMPARE(coloring->classes[3].name, std::string("missing"));
        QCOMPARE(coloring->classes[3].count, std::size_t{1});
        QCOMPARE(coloring->missing, std::size_t{1});
        QCOMPARE(coloring->classOf, (std::vector<std::int32_t>{1, 0, 1, 3, 1}));
        QCOMPARE(coloring->rgb,
                 (std::vector<std::uint32_t>{palette[1], palette[0], palette[1], missingColor, palette[1]}));
        QVERIFY(isPermutation(coloring->drawOrder, 5));
    }

    void noMissingNoGrey() {
        const Dataset data = classData({1, 0}, {"B", "NK"});
        QCOMPARE(colorBy(data, &data.columns[0])->classes.size(), std::size_t{2});
        QCOMPARE(colorBy(data, &data.columns[0])->missing, std::size_t{0});
    }

    void missingNumbersAreCounted() {
        const float infinite = std::numeric_limits<float>::infinity();
        const Dataset data =
            dataOf(5, {"depth", ContinuousColumn{{1, notANumber, -infinite, notANumber, 2}}});
        QCOMPARE(colorBy(data, &data.columns[0])->missing, std::size_t{2});
        const Dataset none = dataOf(2, {"depth", ContinuousColumn{{notANumber, notANumber}}});
        QCOMPARE(colorBy(none, &none.columns[0])->missing, std::size_t{2});
    }

    void colorsOfTheFileComeFirst() {
        const Dataset data = classData({1, 0}, {"B", "NK"}, {0x123456, 0xABCDEF});
        QCOMPARE(colorBy(data, &data.columns[0])->rgb, (std::vector<std::uint32_t>{0xABCDEF, 0x123456}));
        const Dataset damaged = classData({1, 0}, {"B", "NK"}, {0x123456});
        QCOMPARE(colorBy(damaged, &damaged.columns[0])->classes[0].color, classPalette(2)[0]);
    }

    void recoloringTouchesOneClass() {
        const Dataset data = classData({1, 0, 1}, {"B", "NK"});
        const auto before = colorBy(data, &data.columns[0]);
        const auto after = recolored(*before, 1, 0x102030);
        QCOMPARE(after->rgb, (std::vector<std::uint32_t>{0x102030, before->rgb[1], 0x102030}));
        QCOMPARE(after->classes[0].color, before->classes[0].color);
        QCOMPARE(after->classes[1].color, 0x102030U);
        QCOMPARE(after->drawOrder, before->drawOrder);
        QCOMPARE(recolored(*before, 7, 0x102030)->rgb, before->rgb);
    }

    void whatAPersonChoseComesBeforeTheFile() {
        const Dataset data = classData({1, 0, 1}, {"B", "NK"}, {0x123456, 0xABCDEF});
        const auto coloring = colorBy(data, &data.columns[0], {{{"NK", 0x102030}, {"gone", 0x1}}, {}});
        QCOMPARE(coloring->classes[0].color, 0x123456U);
        QCOMPARE(coloring->classes[1].color, 0x102030U);
        QCOMPARE(coloring->rgb, (std::vector<std::uint32_t>{0x102030, 0x123456, 0x102030}));
    }

    void rangesAreAPersonsOwnOrThePercentiles() {
        std::vector<float> values(1000);
        std::iota(values.begin(), values.end(), 0.0F);
        values[5] = notANumber;
        const Dataset data = dataOf(1000, {"depth", ContinuousColumn{values}});
        const ContinuousColumn& column = *data.columns[0].continuous();
        const auto usual = colorBy(data, &data.columns[0]);
        QVERIFY(!usual->ownRange);
        QCOMPARE(usual->least, 0.0);
        QCOMPARE(usual->greatest, 999.0);
        const auto own = colorBy(data, &data.columns[0], {{}, ColorRange{200, 400}});
        QVERIFY(own->ownRange);
        QCOMPARE(own->low, 200.0);
        QCOMPARE(own->high, 400.0);
        QCOMPARE(own->rgb[100], viridis(0));
        QCOMPARE(own->rgb[300], viridis(0.5));
        QCOMPARE(own->rgb[800], viridis(1));
        QCOMPARE(own->rgb[5], missingColor);
        const auto changed = withRange(*usual, column, ColorRange{200, 400});
        QCOMPARE(changed->rgb, own->rgb);
        QCOMPARE(changed->drawOrder, usual->drawOrder);
        const auto back = withRange(*changed, column, std::nullopt);
        QCOMPARE(back->rgb, usual->rgb);
        QVERIFY(!back->ownRange);
    }

    void keptNeighboursAreColouredByTheirShare() {
        const KeptShares kept{6, 10, {4, 1, 2}, {0.5F, 1, 0}};
        const auto coloring = colorByKept(kept);
        QVERIFY(coloring->kind == Coloring::Kind::Continuous);
        QVERIFY(coloring->shares);
        QCOMPARE(coloring->low, 0.0);
        QCOMPARE(coloring->high, 1.0);
        QCOMPARE(coloring->missing, std::size_t{3});
        QCOMPARE(coloring->rgb, (std::vector<std::uint32_t>{missingColor, viridis(1), viridis(0),
                                                            missingColor, viridis(0.5), missingColor}));
        // What is not measured lies beneath, what keeps least on top.
        QCOMPARE(coloring->drawOrder, (std::vector<std::uint32_t>{0, 3, 5, 1, 4, 2}));
        QVERIFY(coloring->note.find("3 points") != std::string::npos);
        const Column column = keptColumn(kept);
        QVERIFY(std::isnan(column.continuous()->values[0]));
        QCOMPARE(column.continuous()->values[4], 0.5F);
        const auto unknown = colorByKept({6, 0, {}, {}});
        QCOMPARE(unknown->missing, std::size_t{6});
        QVERIFY(isPermutation(unknown->drawOrder, 6));
    }

    void drawOrderIsShuffledAndFixed() {
        for (const std::size_t count : {1U, 2U, 3U, 1000U, 70001U}) {
            std::vector<std::int32_t> codes(count);
            for (std::size_t i = 0; i < count; ++i)
                codes[i] = static_cast<std::int32_t>(i * 10 /
                                                     count); // classes one after the other, as in many files
            const Dataset data = classData(std::move(codes), std::vector<std::string>(10, "x"));
            std::vector<std::vector<std::uint32_t>> orders;
            for (const int threads : {1, 2, 8}) {
                tbb::task_arena arena(threads);
                arena.execute([&] { orders.push_back(colorBy(data, &data.columns[0])->drawOrder); });
            }
            QVERIFY(isPermutation(orders[0], count));
            QCOMPARE(orders[1], orders[0]);
            QCOMPARE(orders[2], orders[0]);
            if (count < 1000)
                continue;
            // Each tenth of the order holds all classes alike: the mean index of each lies at the middle.
            const std::size_t share = count / 10;
            for (std::size_t tenth = 0; tenth < 10; ++tenth) {
                const auto first = orders[0].begin() + static_cast<std::ptrdiff_t>(tenth * count / 10);
                const double mean = std::accumulate(first, first + static_cast<std::ptrdiff_t>(share), 0.0) /
                                    static_cast<double>(share);
                const double deviation =
                    static_cast<double>(count) / std::sqrt(12.0 * static_cast<double>(share));
                QVERIFY(std::abs(mean - static_cast<double>(count) / 2) < 4 * deviation);
            }
        }
    }

    void numbersAreClippedAtTheirPercentiles() {
        constexpr std::size_t pointCount = 10001;
        std::vector<float> values(pointCount);
        for (std::size_t i = 0; i < pointCount; ++i)
            values[i] = static_cast<float>((i * 7919) % pointCount); // 0…10000 in disorder
        values[17] = notANumber;
        const Dataset data = dataOf(pointCount, {"depth", ContinuousColumn{values}});
        const auto coloring = colorBy(data, &data.columns[0]);
        QVERIFY(coloring->kind == Coloring::Kind::Continuous);
        QVERIFY(std::abs(coloring->low - 100) <= 1);
        QVERIFY(std::abs(coloring->high - 9900) <= 1);
        for (std::size_t i = 0; i < pointCount; ++i)
            if (i != 17)
                QCOMPARE(coloring->rgb[i],
                         viridis((values[i] - coloring->low) / (coloring->high - coloring->low)));
        QCOMPARE(coloring->rgb[17], missingColor);
        QVERIFY(isPermutation(coloring->drawOrder, pointCount));
        QCOMPARE(coloring->drawOrder[0], 17U);
        for (std::size_t k = 2; k < pointCount; ++k)
            QVERIFY(values[coloring->drawOrder[k - 1]] <= values[coloring->drawOrder[k]]);
    }

    void negativeNumbersAndInfinitiesAreInOrder() {
        const float infinity = std::numeric_limits<float>::infinity();
        const Dataset data = dataOf(6, {"x", ContinuousColumn{{3, -infinity, -2, infinity, notANumber, -5}}});
        const auto coloring = colorBy(data, &data.columns[0]);
        QCOMPARE(coloring->drawOrder, (std::vector<std::uint32_t>{4, 1, 5, 2, 0, 3}));
        QCOMPARE(coloring->low, -5.0);
        QCOMPARE(coloring->high, 3.0);
        QCOMPARE(coloring->rgb[1], viridis(0));
        QCOMPARE(coloring->rgb[3], viridis(1));
    }

    void rareExpressionIsNotLost() {
        std::vector<float> values(1000, 0);
        values[3] = 2;
        values[400] = 4;
        const Dataset data = dataOf(1000, {"gene", ContinuousColumn{values}});
        const auto coloring = colorBy(data, &data.columns[0]);
        QCOMPARE(coloring->low, 0.0);
        QCOMPARE(coloring->high, 4.0);
        QCOMPARE(coloring->rgb[3], viridis(0.5));
        QCOMPARE(coloring->drawOrder.back(), 400U);
    }

    void constantAndAbsentNumbers() {
        const Dataset constant = dataOf(3, {"x", ContinuousColumn{{7, 7, 7}}});
        QCOMPARE(colorBy(constant, &constant.columns[0])->rgb, std::vector<std::uint32_t>(3, viridis(0.5)));
        const Dataset absent = dataOf(2, {"x", ContinuousColumn{{notANumber, notANumber}}});
        QCOMPARE(colorBy(absent, &absent.columns[0])->rgb, std::vector<std::uint32_t>(2, missingColor));
    }

    void withoutAColumnAllAreAlike() {
        const Dataset data = dataOf(3, {"barcode", TextColumn{{"a", "b", "c"}}});
        for (const Column* column : {static_cast<const Column*>(nullptr), &data.columns[0]}) {
            const auto coloring = colorBy(data, column);
            QVERIFY(coloring->kind == Coloring::Kind::None);
            QCOMPARE(coloring->rgb.size(), std::size_t{3});
            QCOMPARE(std::set<std::uint32_t>(coloring->rgb.begin(), coloring->rgb.end()).size(),
                     std::size_t{1});
        }
    }

    void partOfThePoints() {
        const Dataset data = classData({1, 0, 1, -1, 1}, {"B", "NK"});
        const auto whole = colorBy(data, &data.columns[0]);
        const std::vector<std::uint32_t> points{4, 3, 1};
        const Coloring part = coloringOf(*whole, points);
        QCOMPARE(part.classOf, (std::vector<std::int32_t>{1, 2, 0}));
        QCOMPARE(part.classes.size(), whole->classes.size());
        QCOMPARE(part.missing, whole->missing);
        QCOMPARE(part.rgb[0], whole->rgb[4]);
        std::vector<std::uint32_t> expected;
        for (const std::uint32_t point : whole->drawOrder)
            for (std::uint32_t row = 0; row < points.size(); ++row)
                if (points[row] == point)
                    expected.push_back(row);
        QCOMPARE(part.drawOrder, expected);
    }
};

QTEST_APPLESS_MAIN(TestColoring)
#include "test_coloring.moc"
