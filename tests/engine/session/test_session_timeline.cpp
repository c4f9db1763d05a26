// SPDX-License-Identifier: MIT
// What a session keeps of a run's way, and runs that go on from a kept map.
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"
#include "tsne/optimizer.h"

#include <QtTest>

#include <algorithm>
#include <utility>

using namespace shoal;
using shoal::test::sameBits;

namespace {

using Place = std::pair<bool, std::uint64_t>; // of a sample, iteration

std::vector<Place> placesOf(const Timeline& timeline) {
    std::vector<Place> places;
    for (const Timeline::Entry& entry : timeline.entries())
        places.emplace_back(entry.snapshot->sample, entry.snapshot->iteration);
    return places;
}

std::shared_ptr<const KeptSnapshot> keptAt(const Timeline& timeline, std::uint64_t iteration,
                                           bool sample = false) {
    for (const Timeline::Entry& entry : timeline.entries())
        if (entry.snapshot->iteration == iteration && entry.snapshot->sample == sample)
            return entry.snapshot;
    return nullptr;
}

/// Pauses the run, once it has come to that iteration, three iterations past one that is kept anyway.
void restAfterThreeSteps(SessionWatch& watch, std::uint64_t iteration) {
    watch.onceAt(iteration, [&watch] {
        watch.send(command::Pause{});
        watch.send(command::Step{3});
    });
}

command::Branch branchAt(const KeptSnapshot& kept) {
    return {std::make_shared<const Positions>(decodePositions(kept)), kept.iteration, kept.sample};
}

/// The phases' iterations from `first` on, by hand from given positions.
Positions optimizedFrom(const Dataset& data, const Recipe& recipe, const Positions& start,
                        std::uint64_t first) {
    return test::withThreads(2, [&](RunContext& context) {
        NeighborOptions options;
        options.k = neighborsForPerplexity(data.points(), recipe.perplexity);
        const auto affinities = perplexityAffinities(*findNeighbors(data.features, options, context),
                                                     {recipe.perplexity}, context);
        OptimizerState state(*affinities, start, first);
        std::uint64_t end = 0;
        for (const Phase& phase : recipe.phases) {
            end += phase.iterations;
            OptimizerOptions optimizer;
            optimizer.exaggeration = phase.exaggeration;
            if (state.iteration() < end)
                advance(state, *affinities, optimizer, end - state.iteration(), false, context);
        }
        return state.positions();
    });
}

QString failureOf(SessionWatch& watch) {
    return watch.endsAs<Failed>()
               ? QString::fromStdString(std::get<Failed>(*watch.session().outcome()).message)
               : QString();
}

} // namespace

class TestSessionTimeline : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(300, 8); // fewer features than components
    static constexpr std::uint64_t plenty = 1 << 24;

private Q_SLOTS:
    void everyTenthIterationIsKeptHoweverTheRunWent() {
        Recipe recipe = shortRecipe();
        recipe.phases = {{12, 65}, {1, 58}};
        std::vector<Place> expected;
        for (std::uint64_t i = 0; i <= 120; i += 10)
            expected.emplace_back(false, i);
        expected.insert(expected.begin() + 7, {false, 65}); // the phase's end
        expected.emplace_back(false, 123);
        for (const bool paused : {false, true}) {
            SessionWatch watch(2, plenty);
            if (paused)
                restAfterThreeSteps(watch, 30);
            watch.start(data_, recipe);
            if (paused) {
                QVERIFY(watch.waitForState(SessionState::Paused));
                watch.send(command::Resume{});
            }
            QVERIFY(watch.endsAs<Finished>());
            const auto timeline = watch.session().timeline();
            QCOMPARE(placesOf(*timeline), expected);
            for (const Timeline::Entry& entry : timeline->entries()) {
                QCOMPARE(entry.snapshot->run, std::uint64_t{1});
                const std::uint64_t i = entry.snapshot->iteration;
                QCOMPARE(entry.landmark, i == 0 || i == 65 || i == 123);
                QCOMPARE(entry.snapshot->exaggeration, i == 0 ? 0.0 : i <= 65 ? 12.0 : 1.0);
            }
            // The last is the map the run ended with.
            const Snapshot last = decode(*timeline->entries().back().snapshot);
            const Positions whole = watch.finalPositions();
            const float extent = whole.maxCoeff() - whole.minCoeff();
            QVERIFY((last.positions - whole).cwiseAbs().maxCoeff() <= extent / 65535);
        }
    }

    void changesAreLandmarks() {
        Recipe recipe = shortRecipe();
        recipe.phases = {{4, 2000}};
        SessionWatch watch(2, plenty);
        restAfterThreeSteps(watch, 40);
        watch.start(data_, recipe);
        QVERIFY(watch.waitForState(SessionState::Paused));
        command::Change change;
        change.learningRate = 55;
        watch.send(change);
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        const auto changes = watch.records<ChangeRecord>();
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes.front().iteration % 10, std::uint64_t{3}); // it would not have been kept else
        const auto entries = watch.session().timeline()->entries();
        const auto found = std::ranges::find_if(entries, [&](const Timeline::Entry& entry) {
            return entry.snapshot->iteration == changes.front().iteration;
        });
        QVERIFY(found != entries.end());
        QVERIFY(found->landmark);
    }

    void aSampleIsKeptAheadOfAllPoints() {
        SessionWatch watch(2, plenty);
        watch.start(data_, shortRecipe(StartMethod::Downsample));
        QVERIFY(watch.endsAs<Finished>());
        std::vector<Place> expected;
        for (const std::uint64_t i : {0, 10, 20, 30, 40, 50, 55})
            expected.emplace_back(true, i);
        for (std::uint64_t i = 0; i <= 130; i += 10)
            expected.emplace_back(false, i);
        const auto timeline = watch.session().timeline();
        QCOMPARE(placesOf(*timeline), expected);
        QCOMPARE(keptAt(*timeline, 20, true)->rows(), std::size_t{120});
        QCOMPARE(keptAt(*timeline, 20, true)->points->size(), std::size_t{120});
        QVERIFY(!keptAt(*timeline, 20)->points);
    }

    void itStaysWithinItsLimitAndIsLeftByTheNextRun() {
        const std::uint64_t limit = 12 * (300 * 4 + sizeof(KeptSnapshot));
        SessionWatch watch(2, limit);
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        const auto first = watch.session().timeline();
        QVERIFY(first->memory() <= limit);
        const auto places = placesOf(*first);
        for (const std::uint64_t i : {0, 60, 130})
            QVERIFY(std::ranges::find(places, Place(false, i)) != places.end());
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(watch.session().timeline() != first);
        QCOMPARE(placesOf(*first), places);
    }

    void nothingIsKeptUnlessAskedFor() {
        SessionWatch watch;
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(!watch.session().timeline());
    }

    void aStoppedRunKeepsWhereItStopped() {
        Recipe recipe = shortRecipe();
        recipe.phases = {{4, 900'000}};
        SessionWatch watch(2, plenty);
        watch.onceAt(25, [&] { watch.send(command::Stop{}); });
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<StoppedByUser>());
        const auto last = watch.session().timeline()->entries().back();
        QCOMPARE(last.snapshot->iteration, watch.session().snapshot()->iteration);
        QVERIFY(last.landmark);
    }

    void aBranchDoesTheRestFromTheKeptMap() {
        const Recipe recipe = shortRecipe();
        SessionWatch watch(2, plenty);
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const auto first = watch.session().timeline();
        const std::size_t kept = first->entries().size();
        for (const std::uint64_t iteration : {40, 60, 90}) {
            const command::Branch from = branchAt(*keptAt(*first, iteration));
            watch.send(command::Start{data_, recipe, nullptr, from});
            QVERIFY(watch.endsAs<Finished>());
            QVERIFY(
                sameBits(watch.finalPositions(), optimizedFrom(*data_, recipe, *from.positions, iteration)));
            QCOMPARE(watch.session().snapshot()->iteration, std::uint64_t{130});
            QCOMPARE(watch.session().progress().totalIterations, std::uint64_t{130});
            QCOMPARE(watch.session().recipe(), recipe);
            QCOMPARE(placesOf(*watch.session().timeline()).front(), Place(false, iteration));
            const auto stagesDone = watch.records<StageRecord>();
            QVERIFY(std::ranges::all_of(stagesDone, [](const StageRecord& stage) {
                return stage.stage == stages::optimization || stage.detail.ends_with("from cache");
            }));
        }
        QCOMPARE(first->entries().size(), kept);
    }

    void aBranchOfASampleEmbedsTheRestOfItAndThenAll() {
        const Recipe recipe = shortRecipe(StartMethod::Downsample);
        SessionWatch watch(2, plenty);
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const auto first = watch.session().timeline();
        watch.send(command::Start{data_, recipe, nullptr, branchAt(*keptAt(*first, 30, true))});
        QVERIFY(watch.endsAs<Finished>());
        const auto places = placesOf(*watch.session().timeline());
        QCOMPARE(places.front(), Place(true, 30));
        QVERIFY(std::ranges::find(places, Place(true, 55)) != places.end());
        QVERIFY(std::ranges::find(places, Place(false, 0)) != places.end());
        QCOMPARE(places.back(), Place(false, 130));
        // Nor is it taken for the sample's own way, which another run finds in the cache unchanged.
        const Positions branched = watch.finalPositions();
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(!sameBits(watch.finalPositions(), branched));
        SessionWatch fresh;
        fresh.start(data_, recipe);
        QVERIFY(fresh.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), fresh.finalPositions()));
    }

    void aBranchOfAllPointsNeedsNoSample() {
        const Recipe recipe = shortRecipe(StartMethod::Downsample);
        SessionWatch watch(2, plenty);
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const command::Branch from = branchAt(*keptAt(*watch.session().timeline(), 70));
        SessionWatch other;
        other.send(command::Start{data_, recipe, nullptr, from});
        QVERIFY(other.endsAs<Finished>());
        for (const StageRecord& stage : other.records<StageRecord>())
            QVERIFY2(stage.stage.find("sample") == std::string::npos && stage.stage != stages::placement,
                     stage.stage.c_str());
        QVERIFY(sameBits(other.finalPositions(), optimizedFrom(*data_, recipe, *from.positions, 70)));
    }

    void aBranchThatHasNothingLeftEndsAtOnce() {
        const Recipe recipe = shortRecipe();
        const auto map = std::make_shared<const Positions>(Positions::Random(300, 2));
        SessionWatch watch(2, plenty);
        watch.send(command::Start{data_, recipe, nullptr, command::Branch{map, 130, false}});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), *map));
        watch.send(command::Continue{{4, 20}});
        QVERIFY(watch.waitUntil(
            [&] { return watch.session().outcome() && watch.session().snapshot()->iteration == 150; }));
    }

    void aMapThatDoesNotFitIsRefused() {
        const Recipe recipe = shortRecipe();
        const auto branched = [&](Recipe with, Positions map, std::uint64_t iteration, bool sample) {
            SessionWatch watch;
            watch.send(command::Start{
                data_, std::move(with), nullptr,
                command::Branch{std::make_shared<const Positions>(std::move(map)), iteration, sample}});
            return failureOf(watch);
        };
        const Positions map = Positions::Zero(300, 2);
        QString said = branched(recipe, Positions::Zero(299, 2), 10, false);
        QVERIFY2(said.contains("299 points, but 300"), qPrintable(said));
        said = branched(recipe, map, 131, false);
        QVERIFY2(said.contains("iteration 131") && said.contains("130 in all"), qPrintable(said));
        said = branched(recipe, map, 10, true);
        QVERIFY2(said.contains("has no sample"), qPrintable(said));
        said = branched(shortRecipe(StartMethod::Downsample), map, 10, true);
        QVERIFY2(said.contains("300 points, but 120"), qPrintable(said));
        Positions broken = map;
        broken(4, 1) = std::numeric_limits<float>::quiet_NaN();
        said = branched(recipe, broken, 10, false);
        QVERIFY2(said.contains("not finite"), qPrintable(said));
    }
};

QTEST_APPLESS_MAIN(TestSessionTimeline)
#include "test_session_timeline.moc"
