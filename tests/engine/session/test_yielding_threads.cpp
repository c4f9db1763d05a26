// SPDX-License-Identifier: MIT
// The threads of a run give way where they are asked to, and no others do.
#include "core/random.h"
#include "session/session.h"
#include "session/yielding_threads.h"

#include <QtTest>

#include <atomic>
#include <thread>

#include <sys/resource.h>

using namespace shoal;

namespace {

int nicenessHere() {
    return getpriority(PRIO_PROCESS, 0);
}

/// The highest niceness that a session's thread has shown by the end of a run.
int nicenessOfARun(bool yielding) {
    auto data = std::make_shared<Dataset>();
    Matrix features(100, 3);
    RandomStream random(1);
    for (Eigen::Index i = 0; i < features.size(); ++i)
        features.data()[i] = static_cast<float>(random.normal());
    data->features = std::move(features);
    Recipe recipe;
    recipe.perplexity = 5;
    recipe.phases = {{1, 5}};
    std::atomic<int> highest = 0;
    SessionOptions options;
    options.threads = 2;
    options.yielding = yielding;
    options.notify = [&] { highest = std::max(highest.load(), nicenessHere()); };
    Session session(std::move(options));
    session.send(command::Start{data, recipe});
    const bool ended = QTest::qWaitFor([&] { return session.outcome().has_value(); }, 60'000);
    return ended && std::holds_alternative<Finished>(*session.outcome()) ? highest.load() : -1;
}

} // namespace

class TestYieldingThreads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whoWorksInTheArenaYields() {
        const int before = nicenessHere();
        tbb::task_arena watched(1);
        tbb::task_arena other(1);
        const YieldingThreads yielding(watched);
        int inside = -1;
        int outside = -1;
        std::thread([&] {
            other.execute([&] { outside = nicenessHere(); });
            watched.execute([&] { inside = nicenessHere(); });
        }).join();
        QCOMPARE(outside, before);
        QCOMPARE(inside, std::max(before, YieldingThreads::niceness));
        QCOMPARE(nicenessHere(), before);
    }

    void aRunYieldsWhenAsked() {
        const int before = nicenessHere();
        QCOMPARE(nicenessOfARun(false), before);
        QCOMPARE(nicenessOfARun(true), std::max(before, YieldingThreads::niceness));
        QCOMPARE(nicenessHere(), before);
    }
};

QTEST_GUILESS_MAIN(TestYieldingThreads)
#include "test_yielding_threads.moc"
