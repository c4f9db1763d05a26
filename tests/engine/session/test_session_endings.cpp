// SPDX-License-Identifier: MIT
// Runs that end before their phases do: early stopping, and learning rates that throw the embedding about.
#include "core/run_context.h"
#include "data/dataset.h"
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

using namespace shoal;
using shoal::test::sameBits;

namespace {

constexpr std::size_t earlyInterval = 10;

double spanOf(const Positions& positions) {
    return static_cast<double>((positions.colwise().maxCoeff() - positions.colwise().minCoeff()).maxCoeff());
}

} // namespace

class TestSessionEndings : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(500, 8);
    std::shared_ptr<const Dataset> cells_;

    static Recipe earlyRecipe() {
        Recipe recipe = shortRecipe();
        recipe.phases = {{12, 250}, {1, 500}};
        recipe.earlyStopping = true;
        return recipe;
    }

private Q_SLOTS:
    void earlyStoppingEndsPhasesAndRepeats() {
        SessionWatch watch;
        watch.start(data_, earlyRecipe());
        QVERIFY(watch.endsAs<Finished>());
        const Recipe told = watch.session().recipe();
        qInfo("%s", formatPhases(told.phases).c_str());
        QCOMPARE(told.phases.size(), std::size_t{2});
        QVERIFY(told.phases[0].iterations < 150 && told.phases[0].iterations % earlyInterval == 0);
        QVERIFY(told.phases[1].iterations < 500);
        QCOMPARE(watch.session().snapshot()->iteration, std::uint64_t{told.totalIterations()});
        QCOMPARE(watch.session().progress().fraction, 1.0);
        const auto changes = watch.records<ChangeRecord>();
        QCOMPARE(changes.size(), std::size_t{2});
        QCOMPARE(changes[0].iteration, std::uint64_t{told.phases[0].iterations});
        QCOMPARE(changes[0].what, "phase 12:250 ended after " + std::to_string(told.phases[0].iterations) +
                                      " iterations: the relative fall of KL is past its peak");
        QVERIFY(changes[1].what.ends_with("KL falls by less than a 5,000th an iteration"));

        // The log has a line at every 50th iteration and at the end, as ever.
        const auto divergences = watch.records<KlRecord>();
        for (const KlRecord& record : divergences)
            QVERIFY(record.iteration % 50 == 0 || record.iteration == told.totalIterations());
        QCOMPARE(divergences.back().iteration, std::uint64_t{told.totalIterations()});
        QCOMPARE(divergences.size(), (told.totalIterations() + 49) / 50);

        // The recipe told repeats the run, with early stopping and without.
        for (const bool early : {true, false}) {
            Recipe again = told;
            again.earlyStopping = early;
            SessionWatch other;
            other.start(data_, again);
            QVERIFY(other.endsAs<Finished>());
            QVERIFY(sameBits(other.finalPositions(), watch.finalPositions()));
            QCOMPARE(other.session().recipe(), again);
        }
        Recipe full = earlyRecipe();
        full.earlyStopping = false;
        SessionWatch whole;
        whole.start(data_, full);
        QVERIFY(whole.endsAs<Finished>());
        QVERIFY(whole.records<ChangeRecord>().empty());
        QVERIFY(*watch.session().snapshot()->klDivergence < 1.15 * *whole.session().snapshot()->klDivergence);
    }

    void earlyStoppingIsTheSamePausedAndAtAnyThreadCount() {
        SessionWatch watch;
        watch.start(data_, earlyRecipe());
        QVERIFY(watch.endsAs<Finished>());
        for (const int threads : {1, 8}) {
            SessionWatch other(threads);
            other.onceIn(stages::optimization, [&] { other.send(command::Pause{}); });
            other.start(data_, earlyRecipe());
            QVERIFY(other.waitForState(SessionState::Paused));
            for (std::uint64_t step = 7; other.session().state() == SessionState::Paused && step < 60;
                 step += 9) {
                const std::uint64_t before = other.session().progress().iteration;
                other.send(command::Step{step});
                QVERIFY(
                    other.waitUntil([&] { return other.session().progress().iteration == before + step; }));
                QVERIFY(other.waitForState(SessionState::Paused));
            }
            other.send(command::Resume{});
            QVERIFY(other.endsAs<Finished>());
            QCOMPARE(other.session().recipe(), watch.session().recipe());
            QVERIFY(sameBits(other.finalPositions(), watch.finalPositions()));
        }
    }

    void aSampleThatEndedEarlyIsReused() {
        Recipe recipe = shortRecipe(StartMethod::Downsample);
        recipe.samplePhases = {{12, 200}, {1, 400}};
        recipe.earlyStopping = true;
        SessionWatch watch;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(watch.session().recipe().samplePhases != recipe.samplePhases);
        const Positions first = watch.finalPositions();
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), first));
        bool reused = false;
        for (const StageRecord& record : watch.records<StageRecord>())
            reused = reused ||
                     (record.stage == stages::sampleOptimization && record.detail.ends_with("from cache"));
        QVERIFY(reused);
    }

    void everyOptionOfTheOptimiserActsFromTheNextIteration() {
        Recipe expected = shortRecipe();
        expected.maxStepNorm = 0.5;
        expected.maxGradientNorm = 0.001;
        expected.dof = 0.7;
        expected.repulsion = RepulsionMethod::BarnesHut;
        expected.theta = 0.25;
        SessionWatch asked;
        asked.start(data_, expected);
        QVERIFY(asked.endsAs<Finished>());
        SessionWatch changed;
        changed.onceIn(stages::optimization, [&] { changed.send(command::Pause{}); });
        changed.start(data_, shortRecipe());
        QVERIFY(changed.waitForState(SessionState::Paused));
        changed.send(command::Change{.maxStepNorm = 0.5,
                                     .maxGradientNorm = 0.001,
                                     .dof = 0.7,
                                     .repulsion = RepulsionMethod::BarnesHut,
                                     .theta = 0.25});
        changed.send(command::Resume{});
        QVERIFY(changed.endsAs<Finished>());
        QCOMPARE(changed.records<ChangeRecord>().size(), std::size_t{5});
        QCOMPARE(changed.session().recipe(), expected);
        QVERIFY(sameBits(changed.finalPositions(), asked.finalPositions()));
        // And each of them alone makes another map.
        std::vector<Recipe> others(4, expected);
        others[0].maxStepNorm = 5;
        others[1].maxGradientNorm.reset();
        others[2].dof = 1;
        others[3].theta = 0.5;
        for (const Recipe& other : others) {
            SessionWatch watch;
            watch.start(data_, other);
            QVERIFY(watch.endsAs<Finished>());
            QVERIFY(!sameBits(watch.finalPositions(), asked.finalPositions()));
        }
    }

    void aPhaseHasItsOwnMomentum() {
        Recipe both = shortRecipe();
        both.phases = {{12, 60, 0.5}, {1, 70, 0.9}};
        Recipe changed = shortRecipe();
        changed.momentum = 0.5;
        SessionWatch one;
        one.start(data_, both);
        QVERIFY(one.endsAs<Finished>());
        SessionWatch other;
        other.onceIn(stages::optimization, [&] { other.send(command::Pause{}); });
        other.start(data_, changed);
        QVERIFY(other.waitForState(SessionState::Paused));
        other.send(command::Step{60});
        QVERIFY(other.waitUntil([&] { return other.session().progress().iteration == 60; }));
        QVERIFY(other.waitForState(SessionState::Paused));
        other.send(command::Change{.momentum = 0.9});
        other.send(command::Resume{});
        QVERIFY(other.endsAs<Finished>());
        QVERIFY(sameBits(one.finalPositions(), other.finalPositions()));
    }

    void ratesFarTooLargeStop_data() {
        QTest::addColumn<bool>("real");
        QTest::addColumn<double>("factor");
        QTest::addColumn<QString>("phases");
        for (const bool real : {false, true})
            for (const double factor : {100.0, 1e4, 1e6})
                for (const char* phases : {"12:100,1:150", "1:200"})
                    QTest::addRow("%s, rate x %g, %s", real ? "cells" : "clusters", factor, phases)
                        << real << factor << phases;
    }
    void ratesFarTooLargeStop() {
        QFETCH(const bool, real);
        QFETCH(const double, factor);
        QFETCH(const QString, phases);
        const auto data = real ? cells_ : data_;
        Recipe recipe;
        recipe.phases = parsePhases(phases.toStdString());
        recipe.learningRate = factor * static_cast<double>(data->points());
        SessionWatch watch;
        watch.start(data, recipe);
        QVERIFY(watch.endsAs<Failed>());
        const auto failed = std::get<Failed>(*watch.session().outcome());
        qInfo("%s", failed.message.c_str());
        QCOMPARE(failed.stage, std::string(stages::optimization));
        QVERIFY(failed.message.starts_with("The embedding diverged by iteration "));
        QVERIFY(failed.message.find("use a smaller learning rate than ") != std::string::npos);
        // The start is the last that was sound.
        QVERIFY(failed.message.ends_with("the map of iteration 0 is kept."));
        QCOMPARE(watch.session().snapshot()->iteration, 0u);
        QVERIFY(spanOf(watch.finalPositions()) < 0.01);
    }

    void othersDoNotStop_data() {
        QTest::addColumn<double>("factor");
        QTest::addColumn<QString>("phases");
        QTest::newRow("as it is") << 0.0 << "12:250,1:500";
        QTest::newRow("rate x 10") << 10.0 << "12:250,1:500";
        QTest::newRow("exaggeration 30") << 0.0 << "30:250,1:250";
        QTest::newRow("a long phase") << 0.0 << "1:2500";
        QTest::newRow("repulsion above attraction") << 0.0 << "12:100,1:100,0.5:300";
    }
    void othersDoNotStop() {
        QFETCH(const double, factor);
        QFETCH(const QString, phases);
        for (const auto& data : {data_, cells_}) {
            Recipe recipe;
            recipe.phases = parsePhases(phases.toStdString());
            if (factor > 0)
                recipe.learningRate = factor * static_cast<double>(data->points());
            SessionWatch watch;
            watch.start(data, recipe);
            QVERIFY(watch.endsAs<Finished>());
            QVERIFY(watch.finalPositions().allFinite());
            const double span = spanOf(watch.finalPositions());
            qInfo("%zu points: span %.1f, KL %.3f", data->points(), span,
                  *watch.session().snapshot()->klDivergence);
            QVERIFY(span < 1000);
        }
    }

    void aRateRaisedTooFarLeavesTheMapBefore() {
        Recipe recipe;
        recipe.phases = {{12, 100}, {1, 300}};
        SessionWatch watch;
        watch.onceIn(stages::optimization, [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe);
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{250});
        QVERIFY(watch.waitUntil([&] { return watch.session().progress().iteration == 250; }));
        QVERIFY(watch.waitForState(SessionState::Paused));
        const auto before = watch.session().snapshot();
        command::Change change;
        change.learningRate = 1e6 * static_cast<double>(data_->points());
        watch.send(std::move(change));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Failed>());
        const std::string message = std::get<Failed>(*watch.session().outcome()).message;
        QVERIFY2(message.ends_with("the map of iteration 250 is kept."), message.c_str());
        QVERIFY(message.find("by iteration 300") != std::string::npos);
        QCOMPARE(watch.session().snapshot()->iteration, 250u);
        QVERIFY(sameBits(watch.finalPositions(), before->positions));
    }

    /// Where no step is cut, points fly apart.
    void aRateTooLargeWithoutTheClipStops() {
        Recipe recipe;
        recipe.phases = {{12, 100}, {1, 300}};
        recipe.maxStepNorm = 1e9;
        recipe.learningRate = 1000 * static_cast<double>(data_->points());
        SessionWatch watch;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Failed>());
        const std::string message = std::get<Failed>(*watch.session().outcome()).message;
        QVERIFY2(message.find("diverged") != std::string::npos, message.c_str());
        QVERIFY(spanOf(watch.finalPositions()) < 1000);
    }

    void initTestCase() {
        tbb::task_arena arena(2);
        RunContext context(arena);
        cells_ = readDataset(SHOAL_RESOURCES "/samples/pbmc3k.h5ad", {}, context);
        QVERIFY(cells_->points() > 1000);
    }
};

QTEST_GUILESS_MAIN(TestSessionEndings)
#include "test_session_endings.moc"
