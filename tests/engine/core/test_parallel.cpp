// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/parallel.h"
#include "test_support.h"

#include <QtTest>

#include <atomic>
#include <cmath>

using namespace shoal;
using namespace shoal::test;

class TestParallel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksCoverEveryItemOnce_data();
    void blocksCoverEveryItemOnce();
    void sumsHaveTheSameBitsAtAnyThreadCount();
    void exceptionsOfABlockLeaveTheLoop();
    void stopsAtTheNextBlock();
};

void TestParallel::blocksCoverEveryItemOnce_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("blockSize");
    QTest::newRow("none") << 0 << 8;
    QTest::newRow("one") << 1 << 8;
    QTest::newRow("exact") << 64 << 8;
    QTest::newRow("remainder") << 67 << 8;
    QTest::newRow("smaller than a block") << 5 << 8;
    QTest::newRow("many") << 100'000 << 7;
}

void TestParallel::blocksCoverEveryItemOnce() {
    QFETCH(int, count);
    QFETCH(int, blockSize);
    const auto items = static_cast<std::size_t>(count);
    const auto size = static_cast<std::size_t>(blockSize);
    std::vector<std::atomic<int>> visits(items);
    std::atomic<bool> asPromised = true;
    withThreads(4, [&](RunContext& context) {
        forBlocks(context, items, size, [&](std::size_t begin, std::size_t end, std::size_t block) {
            if (begin != block * size || end > items || end <= begin || end - begin > size)
                asPromised = false;
            for (std::size_t i = begin; i < end; ++i)
                ++visits[i];
        });
    });
    QVERIFY(asPromised);
    for (const auto& visit : visits)
        QCOMPARE(visit.load(), 1);
}

void TestParallel::sumsHaveTheSameBitsAtAnyThreadCount() {
    // Terms of very different size: another order of additions gives other bits.
    constexpr std::size_t count = 100'001;
    std::vector<float> terms(count);
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream stream(6, i);
        terms[i] = static_cast<float>(stream.normal() * std::exp(8 * stream.normal()));
    }
    const auto sum = [&](int threads) {
        return withThreads(threads, [&](RunContext& context) {
            return sumBlocks(context, count, 64, 0.0f, [&](std::size_t begin, std::size_t end) {
                float part = 0;
                for (std::size_t i = begin; i < end; ++i)
                    part += terms[i];
                return part;
            });
        });
    };
    float inOrder = 0;
    float backwards = 0;
    for (std::size_t block = 0; block < blockCount(count, 64); ++block) {
        float part = 0;
        for (std::size_t i = block * 64; i < std::min(count, (block + 1) * 64); ++i)
            part += terms[i];
        inOrder += part;
    }
    for (std::size_t i = count; i-- > 0;)
        backwards += terms[i];
    QVERIFY(inOrder != backwards);
    for (const int threads : {1, 2, 8})
        for (int repeat = 0; repeat < 5; ++repeat)
            QVERIFY(sum(threads) == inOrder);
}

void TestParallel::exceptionsOfABlockLeaveTheLoop() {
    QVERIFY_EXCEPTION_THROWN(withThreads(4,
                                         [](RunContext& context) {
                                             forBlocks(context, 1000, 1,
                                                       [](std::size_t begin, std::size_t, std::size_t) {
                                                           if (begin == 500)
                                                               throw Error("The 500th block failed.");
                                                       });
                                         }),
                             Error);
}

void TestParallel::stopsAtTheNextBlock() {
    const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, 8);
    for (const int threads : {1, 2, 8}) {
        tbb::task_arena arena(threads);
        std::stop_source source;
        RunContext context(arena, source.get_token());
        std::atomic<int> begunAfterStop = 0;
        const auto run = [&] {
            forBlocks(context, 10'000, 1, [&](std::size_t, std::size_t, std::size_t) {
                begunAfterStop += source.stop_requested();
                source.request_stop();
            });
        };
        QVERIFY_EXCEPTION_THROWN(run(), Stopped);
        // Only blocks that had passed their checkpoint before the stop may still have begun.
        QVERIFY(begunAfterStop <= threads);
    }
}

QTEST_APPLESS_MAIN(TestParallel)
#include "test_parallel.moc"
