// SPDX-License-Identifier: MIT
// Start, pause, resume and stop in every stage.
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

using namespace shoal;
using shoal::test::sameBits;

namespace {

const std::vector<std::string_view> allStages{
    stages::components,     stages::sampleNeighbors,    stages::sampleAffinities,
    stages::initialization, stages::sampleOptimization, stages::neighbors,
    stages::affinities,     stages::placement,          stages::optimization};

void stageRows() {
    QTest::addColumn<QString>("stage");
    for (const std::string_view stage : allStages)
        QTest::newRow(stage.data()) << QString::fromUtf8(stage.data());
}

} // namespace

class TestSessionLifeCycle : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(600, 20);
    const Recipe recipe_ = shortRecipe(StartMethod::Downsample);
    Positions uninterrupted_;

private Q_SLOTS:
    void initTestCase() {
        SessionWatch watch;
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<Finished>());
        uninterrupted_ = watch.finalPositions();
        QCOMPARE(uninterrupted_.rows(), 600);
    }

    void idleBeforeTheFirstStart() {
        SessionWatch watch;
        QCOMPARE(watch.session().state(), SessionState::Idle);
        QVERIFY(!watch.session().snapshot());
        QVERIFY(!watch.session().outcome());
        QCOMPARE(watch.session().run(), 0u);
        // Nothing to steer: none of these does harm.
        watch.send(command::Pause{});
        watch.send(command::Step{3});
        watch.send(command::Change{.exaggeration = 4});
        watch.send(command::Continue{{1, 5}});
        watch.send(command::Stop{});
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), uninterrupted_));
    }

    void aStartShowsAtOnce() {
        SessionWatch watch;
        watch.start(data_, recipe_);
        QCOMPARE(watch.session().run(), 1u);
        QVERIFY(watch.session().state() != SessionState::Idle);
        QCOMPARE(watch.session().recipe(), recipe_);
        QVERIFY(watch.endsAs<Finished>());
        watch.start(data_, recipe_);
        QCOMPARE(watch.session().run(), 2u);
        QCOMPARE(watch.session().snapshot()->run, 1u); // in view until there is a newer one
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.session().snapshot()->run, 2u);
    }

    void stopBeforeTheThreadHasBegun() {
        SessionWatch watch;
        watch.start(data_, recipe_);
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
        QCOMPARE(watch.session().state(), SessionState::Stopped);
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<Finished>());
    }

    void stopInEveryStage_data() { stageRows(); }
    void stopInEveryStage() {
        QFETCH(const QString, stage);
        SessionWatch watch;
        watch.onceIn(stage.toStdString(), [&] { watch.send(command::Stop{}); });
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<StoppedByUser>());
        QVERIFY(watch.acted());
        QCOMPARE(watch.session().state(), SessionState::Stopped);
        for (const auto& record : watch.records<StageRecord>())
            QVERIFY2(record.stage != stage.toStdString(), record.stage.c_str());
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), uninterrupted_));
    }

    void pauseAndResumeInEveryStage_data() { stageRows(); }
    void pauseAndResumeInEveryStage() {
        QFETCH(const QString, stage);
        SessionWatch watch;
        watch.onceIn(stage.toStdString(), [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe_);
        QVERIFY(watch.waitForState(SessionState::Paused));
        QCOMPARE(watch.session().progress().stage, stage.toStdString());
        QVERIFY(!watch.session().outcome());
        watch.send(command::Resume{});
        QCOMPARE(watch.session().state() == SessionState::Paused, false);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), uninterrupted_));
    }

    void stopWhilePausedInEveryStage_data() { stageRows(); }
    void stopWhilePausedInEveryStage() {
        QFETCH(const QString, stage);
        SessionWatch watch;
        watch.onceIn(stage.toStdString(), [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe_);
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
    }

    void startWhilePausedInEveryStage_data() { stageRows(); }
    void startWhilePausedInEveryStage() {
        QFETCH(const QString, stage);
        SessionWatch watch;
        watch.onceIn(stage.toStdString(), [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe_);
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.start(data_, recipe_);
        QCOMPARE(watch.session().run(), 2u);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), uninterrupted_));
    }

    void destroyInEveryStage_data() { stageRows(); }
    void destroyInEveryStage() {
        QFETCH(const QString, stage);
        bool reached = false;
        {
            SessionWatch watch;
            watch.onceIn(stage.toStdString(), [] {});
            watch.start(data_, recipe_);
            reached = watch.waitUntil([&] {
                return watch.session().progress().stage == stage.toStdString() ||
                       watch.session().outcome().has_value();
            });
        }
        QVERIFY(reached);
    }

    void destroyWhilePaused() {
        SessionWatch watch;
        watch.start(data_, recipe_);
        watch.send(command::Pause{});
        QVERIFY(watch.waitForState(SessionState::Paused));
    }

    void stopWithinLongStages_data() {
        QTest::addColumn<QString>("stage");
        for (const std::string_view stage : {stages::neighbors, stages::affinities, stages::optimization})
            QTest::newRow(stage.data()) << QString::fromUtf8(stage.data());
    }
    void stopWithinLongStages() {
        QFETCH(const QString, stage);
        // Sent from the outside, somewhere in the stage, in which all the arena's threads are at work.
        SessionWatch watch(4);
        Recipe recipe;
        recipe.phases = {{12, 1'000'000}};
        watch.start(clusters(8000, 30), recipe);
        QVERIFY(watch.waitUntil([&] { return watch.session().progress().stage == stage.toStdString(); }));
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
    }

    void manyStartsEndWithTheLast() {
        SessionWatch watch;
        for (int i = 0; i < 20; ++i) {
            watch.start(data_, recipe_);
            if (i % 3 == 0)
                watch.send(command::Pause{});
            if (i % 5 == 0)
                watch.send(command::Stop{});
        }
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.session().run(), 21u);
        QCOMPARE(watch.session().snapshot()->run, 21u);
        QVERIFY(sameBits(watch.finalPositions(), uninterrupted_));
    }

    void pauseAndResumeInQuickSuccession() {
        SessionWatch watch;
        watch.start(data_, recipe_);
        for (int i = 0; i < 200; ++i) {
            watch.send(command::Pause{});
            watch.send(command::Resume{});
        }
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), uninterrupted_));
    }
};

QTEST_GUILESS_MAIN(TestSessionLifeCycle)
#include "test_session_life_cycle.moc"
