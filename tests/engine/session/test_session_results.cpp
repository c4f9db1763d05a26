// SPDX-License-Identifier: MIT
// What a session yields: that of its stages called by hand, the same bits however it was run, records of all
// of it, and stages from the cache that change nothing.
#include "initialization/placement.h"
#include "initialization/principal_components.h"
#include "initialization/start_positions.h"
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"
#include "tsne/optimizer.h"

#include <QtTest>

#include <cmath>
#include <cstring>

using namespace shoal;
using shoal::test::sameBits;

namespace {

struct Embedded {
    Positions positions;
    std::vector<double> divergences; ///< at every 50th iteration and at the end
};

std::shared_ptr<const Affinities> affinitiesByHand(const Matrix& features, double perplexity,
                                                   RunContext& context) {
    NeighborOptions options;
    options.k = neighborsForPerplexity(static_cast<std::size_t>(features.rows()), perplexity);
    const auto graph = findNeighbors(features, options, context);
    return perplexityAffinities(*graph, {perplexity}, context);
}

Embedded optimizedByHand(const Affinities& affinities, const Positions& start,
                         const std::vector<Phase>& phases, RunContext& context) {
    OptimizerState state(affinities, start);
    Embedded result;
    std::size_t left = 0;
    for (const Phase& phase : phases)
        left += phase.iterations;
    for (const Phase& phase : phases) {
        OptimizerOptions options;
        options.exaggeration = phase.exaggeration;
        for (std::size_t done = 0; done < phase.iterations; ++done) {
            --left;
            const bool report = (state.iteration() + 1) % 50 == 0 || left == 0;
            const StepReport step = advance(state, affinities, options, 1, report, context);
            if (step.klDivergence)
                result.divergences.push_back(*step.klDivergence);
        }
    }
    result.positions = state.positions();
    return result;
}

struct ByHand {
    Embedded sample; ///< of a Downsample start
    Positions landed;
    Embedded all;
};

ByHand byHand(const Matrix& features, const Recipe& recipe, RunContext& context) {
    Matrix space = features;
    const bool shortened = static_cast<std::size_t>(features.cols()) > recipe.principalComponents;
    if (shortened)
        space = principalComponents(features, recipe.principalComponents, 0, context).scores;
    ByHand result;
    Positions start;
    if (recipe.start == StartMethod::Random) {
        start = randomStart(static_cast<std::size_t>(space.rows()), recipe.seed, context);
    } else if (recipe.start == StartMethod::Pca) {
        start = pcaStart(shortened ? space : principalComponents(space, 2, 0, context).scores, recipe.seed,
                         context);
    } else {
        const auto rows = sampleRows(static_cast<std::size_t>(space.rows()), recipe.sampleSize, recipe.seed);
        const Matrix sample = takeRows(space, rows, context);
        const auto affinities = affinitiesByHand(sample, recipe.effectiveSamplePerplexity(), context);
        result.sample = optimizedByHand(
            *affinities, pcaStart(principalComponents(sample, 2, 0, context).scores, recipe.seed, context),
            recipe.samplePhases, context);
        result.landed = placeOnSample(space, rows, result.sample.positions, {}, context);
        start = result.landed;
        rescale(start);
    }
    result.all =
        optimizedByHand(*affinitiesByHand(space, recipe.perplexity, context), start, recipe.phases, context);
    return result;
}

std::vector<std::string> stageNames(SessionWatch& watch) {
    std::vector<std::string> names;
    for (const StageRecord& record : watch.records<StageRecord>())
        names.push_back(record.stage);
    return names;
}

std::vector<std::string> namesOf(std::initializer_list<std::string_view> stages) {
    return {stages.begin(), stages.end()};
}

/// Whether that stage of the run came from the cache; the run must have had it.
bool fromCache(SessionWatch& watch, std::string_view stage) {
    for (const StageRecord& record : watch.records<StageRecord>())
        if (record.stage == stage)
            return record.detail.find("from cache") != std::string::npos;
    qWarning("no stage %s", stage.data());
    return false;
}

std::vector<double> divergencesOf(SessionWatch& watch, std::string_view stage) {
    std::vector<double> values;
    for (const KlRecord& record : watch.records<KlRecord>())
        if (record.stage == stage)
            values.push_back(record.klDivergence);
    return values;
}

void startRows() {
    QTest::addColumn<StartMethod>("start");
    QTest::newRow("pca") << StartMethod::Pca;
    QTest::newRow("random") << StartMethod::Random;
    QTest::newRow("downsample") << StartMethod::Downsample;
}

} // namespace

class TestSessionResults : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(400, 20);

    Positions positionsOf(const Recipe& recipe) {
        SessionWatch watch;
        watch.start(data_, recipe);
        return watch.endsAs<Finished>() ? watch.finalPositions() : Positions{};
    }

private Q_SLOTS:
    void equalsItsStagesCalledByHand_data() { startRows(); }
    void equalsItsStagesCalledByHand() {
        QFETCH(const StartMethod, start);
        const Recipe recipe = shortRecipe(start);
        SessionWatch watch;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const ByHand expected =
            test::withThreads(1, [&](RunContext& c) { return byHand(data_->features, recipe, c); });
        QVERIFY(expected.all.positions.allFinite());
        QVERIFY(sameBits(watch.finalPositions(), expected.all.positions));
        QCOMPARE(divergencesOf(watch, stages::optimization), expected.all.divergences);
        QCOMPARE(divergencesOf(watch, stages::sampleOptimization), expected.sample.divergences);
        if (start != StartMethod::Downsample)
            return;
        bool sampleSeen = false;
        bool landingSeen = false;
        for (const auto& snapshot : watch.snapshots()) {
            if (snapshot->sample && snapshot->iteration == 55)
                sampleSeen = sameBits(snapshot->positions, expected.sample.positions);
            if (!snapshot->sample && snapshot->iteration == 0)
                landingSeen = sameBits(snapshot->positions, expected.landed);
        }
        QVERIFY(sampleSeen);
        QVERIFY(landingSeen);
    }

    void featuresFewerThanComponentsAreTakenAsTheyAre() {
        const auto narrow = clusters(300, 6);
        SessionWatch watch;
        watch.start(narrow, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(stageNames(watch), namesOf({stages::neighbors, stages::affinities, stages::initialization,
                                             stages::optimization}));
        const ByHand expected =
            test::withThreads(2, [&](RunContext& c) { return byHand(narrow->features, shortRecipe(), c); });
        QVERIFY(sameBits(watch.finalPositions(), expected.all.positions));
    }

    void sameBitsAtAnyThreadCountAndAgain_data() { startRows(); }
    void sameBitsAtAnyThreadCountAndAgain() {
        QFETCH(const StartMethod, start);
        const Recipe recipe = shortRecipe(start);
        const Positions expected = positionsOf(recipe);
        for (const int threads : {1, 2, 8}) {
            SessionWatch watch(threads);
            for (int time = 0; time < 2; ++time) {
                watch.start(data_, recipe);
                QVERIFY(watch.endsAs<Finished>());
                QVERIFY(sameBits(watch.finalPositions(), expected));
            }
        }
        Recipe other = recipe;
        other.seed += 1;
        QVERIFY(!sameBits(positionsOf(other), expected));
    }

    void neighborsAreFoundWhileTheSampleIsEmbedded() {
        for (const int threads : {1, 2}) {
            SessionWatch watch(threads);
            watch.start(data_, shortRecipe(StartMethod::Downsample));
            QVERIFY(watch.endsAs<Finished>());
            const auto stages = watch.records<StageRecord>();
            const auto found = std::ranges::find(stages, stages::neighbors, &StageRecord::stage);
            QVERIFY(found != stages.end());
            // One thread has enough to do with the sample.
            QCOMPARE(found->detail.find("begun ahead") != std::string::npos, threads > 1);
            // Again, there is nothing to find.
            watch.start(data_, shortRecipe(StartMethod::Downsample));
            QVERIFY(watch.endsAs<Finished>());
            for (const StageRecord& record : watch.records<StageRecord>())
                QVERIFY(record.detail.find("begun ahead") == std::string::npos);
        }
    }

    void interruptionsLeaveNoTrace() {
        SessionWatch straight;
        straight.start(data_, shortRecipe(StartMethod::Downsample));
        QVERIFY(straight.endsAs<Finished>());
        SessionWatch watch;
        watch.onceIn(stages::sampleOptimization, [&] { watch.send(command::Pause{}); });
        watch.start(data_, shortRecipe(StartMethod::Downsample));
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{17});
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.onceIn(stages::optimization, [&] { watch.send(command::Pause{}); });
        watch.send(command::Resume{});
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{49});
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.onceAt(60, [&] { watch.send(command::Pause{}); });
        watch.send(command::Resume{});
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), straight.finalPositions()));
        for (const std::string_view stage : {stages::optimization, stages::sampleOptimization})
            QCOMPARE(divergencesOf(watch, stage), divergencesOf(straight, stage));
    }

    void divergencesAreRecordedEveryFiftyIterations() {
        Recipe recipe = shortRecipe(StartMethod::Downsample);
        recipe.phases = {{12, 60}, {4, 40}, {1, 70}};
        SessionWatch watch;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        struct Expected {
            std::string_view stage;
            std::uint64_t iteration;
            double exaggeration;
        };
        const std::vector<Expected> expected{
            {stages::sampleOptimization, 50, 1}, {stages::sampleOptimization, 55, 1},
            {stages::optimization, 50, 12},      {stages::optimization, 100, 4},
            {stages::optimization, 150, 1},      {stages::optimization, 170, 1}};
        const auto records = watch.records<KlRecord>();
        QCOMPARE(records.size(), expected.size());
        for (std::size_t i = 0; i < records.size(); ++i) {
            QCOMPARE(records[i].stage, std::string(expected[i].stage));
            QCOMPARE(records[i].iteration, expected[i].iteration);
            QCOMPARE(records[i].exaggeration, expected[i].exaggeration);
            QVERIFY(records[i].klDivergence > 0);
            QVERIFY(records[i].peakMemoryBytes > 0);
            const bool sameStage = i > 0 && records[i].stage == records[i - 1].stage;
            QVERIFY(records[i].seconds >= (sameStage ? records[i - 1].seconds : 0));
        }
        QCOMPARE(watch.session().snapshot()->klDivergence, std::optional(records.back().klDivergence));
    }

    void everyStageIsRecordedOnce() {
        SessionWatch watch;
        watch.start(data_, shortRecipe(StartMethod::Downsample));
        QVERIFY(watch.endsAs<Finished>());
        const auto records = watch.records<StageRecord>();
        const std::vector<std::pair<std::string_view, std::string>> expected{
            {stages::components, "10 of 20 dimensions"},   {stages::sampleNeighbors, "k = 30, recall 1"},
            {stages::sampleAffinities, "perplexity 10, "}, {stages::initialization, "pca of the sample"},
            {stages::sampleOptimization, "55 iterations"}, {stages::neighbors, "k = 30, recall 1"},
            {stages::affinities, "perplexity 10, "},       {stages::placement, "120 sampled points"},
            {stages::optimization, "130 iterations"}};
        QCOMPARE(records.size(), expected.size());
        std::uint64_t peak = 0;
        for (std::size_t i = 0; i < records.size(); ++i) {
            QCOMPARE(records[i].stage, std::string(expected[i].first));
            QVERIFY2(records[i].detail.starts_with(expected[i].second), records[i].detail.c_str());
            QVERIFY(records[i].seconds >= 0);
            QVERIFY(records[i].peakMemoryBytes >= peak);
            peak = records[i].peakMemoryBytes;
        }
        const Progress progress = watch.session().progress();
        QCOMPARE(progress.stage, std::string(stages::optimization));
        QCOMPARE(progress.fraction, 1.0);
        QCOMPARE(progress.iteration, 130u);
        QCOMPARE(progress.totalIterations, 130u);
    }

    void snapshotsGoForwardAndStayAsTheyWere() {
        SessionWatch watch;
        std::vector<std::pair<std::shared_ptr<const Snapshot>, Positions>> copies;
        watch.start(data_, shortRecipe(StartMethod::Downsample));
        QVERIFY(watch.waitUntil([&] {
            const auto snapshot = watch.session().snapshot();
            if (snapshot && (copies.empty() || copies.back().first != snapshot))
                copies.emplace_back(snapshot, snapshot->positions);
            return watch.session().outcome().has_value();
        }));
        for (const auto& [snapshot, copy] : copies)
            QVERIFY(sameBits(snapshot->positions, copy));

        const auto rows = sampleRows(400, 120, shortRecipe().seed);
        const auto snapshots = watch.snapshots();
        QVERIFY(snapshots.size() >= 5); // both starts, the end of the sample's phases, those of all points
        QVERIFY(snapshots.front()->sample);
        for (std::size_t i = 0; i < snapshots.size(); ++i) {
            const Snapshot& snapshot = *snapshots[i];
            QCOMPARE(snapshot.run, 1u);
            QCOMPARE(snapshot.positions.rows(), snapshot.sample ? 120 : 400);
            QVERIFY(snapshot.positions.allFinite());
            QCOMPARE(snapshot.points != nullptr, snapshot.sample);
            if (snapshot.sample)
                QCOMPARE(*snapshot.points, rows);
            const std::uint64_t firstPhase = snapshot.sample ? 30 : 60;
            QCOMPARE(snapshot.phase, std::size_t{snapshot.iteration > firstPhase});
            QCOMPARE(snapshot.exaggeration,
                     snapshot.iteration == 0 ? 0.0 : (snapshot.phase == 0 ? 12.0 : 1.0));
            if (i == 0)
                continue;
            const Snapshot& before = *snapshots[i - 1];
            QVERIFY(before.sample || !snapshot.sample);
            QVERIFY(before.sample != snapshot.sample || before.iteration < snapshot.iteration);
        }
        QCOMPARE(snapshots.back()->iteration, 130u);
        QCOMPARE(snapshots.back(), watch.session().snapshot());
    }

    void aSecondRunTakesWhatItCanFromTheCache() {
        SessionWatch watch;
        const auto run = [&](const Recipe& recipe) {
            watch.start(data_, recipe);
            return watch.endsAs<Finished>();
        };
        const Recipe first = shortRecipe();
        QVERIFY(run(first));
        for (const std::string_view stage : {stages::components, stages::neighbors, stages::affinities})
            QVERIFY(!fromCache(watch, stage));

        Recipe again = first;
        again.seed = 7;
        again.phases = {{8, 40}};
        QVERIFY(run(again));
        QCOMPARE(stageNames(watch), namesOf({stages::components, stages::affinities, stages::initialization,
                                             stages::optimization}));
        QVERIFY(fromCache(watch, stages::components));
        QVERIFY(fromCache(watch, stages::affinities));
        QVERIFY(!fromCache(watch, stages::optimization));
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(again)));

        Recipe lower = first;
        lower.perplexity = 6;
        QVERIFY(run(lower));
        QVERIFY(fromCache(watch, stages::components));
        QVERIFY(fromCache(watch, stages::neighbors));
        QVERIFY(!fromCache(watch, stages::affinities));
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(lower)));

        Recipe higher = first;
        higher.perplexity = 15;
        QVERIFY(run(higher));
        QVERIFY(!fromCache(watch, stages::neighbors));
        QVERIFY(!fromCache(watch, stages::affinities));
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(higher)));

        Recipe fewer = first;
        fewer.principalComponents = 9;
        QVERIFY(run(fewer));
        for (const std::string_view stage : {stages::components, stages::neighbors, stages::affinities})
            QVERIFY(!fromCache(watch, stage));

        watch.start(clusters(400, 20, 2), first);
        QVERIFY(watch.endsAs<Finished>());
        for (const std::string_view stage : {stages::components, stages::neighbors, stages::affinities})
            QVERIFY(!fromCache(watch, stage));
    }

    void anEmbeddedSampleIsTakenFromTheCache() {
        SessionWatch watch;
        Recipe recipe = shortRecipe(StartMethod::Downsample);
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        recipe.phases = {{4, 30}};
        recipe.perplexity = 8; // the sample's follows it: of another perplexity
        recipe.samplePerplexity = 10;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        QCOMPARE(stageNames(watch),
                 namesOf({stages::components, stages::sampleOptimization, stages::neighbors,
                          stages::affinities, stages::placement, stages::optimization}));
        QVERIFY(fromCache(watch, stages::sampleOptimization));
        QVERIFY(fromCache(watch, stages::placement));
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(recipe)));

        recipe.seed = 3; // another sample
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        for (const std::string_view stage : {stages::sampleNeighbors, stages::sampleAffinities,
                                             stages::sampleOptimization, stages::placement})
            QVERIFY(!fromCache(watch, stage));
        QVERIFY(sameBits(watch.finalPositions(), positionsOf(recipe)));
    }

    void aSampleSteeredOtherwiseIsNotTakenForTheRecipes() {
        const Recipe recipe = shortRecipe(StartMethod::Downsample);
        const Positions expected = positionsOf(recipe);
        for (const command::Change& change :
             {command::Change{.exaggeration = 3}, command::Change{.momentum = 0.3}}) {
            SessionWatch watch;
            watch.onceIn(stages::sampleOptimization, [&] { watch.send(command::Pause{}); });
            watch.start(data_, recipe);
            QVERIFY(watch.waitForState(SessionState::Paused));
            watch.send(command::Step{20});
            QVERIFY(watch.waitForState(SessionState::Paused));
            watch.send(change);
            watch.send(command::Resume{});
            QVERIFY(watch.endsAs<Finished>());
            const Positions steered = watch.finalPositions();
            QVERIFY(!sameBits(steered, expected));
            const Recipe told = watch.session().recipe();
            QVERIFY(told != recipe);
            const Positions asTold = positionsOf(told);
            // No recipe has two momentums: what it tells is a run that had the second one all along.
            QCOMPARE(sameBits(asTold, steered), change.exaggeration.has_value());
            for (const auto& [next, positions] : {std::pair{recipe, expected}, std::pair{told, asTold}}) {
                watch.start(data_, next);
                QVERIFY(watch.endsAs<Finished>());
                QVERIFY(sameBits(watch.finalPositions(), positions));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSessionResults)
#include "test_session_results.moc"
