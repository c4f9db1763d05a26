// SPDX-License-Identifier: MIT
// Counts and sizes as people read them.
#include "core/count_text.h"

#include <QtTest>

#include <limits>

using namespace shoal;

class TestCountText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thousandsAreGrouped() {
        QCOMPARE(groupedText(0), "0");
        QCOMPARE(groupedText(999), "999");
        QCOMPARE(groupedText(1000), "1,000");
        QCOMPARE(groupedText(999'999), "999,999");
        QCOMPARE(groupedText(6'378'150), "6,378,150");
        QCOMPARE(groupedText(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
    }

    void oneIsSingular() {
        QCOMPARE(countText(0, "point"), "0 points");
        QCOMPARE(countText(1, "point"), "1 point");
        QCOMPARE(countText(2526, "point"), "2,526 points");
        QCOMPARE(countText(1, "class", "classes"), "1 class");
        QCOMPARE(countText(2, "class", "classes"), "2 classes");
    }

    void sizesAreRoundedUp() {
        QCOMPARE(bytesText(0), "0 MB");
        QCOMPARE(bytesText(152), "1 MB");
        QCOMPARE(bytesText(569'000'000), "569 MB");
        QCOMPARE(bytesText(569'000'001), "570 MB");
        QCOMPARE(bytesText(999'000'000), "999 MB");
        QCOMPARE(bytesText(999'000'001), "1.0 GB");
        QCOMPARE(bytesText(1'200'000'000), "1.2 GB");
        QCOMPARE(bytesText(1'200'000'001), "1.3 GB");
        QCOMPARE(bytesText(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073.8 GB");
    }
};

QTEST_APPLESS_MAIN(TestCountText)
#include "test_count_text.moc"
