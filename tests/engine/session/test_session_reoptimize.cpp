// SPDX-License-Identifier: MIT
// Other affinities on the way: the same bits as the stages called by hand, from the iteration that is told.
#include "initialization/principal_components.h"
#include "initialization/start_positions.h"
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"
#include "tsne/optimizer.h"

#include <QtTest>

using namespace shoal;
using shoal::test::sameBits;

namespace {

std::shared_ptr<const Affinities> affinitiesOf(const Matrix& features, double perplexity,
                                               RunContext& context) {
    const auto graph = findNeighbors(
        features, {.k = neighborsForPerplexity(static_cast<std::size_t>(features.rows()), perplexity)},
        context);
    return perplexityAffinities(*graph, {perplexity}, context);
}

void advanceTo(OptimizerState& state, const Affinities& affinities, const std::vector<Phase>& phases,
               std::uint64_t end, RunContext& context) {
    std::uint64_t begin = 0;
    for (const Phase& phase : phases) {
        const std::uint64_t phaseEnd = begin + phase.iterations;
        if (state.iteration() < std::min(end, phaseEnd)) {
            OptimizerOptions options;
            options.exaggeration = phase.exaggeration;
            advance(state, affinities, options, std::min(end, phaseEnd) - state.iteration(), false, context);
        }
        begin = phaseEnd;
    }
}

/// On data of fewer features than components: `before` in perplexity up to the iteration, `after` from there.
struct ByHand {
    Positions positions;
    double klDivergence;
};
ByHand byHand(const Matrix& features, const std::vector<Phase>& phases, double before, double after,
              std::uint64_t iteration) {
    return test::withThreads(2, [&](RunContext& context) {
        const auto first = affinitiesOf(features, before, context);
        const auto second = affinitiesOf(features, after, context);
        OptimizerState state(
            *first, pcaStart(principalComponents(features, 2, 0, context).scores, Recipe().seed, context));
        advanceTo(state, *first, phases, iteration, context);
        state.renumber(*second);
        std::uint64_t total = 0;
        for (const Phase& phase : phases)
            total += phase.iterations;
        advanceTo(state, *second, phases, total - 1, context);
        const double kl = klDivergence(state, *second, {}, context); // as of the last step's beginning
        advanceTo(state, *second, phases, total, context);
        return ByHand{state.positions(), kl};
    });
}

command::Reoptimize to(double perplexity, std::size_t iterations = 1, bool meanwhile = false) {
    Recipe recipe = shortRecipe();
    recipe.perplexity = perplexity;
    return {recipe, iterations, meanwhile};
}

} // namespace

class TestSessionReoptimize : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(400, 6);

    void startPaused(SessionWatch& watch, std::uint64_t iterations) {
        watch.onceIn(stages::optimization, [&] { watch.send(command::Pause{}); });
        watch.start(data_, shortRecipe());
        QVERIFY(watch.waitForState(SessionState::Paused));
        if (iterations == 0)
            return;
        watch.send(command::Step{iterations});
        QVERIFY(watch.waitUntil([&] {
            return watch.session().state() == SessionState::Paused &&
                   watch.session().snapshot()->iteration == iterations;
        }));
    }
    static std::size_t stagesNamed(SessionWatch& watch, std::string_view name) {
        std::size_t count = 0;
        for (const StageRecord& record : watch.records<StageRecord>())
            count += record.stage == name && record.detail.find("cache") == std::string::npos;
        return count;
    }

private Q_SLOTS:
    void goesOnFromWhereThePointsAre() {
        const auto expected = byHand(data_->features, shortRecipe().phases, 10, 25, 33);
        for (const int threads : {1, 2, 8}) {
            SessionWatch watch(threads);
            startPaused(watch, 33);
            watch.send(to(25));
            watch.send(command::Resume{});
            QVERIFY(watch.endsAs<Finished>());
            QVERIFY(sameBits(watch.finalPositions(), expected.positions));
            QCOMPARE(*watch.session().snapshot()->klDivergence, expected.klDivergence);
            const auto changes = watch.records<ChangeRecord>();
            QCOMPARE(changes.size(), std::size_t{1});
            QCOMPARE(changes[0].iteration, 33u);
            QCOMPARE(changes[0].what, std::string("perplexity 10 → 25"));
            Recipe told = shortRecipe();
            told.perplexity = 25;
            QCOMPARE(watch.session().recipe(), told);
        }
        QVERIFY(!sameBits(byHand(data_->features, shortRecipe().phases, 10, 10, 33).positions,
                          expected.positions));
    }

    void theToldIterationDecidesWhenPointsMoveMeanwhile() {
        Recipe recipe = shortRecipe();
        recipe.phases = {{12, 60}, {1, 3000}};
        SessionWatch watch;
        watch.onceAt(10, [&] { watch.send(to(25, 1, true)); });
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const auto changes = watch.records<ChangeRecord>();
        QCOMPARE(changes.size(), std::size_t{1});
        QVERIFY(changes[0].iteration >= 10);
        const auto expected =
            byHand(data_->features, watch.session().recipe().phases, 10, 25, changes[0].iteration);
        QVERIFY(sameBits(watch.finalPositions(), expected.positions));
    }

    void neighborsAreUsedAgainWhenFewerDo() {
        SessionWatch watch;
        startPaused(watch, 5);
        watch.send(to(6));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(stagesNamed(watch, stages::neighbors), std::size_t{1});
        QCOMPARE(stagesNamed(watch, stages::affinities), std::size_t{2});
        // And what has been made is there for a run of the same recipe.
        Recipe six = shortRecipe();
        six.perplexity = 6;
        watch.start(data_, six);
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(stagesNamed(watch, stages::affinities), std::size_t{0});
    }

    void otherNeighborsToo() {
        SessionWatch watch;
        startPaused(watch, 5);
        command::Reoptimize cosine = to(10);
        cosine.recipe.metric = Metric::Cosine;
        watch.send(cosine);
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.session().recipe().metric, Metric::Cosine);
        QCOMPARE(stagesNamed(watch, stages::neighbors), std::size_t{2});
    }

    void aPausedRunStaysPaused() {
        SessionWatch watch;
        startPaused(watch, 20);
        watch.send(to(25));
        watch.send(command::Step{3});
        QVERIFY(watch.waitUntil([&] {
            return watch.session().snapshot()->iteration == 23 &&
                   watch.session().state() == SessionState::Paused;
        }));
        QCOMPARE(watch.records<ChangeRecord>().at(0).iteration, 20u);
        watch.send(to(12));
        watch.send(command::Stop{}); // before it could act
        QVERIFY(watch.endsAs<StoppedByUser>());
        QCOMPARE(watch.session().recipe().perplexity, 25.0);
        QCOMPARE(watch.records<ChangeRecord>().size(), std::size_t{1});
    }

    void theLastOneCountsAndCanBeTakenBack() {
        SessionWatch watch;
        startPaused(watch, 20);
        watch.send(to(25));
        watch.send(to(12));
        watch.send(command::Step{1});
        QVERIFY(watch.waitUntil([&] { return watch.session().snapshot()->iteration == 21; }));
        QVERIFY(watch.waitForState(SessionState::Paused));
        QCOMPARE(watch.session().recipe().perplexity, 12.0);
        watch.send(to(25));
        watch.send(to(12)); // as it is
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.records<ChangeRecord>().size(), std::size_t{1});
    }

    void aFinishedRunGoesOn() {
        SessionWatch watch;
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        watch.send(to(25, 40));
        QCOMPARE(watch.session().run(), 1u);
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.session().snapshot()->iteration, 170u);
        QCOMPARE(watch.session().recipe().phases, (std::vector<Phase>{{12, 60}, {1, 110}}));
        const auto expected = byHand(data_->features, {{12, 60}, {1, 110}}, 10, 25, 130);
        QVERIFY(sameBits(watch.finalPositions(), expected.positions));
    }

    void tooLargePerplexitiesAreLoweredWithAWarning() {
        SessionWatch watch;
        startPaused(watch, 20);
        watch.send(to(1000));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.session().recipe().perplexity, 133.0);
        QVERIFY(watch.records<WarningRecord>().at(0).message.find("Perplexity 1000 is too large") == 0);
    }

    void whatCannotBeLeavesTheRunAsItWas() {
        SessionWatch watch;
        startPaused(watch, 20);
        watch.send(to(0.5));
        command::Reoptimize missing = to(10);
        missing.recipe.affinities = AffinityMethod::Given;
        missing.recipe.affinityFile = "/nowhere/p.npz";
        watch.send(missing);
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        const auto warnings = watch.records<WarningRecord>();
        QCOMPARE(warnings.size(), std::size_t{2});
        QVERIFY(warnings[0].message.find("Nothing was changed. Perplexity 0.5") == 0);
        QVERIFY(warnings[1].message.find("The affinities stay as they were.") == 0);
        QCOMPARE(watch.session().recipe(), shortRecipe());
        const auto expected = byHand(data_->features, shortRecipe().phases, 10, 10, 20);
        QVERIFY(sameBits(watch.finalPositions(), expected.positions));
    }

    void nothingToReoptimizeIsSaid() {
        SessionWatch watch;
        watch.onceIn(stages::neighbors, [&] { watch.send(command::Stop{}); });
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<StoppedByUser>());
        watch.send(to(25));
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 1; }));
        QCOMPARE(watch.session().state(), SessionState::Stopped);
    }

    void askedForBeforeTheOptimizationItActsWithIt() {
        SessionWatch watch;
        watch.onceIn(stages::neighbors, [&] { watch.send(to(25)); });
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(watch.records<ChangeRecord>().at(0).iteration, 0u);
        Recipe straight = shortRecipe();
        straight.perplexity = 25;
        SessionWatch other;
        other.start(data_, straight);
        QVERIFY(other.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), other.finalPositions()));
    }
};

QTEST_GUILESS_MAIN(TestSessionReoptimize)
#include "test_session_reoptimize.moc"
