// SPDX-License-Identifier: MIT
// Step, change and continue: what they do, and that they leave the same bits as a run that had it so from the
// start.
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

#include <limits>

using namespace shoal;
using shoal::test::sameBits;

class TestSessionSteering : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(500, 8);

    Positions positionsOf(const Recipe& recipe) {
        SessionWatch watch;
        watch.start(data_, recipe);
        if (!watch.endsAs<Finished>())
            return {};
        return watch.finalPositions();
    }
    /// A run at rest before its first iteration.
    void startPaused(SessionWatch& watch, const Recipe& recipe) {
        watch.onceIn(stages::optimization, [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe);
        QVERIFY(watch.waitForState(SessionState::Paused));
        QCOMPARE(watch.session().snapshot()->iteration, 0u);
    }
    void step(SessionWatch& watch, std::size_t iterations) {
        const std::uint64_t before = watch.session().snapshot()->iteration;
        watch.send(command::Step{iterations});
        QVERIFY(watch.waitForState(SessionState::Paused));
        QCOMPARE(watch.session().snapshot()->iteration, before + iterations);
        QCOMPARE(watch.session().progress().iteration, before + iterations);
    }

private Q_SLOTS:
    void stepsCount() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        step(watch, 1);
        step(watch, 7);
        step(watch, 60); // over a phase's end
        QCOMPARE(watch.session().snapshot()->phase, std::size_t{1});
        watch.send(command::Step{});
        watch.send(command::Step{2});
        QVERIFY(watch.waitForState(SessionState::Paused));
        QVERIFY(watch.waitUntil([&] {
            return watch.session().snapshot()->iteration == 71 &&
                   watch.session().state() == SessionState::Paused;
        }));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(shortRecipe())));
    }

    void stepsToTheEndFinish() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        watch.send(command::Step{130});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.session().snapshot()->iteration, 130u);
    }

    void stepWhileRunningPausesAfterwards() {
        SessionWatch watch;
        Recipe recipe = shortRecipe();
        recipe.phases = {{12, 1'000'000}};
        watch.start(data_, recipe);
        watch.send(command::Step{9}); // sent in a stage before the optimisation, or at its beginning
        QVERIFY(watch.waitForState(SessionState::Paused));
        QVERIFY(watch.session().snapshot()->iteration >= 9);
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
    }

    void stepFromAPausedStageReachesTheOptimization() {
        SessionWatch watch;
        watch.onceIn(stages::neighbors, [&] { watch.send(command::Pause{}); });
        watch.start(data_, shortRecipe());
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{5});
        QVERIFY(watch.waitForState(SessionState::Paused));
        QCOMPARE(watch.session().progress().stage, std::string(stages::optimization));
        QCOMPARE(watch.session().snapshot()->iteration, 5u);
    }

    void changedExaggerationEqualsARunThatHadIt() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        step(watch, 33);
        watch.send(command::Change{.exaggeration = 4});
        QVERIFY(watch.waitUntil([&] { return !watch.records<ChangeRecord>().empty(); }));
        const auto changes = watch.records<ChangeRecord>();
        QCOMPARE(changes[0].iteration, 33u);
        QCOMPARE(changes[0].what, std::string("exaggeration 12 → 4"));
        QCOMPARE(watch.session().state(), SessionState::Paused);
        Recipe expected = shortRecipe();
        expected.phases = {{12, 33}, {4, 27}, {1, 70}};
        QCOMPARE(watch.session().recipe(), expected);
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(expected)));
        QVERIFY(!sameBits(watch.finalPositions(), positionsOf(shortRecipe())));
    }

    void changesWhileRunningAreToldByTheRecipe() {
        SessionWatch watch;
        watch.onceAt(10, [&] {
            watch.send(command::Change{.exaggeration = 5});
            watch.send(command::Change{.phases = std::vector<Phase>{{12, 80}, {2, 60}}});
        });
        Recipe recipe = shortRecipe();
        recipe.phases = {{12, 100}, {1, 100}};
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(watch.acted());
        const Recipe told = watch.session().recipe();
        QVERIFY(told.phases != recipe.phases);
        QCOMPARE(told.totalIterations(), std::size_t{140});
        QCOMPARE(watch.session().snapshot()->iteration, 140u);
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(told)));
    }

    void learningRateAndMomentumActFromTheNextIteration() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        watch.send(command::Change{.learningRate = 20, .momentum = 0.5});
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        Recipe expected = shortRecipe();
        expected.learningRate = 20;
        expected.momentum = 0.5;
        QCOMPARE(watch.session().recipe(), expected);
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(expected)));
    }

    void invalidChangesWarnAndChangeNothing() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        watch.send(command::Change{.exaggeration = 0});
        watch.send(command::Change{.exaggeration = std::numeric_limits<double>::quiet_NaN()});
        watch.send(command::Continue{{-1, 10}});
        watch.send(command::Continue{{1, 0}});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 4; }));
        QCOMPARE(watch.session().state(), SessionState::Paused);
        QCOMPARE(watch.session().recipe(), shortRecipe());
        QVERIFY(watch.records<ChangeRecord>().empty());
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(shortRecipe())));
        watch.send(command::Continue{{-1, 10}});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 5; }));
        QCOMPARE(watch.session().state(), SessionState::Finished);
        QVERIFY(watch.session().outcome().has_value());
    }

    void aRefusedContinuationLeavesTheRunAsItEnded() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        step(watch, 40);
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
        watch.send(command::Continue{{-1, 10}});
        watch.send(command::Change{.momentum = 0.5}); // whatever the first did is over when this is recorded
        QVERIFY(watch.waitUntil([&] { return watch.records<ChangeRecord>().size() == 1; }));
        QCOMPARE(watch.records<WarningRecord>().size(), std::size_t{1});
        QCOMPARE(watch.session().state(), SessionState::Stopped);
        QVERIFY(watch.endsAs<StoppedByUser>());
        Recipe expected = shortRecipe();
        expected.momentum = 0.5;
        QCOMPARE(watch.session().recipe(), expected);
    }

    void continuingAFinishedRunEqualsALongerOne() {
        SessionWatch watch;
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        watch.send(command::Continue{{4, 45}});
        QCOMPARE(watch.session().run(), 1u);
        QVERIFY(watch.endsAs<Finished>());
        Recipe expected = shortRecipe();
        expected.phases.push_back({4, 45});
        QCOMPARE(watch.session().snapshot()->iteration, 175u);
        QCOMPARE(watch.session().recipe(), expected);
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(expected)));
    }

    void continuingAStoppedRunDropsWhatWasLeft() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        step(watch, 40);
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
        QCOMPARE(watch.session().snapshot()->iteration, 40u);
        watch.send(command::Continue{{4, 20}});
        QVERIFY(watch.endsAs<Finished>());
        Recipe expected = shortRecipe();
        expected.phases = {{12, 40}, {4, 20}};
        QCOMPARE(watch.session().recipe(), expected);
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(expected)));
    }

    void continuingAPausedRunDoesAllOfIt() {
        SessionWatch watch;
        startPaused(watch, shortRecipe());
        step(watch, 40);
        watch.send(command::Continue{{4, 20}});
        QVERIFY(watch.endsAs<Finished>());
        Recipe expected = shortRecipe();
        expected.phases.push_back({4, 20});
        QCOMPARE(watch.session().recipe(), expected);
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(expected)));
    }

    void aContinuationCanBePausedStoppedAndContinued() {
        SessionWatch watch;
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        watch.send(command::Continue{{4, 1'000'000}});
        watch.send(command::Pause{});
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Stop{});
        QVERIFY(watch.endsAs<StoppedByUser>());
        watch.send(command::Continue{{1, 10}});
        watch.send(command::Stop{});
        QVERIFY(watch.waitUntil([&] { return watch.session().outcome().has_value(); }));
        watch.send(command::Continue{{1, 10}});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(watch.session().recipe())));
    }

    void nothingToContinueIsSaid() {
        SessionWatch watch;
        watch.onceIn(stages::neighbors, [&] { watch.send(command::Stop{}); });
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<StoppedByUser>());
        watch.send(command::Continue{{4, 10}});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 1; }));
        QCOMPARE(watch.session().state(), SessionState::Stopped);
    }
};

QTEST_GUILESS_MAIN(TestSessionSteering)
#include "test_session_steering.moc"
