// SPDX-License-Identifier: MIT
// How many iterations are taken at once, and how soon a change of speed is noticed.
#include "session/chunking.h"

#include <QtTest>

using namespace shoal;

class TestChunking : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsWithOne() {
        QCOMPARE(Chunking().next(), std::uint64_t{1});
        QCOMPARE(Chunking().secondsPerIteration(), 0.0);
    }

    void fillsThirtyMilliseconds() {
        Chunking chunking;
        chunking.measured(10, 0.01);
        QCOMPARE(chunking.next(), std::uint64_t{30});
    }

    void takesAtLeastOne() {
        Chunking chunking;
        chunking.measured(1, 5);
        QCOMPARE(chunking.next(), std::uint64_t{1});
    }

    void aSlowFirstIterationDoesNotWeighForLong() {
        Chunking chunking;
        chunking.measured(1, 0.3); // plans and workspaces are made
        for (int i = 0; i < 10; ++i)
            chunking.measured(10, 0.03);
        QVERIFY(chunking.secondsPerIteration() < 0.006);
    }

    void followsAChangeOfSpeed() {
        Chunking chunking;
        for (int i = 0; i < 100; ++i)
            chunking.measured(30, 0.03);
        for (int i = 0; i < 200; ++i)
            chunking.measured(3, 0.03);
        QVERIFY(std::abs(chunking.secondsPerIteration() - 0.01) < 0.002);
    }
};

QTEST_APPLESS_MAIN(TestChunking)
#include "test_chunking.moc"
