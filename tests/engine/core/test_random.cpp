// SPDX-License-Identifier: MIT
#include "core/random.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

using shoal::RandomStream;
using shoal::sampleRows;

class TestRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameSeedAndStreamSameNumbers();
    void streamsAndSeedsDiffer();
    void belowIsUniformAndInRange();
    void uniformHasTheMomentsOfOne();
    void normalHasTheMomentsOfOne();
    void neighboringStreamsAreUncorrelated();
    void sampleIsAscendingWithoutRepeats();
    void sampleIsUniform();
};

void TestRandom::sameSeedAndStreamSameNumbers() {
    RandomStream a(42, 7);
    RandomStream b(42, 7);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(a.next(), b.next());
    RandomStream c(42, 7);
    RandomStream d(42, 7);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(c.normal(), d.normal());
}

void TestRandom::streamsAndSeedsDiffer() {
    std::set<std::uint64_t> firsts;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        for (std::uint64_t stream = 0; stream < 100; ++stream)
            firsts.insert(RandomStream(seed, stream).next());
    QCOMPARE(firsts.size(), std::size_t{10'000});
}

void TestRandom::belowIsUniformAndInRange() {
    for (const std::uint64_t bound : {1ull, 2ull, 3ull, 10ull, 1'000'003ull, 0xFFFF'FFFF'FFFF'FFFFull}) {
        RandomStream stream(1, bound);
        for (int i = 0; i < 1000; ++i)
            QVERIFY(stream.below(bound) < bound);
    }
    constexpr int draws = 90'000;
    std::vector<int> counts(9, 0);
    RandomStream stream(2);
    for (int i = 0; i < draws; ++i)
        ++counts[stream.below(9)];
    double chiSquared = 0;
    for (const int count : counts)
        chiSquared += std::pow(count - draws / 9.0, 2) / (draws / 9.0);
    QVERIFY(chiSquared < 26.1); // 8 degrees of freedom, p = 0.001
}

void TestRandom::uniformHasTheMomentsOfOne() {
    RandomStream stream(3);
    double sum = 0;
    double squares = 0;
    constexpr int draws = 100'000;
    for (int i = 0; i < draws; ++i) {
        const double x = stream.uniform();
        QVERIFY(x >= 0 && x < 1);
        sum += x;
        squares += x * x;
    }
    QVERIFY(std::abs(sum / draws - 0.5) < 0.004);
    QVERIFY(std::abs(squares / draws - 1.0 / 3) < 0.004);
}

void TestRandom::normalHasTheMomentsOfOne() {
    // One number from each of many streams, as the engine draws them, and many from one.
    constexpr int draws = 100'000;
    for (const bool manyStreams : {true, false}) {
        RandomStream single(4);
        double moments[4] = {};
        for (int i = 0; i < draws; ++i) {
            RandomStream own(4, static_cast<std::uint64_t>(i));
            const double x = manyStreams ? own.normal() : single.normal();
            for (int power = 0; power < 4; ++power)
                moments[power] += std::pow(x, power + 1) / draws;
        }
        QVERIFY(std::abs(moments[0]) < 0.015);
        QVERIFY(std::abs(moments[1] - 1) < 0.02);
        QVERIFY(std::abs(moments[2]) < 0.05);
        QVERIFY(std::abs(moments[3] - 3) < 0.15);
    }
}

void TestRandom::neighboringStreamsAreUncorrelated() {
    double product = 0;
    constexpr int draws = 100'000;
    for (std::uint64_t i = 0; i < draws; ++i)
        product += RandomStream(5, i).normal() * RandomStream(5, i + 1).normal() / draws;
    QVERIFY(std::abs(product) < 0.015);
}

void TestRandom::sampleIsAscendingWithoutRepeats() {
    for (const std::size_t count : {0u, 1u, 10u, 500u, 999u, 1000u}) {
        const auto rows = sampleRows(1000, count, 7);
        QCOMPARE(rows.size(), count);
        QVERIFY(std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end());
        QVERIFY(rows.empty() || rows.back() < 1000);
        QVERIFY(rows == sampleRows(1000, count, 7));
    }
    QCOMPARE(sampleRows(10, 50, 1).size(), std::size_t{10});
    QVERIFY(sampleRows(1000, 100, 1) != sampleRows(1000, 100, 2));
}

void TestRandom::sampleIsUniform() {
    constexpr int draws = 20'000;
    std::vector<int> counts(20, 0);
    for (std::uint64_t seed = 0; seed < draws; ++seed)
        for (const std::uint32_t row : sampleRows(20, 5, seed))
            ++counts[row];
    for (const int count : counts)
        QVERIFY(std::abs(count - draws / 4.0) < 5 * std::sqrt(draws * 0.25 * 0.75));
}

QTEST_APPLESS_MAIN(TestRandom)
#include "test_random.moc"
