// SPDX-License-Identifier: MIT
// The newest wish wins, the one under way is finished, and what fails leaves the last result.
#include "scatter/newest_worker.h"

#include <QtTest>

#include <atomic>
#include <latch>
#include <new>
#include <vector>

using shoal::ui::NewestWorker;

class TestNewestWorker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newestWishWins() {
        std::latch begun(1);
        std::latch mayEnd(1);
        std::vector<int> done;
        std::atomic<int> results = 0;
        {
            NewestWorker<int, int> worker(
                [&](const int& wish) {
                    if (wish == 1) {
                        begun.count_down();
                        mayEnd.wait();
                    }
                    done.push_back(wish);
                    return 10 * wish;
                },
                [&] { ++results; }, tbb::task_arena::priority::normal);
            QVERIFY(worker.newest() == nullptr);
            worker.ask(1);
            begun.wait();
            QVERIFY(worker.busy());
            for (const int wish : {2, 3, 4})
                worker.ask(wish);
            mayEnd.count_down();
            QTRY_COMPARE(results.load(), 2);
            QCOMPARE(*worker.newest(), 40);
            QVERIFY(!worker.busy());
        }
        QCOMPARE(done, (std::vector<int>{1, 4}));
    }

    void aFailureLeavesTheLastResult() {
        std::atomic<int> results = 0;
        std::atomic<int> failures = 0;
        NewestWorker<int, int> worker(
            [&](const int& wish) {
                if (wish == 2) {
                    ++failures;
                    throw std::bad_alloc();
                }
                return wish;
            },
            [&] { ++results; }, tbb::task_arena::priority::normal);
        worker.ask(1);
        QTRY_COMPARE(results.load(), 1);
        worker.ask(2);
        QTRY_COMPARE(results.load(), 2);
        QCOMPARE(failures.load(), 1);
        QCOMPARE(*worker.newest(), 1);
        QVERIFY(!worker.busy());
        worker.ask(3);
        QTRY_COMPARE(results.load(), 3);
        QCOMPARE(*worker.newest(), 3);
    }

    void endsWithAWishUnderWay() {
        std::atomic<bool> begun = false;
        std::atomic<bool> ended = false;
        {
            NewestWorker<int, int> worker(
                [&](const int& wish) {
                    begun = true;
                    begun.notify_one();
                    std::this_thread::yield();
                    ended = true;
                    return wish;
                },
                [] {}, tbb::task_arena::priority::normal);
            worker.ask(1);
            begun.wait(false);
        }
        QVERIFY(ended);
    }
};

QTEST_APPLESS_MAIN(TestNewestWorker)
#include "test_newest_worker.moc"
