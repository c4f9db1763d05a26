// SPDX-License-Identifier: MIT
// A preview: the first phase on coarse neighbours, refined by those asked for from the second one on.
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

Recipe previewRecipe() {
    Recipe recipe = shortRecipe();
    recipe.perplexity = 20;
    recipe.phases = {{12, 40}, {1, 30}};
    recipe.preview = true;
    return recipe;
}

/// The stages called by hand, on data of fewer features than components.
Positions byHand(const Matrix& features, const Recipe& recipe, RunContext& context) {
    const auto coarse =
        uniformAffinities(*findNeighbors(features, {.k = 15}, context), 15, UniformSymmetry::Max, context);
    const auto graph = findNeighbors(
        features, {.k = neighborsForPerplexity(static_cast<std::size_t>(features.rows()), recipe.perplexity)},
        context);
    const auto fine = perplexityAffinities(*graph, {recipe.perplexity}, context);
    OptimizerState state(*coarse,
                         pcaStart(principalComponents(features, 2, 0, context).scores, recipe.seed, context));
    OptimizerOptions options;
    options.exaggeration = recipe.phases[0].exaggeration;
    advance(state, *coarse, options, recipe.phases[0].iterations, false, context);
    state.renumber(*fine);
    options.exaggeration = recipe.phases[1].exaggeration;
    advance(state, *fine, options, recipe.phases[1].iterations, false, context);
    return state.positions();
}

} // namespace

class TestSessionPreview : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(400, 6);

private Q_SLOTS:
    void refinesACoarseMap() {
        const Positions expected = test::withThreads(
            2, [&](RunContext& context) { return byHand(data_->features, previewRecipe(), context); });
        for (const int threads : {1, 2, 8}) {
            SessionWatch watch(threads);
            watch.start(data_, previewRecipe());
            QVERIFY(watch.endsAs<Finished>());
            QVERIFY(sameBits(watch.finalPositions(), expected));
            std::vector<std::string> names;
            for (const StageRecord& record : watch.records<StageRecord>())
                names.push_back(record.stage);
            const std::vector<std::string_view> wanted{stages::previewNeighbors, stages::previewAffinities,
                                                       stages::initialization,   stages::previewOptimization,
                                                       stages::neighbors,        stages::affinities,
                                                       stages::optimization};
            QVERIFY(std::ranges::equal(names, wanted));
        }
    }

    void interruptionsLeaveNoTrace() {
        SessionWatch straight;
        straight.start(data_, previewRecipe());
        QVERIFY(straight.endsAs<Finished>());
        SessionWatch watch;
        watch.onceIn(stages::previewOptimization, [&] { watch.send(command::Pause{}); });
        watch.start(data_, previewRecipe());
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{3});
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), straight.finalPositions()));
    }

    void endsWithTheFirstPhaseHoweverThatIsChanged() {
        SessionWatch watch;
        watch.onceIn(stages::previewOptimization, [&] {
            watch.send(command::Change{.phases = std::vector<Phase>{{12, 60}, {1, 30}}});
        });
        watch.start(data_, previewRecipe());
        QVERIFY(watch.endsAs<Finished>());
        const auto stages = watch.records<StageRecord>();
        const auto preview = std::ranges::find(stages, stages::previewOptimization, &StageRecord::stage);
        QVERIFY(preview != stages.end());
        QCOMPARE(QString::fromStdString(preview->detail), QStringLiteral("60 iterations"));
        QCOMPARE(watch.session().snapshot()->iteration, 90u);
    }

    void aPreviewThatWasStoppedIsNoMapToGoOnFrom() {
        SessionWatch watch;
        Recipe recipe = previewRecipe();
        recipe.phases[0].iterations = 100'000;
        watch.onceIn(stages::previewOptimization, [&] { watch.send(command::Stop{}); });
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<StoppedByUser>());
        watch.send(command::Continue{{1, 10}});
        QVERIFY(watch.waitUntil([&] { return !watch.records<WarningRecord>().empty(); }));
        QVERIFY(std::holds_alternative<StoppedByUser>(*watch.session().outcome()));
    }

    void whatHasNoUseIsRefused() {
        Recipe sampled = previewRecipe();
        sampled.start = StartMethod::Downsample;
        sampled.sampleSize = 100;
        Recipe single = previewRecipe();
        single.phases = {{1, 30}};
        for (const Recipe& recipe : {sampled, single}) {
            SessionWatch watch;
            watch.start(data_, recipe);
            QVERIFY(watch.endsAs<Failed>());
            QVERIFY(std::get<Failed>(*watch.session().outcome()).message.find("preview") !=
                    std::string::npos);
        }
    }
};

QTEST_APPLESS_MAIN(TestSessionPreview)
#include "test_session_preview.moc"
