// SPDX-License-Identifier: MIT
// Work ahead of its turn: its result, progress and failures; stopped with its run, held at its gate.
#include "core/error.h"
#include "session/ahead.h"

#include <QtTest>

#include <future>
#include <memory>

using namespace shoal;

namespace {

using Work = Ahead<std::unique_ptr<int>>;

/// Goes on until it is stopped, and tells of every look it took.
struct Endless {
    std::shared_ptr<std::atomic<int>> looks = std::make_shared<std::atomic<int>>(0);
    std::shared_ptr<std::atomic<bool>> stopped = std::make_shared<std::atomic<bool>>(false);

    std::unique_ptr<int> operator()(RunContext& context) const {
        try {
            for (;;) {
                context.checkpoint();
                looks->fetch_add(1);
                looks->notify_all();
                std::this_thread::yield();
            }
        } catch (const Stopped&) {
            stopped->store(true);
            throw;
        }
    }
    void waitForLooks(int more) const {
        const int before = *looks;
        for (int seen = before; seen < before + more; seen = *looks)
            looks->wait(seen);
    }
};

} // namespace

class TestAhead : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handsOverTheResult() {
        PauseGate gate;
        tbb::task_arena arena(2);
        Work work(2, gate, [](RunContext& context) {
            context.progress(0.5);
            return std::make_unique<int>(context.threads());
        });
        RunContext context(arena);
        QCOMPARE(*work.take(context), 2);
        QVERIFY(work.seconds() >= 0);
    }

    void progressIsHandedOn() {
        PauseGate gate;
        std::promise<void> seen;
        tbb::task_arena arena(2);
        Work work(2, gate, [&](RunContext& context) {
            context.progress(0.5);
            seen.get_future().wait();
            return std::make_unique<int>(1);
        });
        RunContext::Hooks hooks;
        bool once = false;
        hooks.progress = [&](double fraction) {
            if (fraction == 0.5 && !std::exchange(once, true))
                seen.set_value();
        };
        RunContext context(arena, {}, hooks);
        QCOMPARE(*work.take(context), 1);
        QVERIFY(once);
    }

    void throwsWhatTheWorkThrew() {
        PauseGate gate;
        tbb::task_arena arena(2);
        Work work(2, gate, [](RunContext&) -> std::unique_ptr<int> { throw Error("Too little of it."); });
        RunContext context(arena);
        QVERIFY_EXCEPTION_THROWN(work.take(context), Error);
    }

    void endsWithWhoeverBeganIt() {
        PauseGate gate;
        const Endless endless;
        {
            Work work(2, gate, endless);
            endless.waitForLooks(1);
        }
        QVERIFY(*endless.stopped);
    }

    void takingStopsWithTheRun() {
        PauseGate gate;
        const Endless endless;
        tbb::task_arena arena(2);
        std::stop_source stop;
        {
            Work work(2, gate, endless);
            endless.waitForLooks(1);
            stop.request_stop();
            RunContext context(arena, stop.get_token());
            QVERIFY_EXCEPTION_THROWN(work.take(context), Stopped);
        }
        QVERIFY(*endless.stopped);
    }

    void restsAtTheGate() {
        PauseGate gate;
        gate.close();
        std::atomic<bool> passed = false;
        tbb::task_arena arena(2);
        Work work(2, gate, [&](RunContext& context) {
            context.checkpoint();
            passed = true;
            return std::make_unique<int>(1);
        });
        RunContext::Hooks hooks;
        // Whoever takes the result looks at his own gate, not at this one.
        int looks = 0;
        hooks.progress = [&](double) {
            QVERIFY(looks > 0 || !passed);
            if (++looks == 2)
                gate.open();
        };
        RunContext taking(arena, {}, hooks);
        QCOMPARE(*work.take(taking), 1);
        QVERIFY(looks >= 2);
    }
};

QTEST_APPLESS_MAIN(TestAhead)
#include "test_ahead.moc"
