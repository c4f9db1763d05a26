// SPDX-License-Identifier: MIT
#include "selection/point_text.h"
#include "selection/selection.h"

#include <QtTest>

#include <limits>

using namespace shoal;
using namespace shoal::ui;

namespace {
using Points = std::vector<std::uint32_t>;
}

class TestSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void combinationsKeepTheValueTheyCameFrom() {
        const Selection none = Selection::none(10);
        const Selection some = none.combined(Points{2, 5, 7}, Combination::Replace);
        QVERIFY(none.empty());
        QCOMPARE(some.points(), (Points{2, 5, 7}));
        QCOMPARE(some.count(), std::size_t{3});
        QCOMPARE(some.combined(Points{5, 9}, Combination::Add).points(), (Points{2, 5, 7, 9}));
        QCOMPARE(some.combined(Points{5, 9}, Combination::Remove).points(), (Points{2, 7}));
        QCOMPARE(some.combined(Points{5, 9}, Combination::Replace).points(), (Points{5, 9}));
        QCOMPARE(some.points(), (Points{2, 5, 7}));
        QVERIFY(some.contains(5) && !some.contains(4));
        QVERIFY(some == none.combined(Points{7, 5, 2, 2}, Combination::Add));
    }

    void invertingLeavesOutWhatCannotBeSelected() {
        const Selection some(PointMask{0, 1, 1, 0, 0});
        QCOMPARE(some.inverted(PointMask{1, 1, 0, 1, 0}).points(), (Points{0, 3}));
    }

    void aPointIsToldWithAFewColumns() {
        Dataset data;
        data.features = Matrix::Zero(2, 1);
        data.ids = {"first", "a<b"};
        data.columns.push_back({"kind", CategoricalColumn{{"x & y"}, {-1, 0}, {}}});
        data.columns.push_back({"depth", ContinuousColumn{{std::numeric_limits<float>::quiet_NaN(), 0.25F}}});
        const auto plain = [](const QString& text) { return QString(text).replace("<br>", "|"); };
        QString text = plain(pointText(data, &data.columns[1], 1));
        QVERIFY2(text.startsWith(QStringLiteral("<b>a&lt;b</b>|depth: 0.25|")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("kind: x &amp; y")), qPrintable(text));
        QVERIFY(!text.contains(QStringLiteral("more")));
        text = plain(pointText(data, &data.columns[0], 0));
        QVERIFY2(text.contains(QStringLiteral("kind: missing")) &&
                     text.contains(QStringLiteral("depth: missing")),
                 qPrintable(text));
        for (const char* name : {"c0", "c1", "c2", "c3", "c4"})
            data.columns.push_back({name, TextColumn{{"u", "v"}}});
        text = plain(pointText(data, &data.columns[0], 1));
        QVERIFY2(text.contains(QStringLiteral("c2: v")) && !text.contains(QStringLiteral("c3:")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("2 more columns")), qPrintable(text));
        QCOMPARE(text.count(QStringLiteral("kind")), 1);
    }
};

QTEST_MAIN(TestSelection)
#include "test_selection.moc"
