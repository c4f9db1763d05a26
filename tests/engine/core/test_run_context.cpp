// SPDX-License-Identifier: MIT
// Stop and pause, as a stage's threads meet them. Nothing here waits for a while: threads meet at semaphores.
#include "core/error.h"
#include "core/parallel.h"
#include "core/run_context.h"

#include <QtTest>

#include <semaphore>
#include <thread>

using namespace shoal;

class TestRunContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checkpointPassesUntilStopped();
    void stoppedBeforeTheStart();
    void openGateLetsPassUnseen();
    void closedGateHoldsUntilOpened();
    void stopFreesFromAClosedGate();
    void pausedLoopGoesOnWhereItWas();
    void progressIsClamped();
    void partsReportWithinTheWhole();
    void worksWithoutHooks();
};

void TestRunContext::checkpointPassesUntilStopped() {
    tbb::task_arena arena(1);
    std::stop_source source;
    RunContext context(arena, source.get_token());
    context.checkpoint();
    QVERIFY(!context.stopRequested());
    source.request_stop();
    QVERIFY(context.stopRequested());
    QVERIFY_EXCEPTION_THROWN(context.checkpoint(), Stopped);
    QVERIFY_EXCEPTION_THROWN(context.checkpoint(), Stopped);
}

void TestRunContext::stoppedBeforeTheStart() {
    tbb::task_arena arena(2);
    std::stop_source source;
    source.request_stop();
    RunContext context(arena, source.get_token());
    bool entered = false;
    const auto run = [&] {
        forBlocks(context, 10, 1, [&](std::size_t, std::size_t, std::size_t) { entered = true; });
    };
    QVERIFY_EXCEPTION_THROWN(run(), Stopped);
    QVERIFY(!entered);
}

void TestRunContext::openGateLetsPassUnseen() {
    PauseGate gate;
    bool waited = false;
    gate.pass({}, [&] { waited = true; });
    QVERIFY(!waited);
    gate.close();
    QVERIFY(gate.closed());
    gate.open();
    QVERIFY(!gate.closed());
    gate.pass({}, [&] { waited = true; });
    QVERIFY(!waited);
}

void TestRunContext::closedGateHoldsUntilOpened() {
    PauseGate gate;
    gate.close();
    std::binary_semaphore waiting(0);
    std::atomic<bool> passed = false;
    bool passedWhileClosed = true;
    {
        std::jthread worker([&] {
            gate.pass({}, [&] { waiting.release(); });
            passed = true;
        });
        waiting.acquire();
        passedWhileClosed = passed;
        gate.open();
    }
    QVERIFY(!passedWhileClosed);
    QVERIFY(passed);
}

void TestRunContext::stopFreesFromAClosedGate() {
    tbb::task_arena arena(1);
    std::stop_source source;
    PauseGate gate;
    gate.close();
    std::binary_semaphore waiting(0);
    RunContext context(arena, source.get_token(),
                       {.progress = {}, .waiting = [&] { waiting.release(); }, .gate = &gate});
    bool left = false;
    {
        std::jthread worker([&] {
            try {
                context.checkpoint();
            } catch (const Stopped&) {
                left = true;
            }
        });
        waiting.acquire();
        source.request_stop();
    }
    QVERIFY(left);
}

void TestRunContext::pausedLoopGoesOnWhereItWas() {
    tbb::task_arena arena(2);
    PauseGate gate;
    std::counting_semaphore<> waiting(0);
    RunContext context(arena, {}, {.progress = {}, .waiting = [&] { waiting.release(); }, .gate = &gate});
    std::atomic<int> done = 0;
    {
        std::jthread worker([&] {
            forBlocks(context, 1000, 1, [&](std::size_t, std::size_t, std::size_t) {
                if (++done == 300)
                    gate.close();
            });
        });
        waiting.acquire();
        QVERIFY(done < 1000);
        gate.open();
    }
    QCOMPARE(done.load(), 1000);
}

void TestRunContext::progressIsClamped() {
    tbb::task_arena arena(1);
    std::vector<double> seen;
    RunContext context(
        arena, {},
        {.progress = [&](double fraction) { seen.push_back(fraction); }, .waiting = {}, .gate = nullptr});
    context.progress(-0.5);
    context.progress(0.25);
    context.progress(1.5);
    QCOMPARE(seen, (std::vector<double>{0, 0.25, 1}));
}

void TestRunContext::partsReportWithinTheWhole() {
    tbb::task_arena arena(1);
    std::vector<double> seen;
    std::stop_source source;
    RunContext context(
        arena, source.get_token(),
        {.progress = [&](double fraction) { seen.push_back(fraction); }, .waiting = {}, .gate = nullptr});
    RunContext part = context.part(0.5, 0.75);
    RunContext partOfPart = part.part(0, 0.5);
    part.progress(0.5);
    partOfPart.progress(0.5);
    partOfPart.progress(7);
    QCOMPARE(seen, (std::vector<double>{0.625, 0.5625, 0.625}));
    source.request_stop();
    QVERIFY_EXCEPTION_THROWN(partOfPart.checkpoint(), shoal::Stopped);
    QCOMPARE(RunContext(arena).part(0, 1).threads(), 1);
}

void TestRunContext::worksWithoutHooks() {
    tbb::task_arena arena(3);
    RunContext context(arena);
    context.checkpoint();
    context.progress(0.5);
    QCOMPARE(context.threads(), 3);
    QVERIFY(!context.stopRequested());
}

QTEST_APPLESS_MAIN(TestRunContext)
#include "test_run_context.moc"
