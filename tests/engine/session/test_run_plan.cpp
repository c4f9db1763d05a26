// SPDX-License-Identifier: MIT
#include "session/run_plan.h"

#include <QtTest>

#include <limits>

using namespace shoal;

namespace {

using Phases = std::vector<Phase>;

template <class Kind>
bool isOne(const std::vector<Record>& records, const std::string& text) {
    if (records.size() != 1 || !std::holds_alternative<Kind>(records[0]))
        return false;
    if constexpr (std::is_same_v<Kind, ChangeRecord>)
        return std::get<Kind>(records[0]).what == text;
    else
        return std::get<Kind>(records[0]).message.find(text) != std::string::npos;
}

} // namespace

class TestRunPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void phasesFollowEachOther() {
        PhasePlan plan({{12, 3}, {1, 2}});
        QCOMPARE(plan.total(), 5u);
        const std::vector<std::size_t> next{0, 0, 0, 1, 1, 1};
        const std::vector<std::size_t> last{0, 0, 0, 0, 1, 1};
        const std::vector<std::uint64_t> ends{3, 3, 3, 5, 5, 5};
        for (std::uint64_t iteration = 0; iteration <= 5; ++iteration) {
            plan.advanceTo(iteration);
            QCOMPARE(plan.phaseOfNext(), next[iteration]);
            QCOMPARE(plan.phaseOfLast(), last[iteration]);
            QCOMPARE(plan.phaseEnd(), ends[iteration]);
            QCOMPARE(plan.done(), iteration == 5);
        }
    }

    void exaggerationSplitsThePhase() {
        PhasePlan plan({{12, 10}, {1, 5}});
        plan.setExaggeration(8);
        QCOMPARE(plan.phases(), (Phases{{8, 10}, {1, 5}}));
        plan.advanceTo(4);
        plan.setExaggeration(6);
        QCOMPARE(plan.phases(), (Phases{{8, 4}, {6, 6}, {1, 5}}));
        plan.setExaggeration(5); // nothing has been done at 6
        QCOMPARE(plan.phases(), (Phases{{8, 4}, {5, 6}, {1, 5}}));
        plan.advanceTo(10); // the last phase's turn, none of it done
        plan.setExaggeration(2);
        QCOMPARE(plan.phases(), (Phases{{8, 4}, {5, 6}, {2, 5}}));
    }

    void perplexitiesAreLoweredToTheNeighborsThereAre() {
        Recipe recipe = Recipe::largeData();
        recipe.perplexity = 500;
        recipe.sampleSize = 301;
        RunPlan both(recipe);
        const std::vector<Record> records = both.lowerPerplexities(1201);
        QCOMPARE(records.size(), 2u);
        QVERIFY(
            isOne<WarningRecord>({records[0]}, "Perplexity 500 is too large for 301 points: 100 is used."));
        QVERIFY(
            isOne<WarningRecord>({records[1]}, "Perplexity 500 is too large for 1,201 points: 400 is used."));
        QCOMPARE(both.recipe().perplexity, 400.0);
        QCOMPARE(both.recipe().samplePerplexity, std::optional<double>(100));

        recipe.perplexity = 400;
        recipe.samplePerplexity = 100;
        RunPlan neither(recipe);
        QVERIFY(neither.lowerPerplexities(1201).empty());
        QCOMPARE(neither.recipe(), recipe);

        RunPlan few(Recipe::standard());
        QVERIFY(isOne<WarningRecord>(few.lowerPerplexities(2), "1 is used."));
        QCOMPARE(few.recipe().perplexity, 1.0);
    }

    void allThatCountsNeighborsIsLowered() {
        Recipe recipe;
        recipe.affinities = AffinityMethod::Mixture;
        recipe.perplexities = {10, 200, 300};
        RunPlan scales(recipe);
        QCOMPARE(scales.lowerPerplexities(301).size(), 2u);
        QCOMPARE(scales.recipe().perplexities, (std::vector<double>{10, 100}));
        QCOMPARE(scales.recipe().perplexity, 30.0);

        recipe.affinities = AffinityMethod::Uniform;
        recipe.neighborCount = 50;
        RunPlan uniform(recipe);
        QVERIFY(isOne<WarningRecord>(uniform.lowerPerplexities(21),
                                     "50 neighbours are too many for 21 points: 20 are used."));
        QCOMPARE(uniform.recipe().neighborCount, std::size_t{20});

        Recipe given;
        given.neighborMethod = NeighborMethod::Given;
        given.neighborGraph = "obsp/distances";
        NeighborGraph graph;
        graph.k = 14;
        RunPlan few(given);
        QVERIFY(isOne<WarningRecord>(few.lowerPerplexities(graph), "Perplexity 30 is too large for the 14 "
                                                                   "neighbours of obsp/distances: 4.667 is "
                                                                   "used."));
        QCOMPARE(few.recipe().perplexity, 14.0 / 3);
    }

    void aPhaseEndsEarly() {
        RunPlan plan(Recipe::standard());
        plan.phases().advanceTo(70);
        QVERIFY(
            isOne<ChangeRecord>(plan.endPhase("enough"), "phase 12:250 ended after 70 iterations: enough"));
        QCOMPARE(plan.recipe().phases, (Phases{{12, 70}, {1, 500}}));
        QVERIFY(plan.endPhase("enough").empty()); // it has ended
        plan.phases().advanceTo(90);
        plan.endPhase("enough");
        QVERIFY(plan.phases().done());
        QCOMPARE(plan.recipe().phases, (Phases{{12, 70}, {1, 20}}));
    }

    void phasesKeepTheirMomentum() {
        PhasePlan plan({{12, 10, 0.5}, {1, 5}});
        plan.advanceTo(4);
        plan.setExaggeration(8);
        QCOMPARE(plan.phases(), (Phases{{12, 4, 0.5}, {8, 6, 0.5}, {1, 5}}));
        plan.replace({{12, 10, 0.7}, {1, 5}}); // the same exaggeration, another momentum: two phases
        QCOMPARE(plan.phases(), (Phases{{12, 4, 0.5}, {12, 6, 0.7}, {1, 5}}));
        plan.advanceTo(6);
        plan.cut();
        QCOMPARE(plan.phases(), (Phases{{12, 4, 0.5}, {12, 2, 0.7}}));
    }

    void lowerExaggerationsAreSeenAhead() {
        PhasePlan plan({{4, 10}, {12, 10}, {1, 10}, {1, 10}});
        for (const auto& [iteration, follows] :
             {std::pair{5, true}, std::pair{15, true}, std::pair{25, false}, std::pair{40, false}}) {
            plan.advanceTo(static_cast<std::uint64_t>(iteration));
            QCOMPARE(plan.lowerExaggerationFollows(), follows);
        }
    }

    void newPhasesKeepThePast() {
        PhasePlan plan({{12, 10}, {1, 5}});
        plan.advanceTo(4);
        plan.replace({{12, 8}, {4, 20}});
        QCOMPARE(plan.phases(), (Phases{{12, 8}, {4, 20}}));
        plan.replace({{3, 2}, {2, 10}});
        QCOMPARE(plan.phases(), (Phases{{12, 4}, {2, 8}}));
        plan.replace({{1, 4}, {12, 6}}); // the new list's second phase begins here: two phases
        QCOMPARE(plan.phases(), (Phases{{12, 4}, {12, 6}}));
        plan.replace({{1, 3}});
        QCOMPARE(plan.phases(), (Phases{{12, 4}}));
        QVERIFY(plan.done());
    }

    void cutDropsTheFuture() {
        PhasePlan plan({{12, 10}, {1, 5}});
        plan.advanceTo(12);
        plan.cut();
        QCOMPARE(plan.phases(), (Phases{{12, 10}, {1, 2}}));
        plan.append({4, 3});
        QCOMPARE(plan.total(), 15u);
        QCOMPARE(plan.phaseOfNext(), std::size_t{2});
    }

    void phasesAreLengthenedShortenedAndSkipped() {
        PhasePlan plan({{12, 10}, {4, 5}, {1, 5}});
        plan.advanceTo(6);
        plan.lengthen(100);
        QCOMPARE(plan.phases(), (Phases{{12, 110}, {4, 5}, {1, 5}}));
        plan.lengthen(-102);
        QCOMPARE(plan.phases(), (Phases{{12, 8}, {4, 5}, {1, 5}}));
        plan.lengthen(-100); // at most what is not done
        QCOMPARE(plan.phases(), (Phases{{12, 6}, {4, 5}, {1, 5}}));
        plan.lengthen(std::numeric_limits<std::int64_t>::min()); // nothing is done of the next: it goes
        QCOMPARE(plan.phases(), (Phases{{12, 6}, {1, 5}}));
        plan.advanceTo(11);
        QVERIFY(plan.done());
        plan.lengthen(3);
        QCOMPARE(plan.phases(), (Phases{{12, 6}, {1, 8}}));
        QVERIFY(!plan.done());

        PhasePlan single({{4, 9}});
        single.lengthen(-9); // a plan without iterations is none
        QCOMPARE(single.phases(), (Phases{{4, 1}}));
    }

    void enoughIterationsAreLeft() {
        PhasePlan plan({{12, 10}, {1, 5}});
        plan.advanceTo(8);
        plan.ensureLeft(7);
        QCOMPARE(plan.phases(), (Phases{{12, 10}, {1, 5}}));
        plan.ensureLeft(20);
        QCOMPARE(plan.phases(), (Phases{{12, 10}, {1, 18}}));
    }

    void lengtheningIsAChange() {
        Recipe recipe = Recipe::largeData();
        RunPlan plan(recipe);
        plan.phases().advanceTo(100);
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.lengthen = -100}),
                                    "sample phases 12:250,1:500 → 12:150,1:500"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.samplePhases = Phases{{12, 120}}}),
                                    "sample phases 12:150,1:500 → 12:120"));
        QVERIFY(plan.sampleRepeatable()); // as the recipe tells it now
        plan.finishSample();
        QVERIFY(isOne<WarningRecord>(plan.apply(command::Change{.samplePhases = Phases{{12, 120}}}),
                                     "No sample is being embedded"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.lengthen = 100}),
                                    "phases 12:500,4:750 → 12:600,4:750"));
        QVERIFY(plan.apply(command::Change{.lengthen = 0}).empty());
        QVERIFY(
            isOne<WarningRecord>(plan.apply(command::Change{.exaggeration = 3, .lengthen = 1'000'000'000}),
                                 "Nothing was changed. The phases have too many iterations"));
        recipe.samplePhases = {{12, 120}};
        recipe.phases = {{12, 600}, {4, 750}};
        QCOMPARE(plan.recipe(), recipe);
    }

    void reoptimizingTakesTheOptionsOfAffinitiesAlone() {
        RunPlan plan(Recipe{});
        plan.phases().advanceTo(700);
        Recipe other = Recipe::largeData();
        other.perplexity = 12;
        other.metric = Metric::Cosine;
        other.seed = 7;
        QVERIFY(isOne<ChangeRecord>(
            plan.reoptimize(other, 100),
            "metric euclidean → cosine, perplexity 30 → 12, phases 12:250,1:500 → 12:250,1:550"));
        Recipe expected;
        expected.perplexity = 12;
        expected.metric = Metric::Cosine;
        expected.phases = {{12, 250}, {1, 550}};
        QCOMPARE(plan.recipe(), expected);
    }

    void perturbingMakesASampleOneThatNoRecipeTells() {
        RunPlan plan(Recipe::largeData());
        QVERIFY(isOne<ChangeRecord>(plan.perturbed(0.05, 3, false),
                                    "3 points perturbed by 5 % of the map's spread"));
        QVERIFY(!plan.sampleRepeatable());
        QVERIFY(!refusalOf(command::Perturb{.amount = 10}));
        for (const double amount : {0.0, -1.0, 10.5, std::numeric_limits<double>::quiet_NaN()})
            QVERIFY(refusalOf(command::Perturb{.amount = amount}));
    }

    void changesAreRecordedOnce() {
        RunPlan plan(Recipe{});
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.exaggeration = 4}), "exaggeration 12 → 4"));
        QVERIFY(plan.apply(command::Change{.exaggeration = 4}).empty());
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.learningRate = 200}),
                                    "learning rate automatic → 200"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.learningRate = 0}),
                                    "learning rate 200 → automatic"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.momentum = 0.5}), "momentum 0.8 → 0.5"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.phases = Phases{{2, 9}}}),
                                    "phases 4:250,1:500 → 2:9"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.maxStepNorm = 2}), "greatest step 5 → 2"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.maxGradientNorm = 0.25}),
                                    "greatest gradient any → 0.25"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.maxGradientNorm = 0}),
                                    "greatest gradient 0.25 → any"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.dof = 0.5}), "degrees of freedom 1 → 0.5"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.repulsion = RepulsionMethod::BarnesHut}),
                                    "repulsion automatic → barnes-hut"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.theta = 0.25}), "theta 0.5 → 0.25"));
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Change{.earlyStopping = true}),
                                    "early stopping off → on"));
        QVERIFY(plan.apply(command::Change{.earlyStopping = true}).empty());
        Recipe expected;
        expected.phases = {{2, 9}};
        expected.momentum = 0.5;
        expected.maxStepNorm = 2;
        expected.dof = 0.5;
        expected.repulsion = RepulsionMethod::BarnesHut;
        expected.theta = 0.25;
        expected.earlyStopping = true;
        QCOMPARE(plan.recipe(), expected);
    }

    void invalidChangesChangeNothing_data() {
        QTest::addColumn<double>("exaggeration");
        QTest::addColumn<double>("momentum");
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("iterations");
        const double notANumber = std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("exaggeration 0") << 0.0 << 0.5 << 10.0 << 5;
        QTest::newRow("exaggeration NaN") << notANumber << 0.5 << 10.0 << 5;
        QTest::newRow("momentum") << 2.0 << 1.0 << 10.0 << 5;
        QTest::newRow("rate") << 2.0 << 0.5 << -1.0 << 5;
        QTest::newRow("phases") << 2.0 << 0.5 << 10.0 << 0;
    }
    void invalidChangesChangeNothing() {
        QFETCH(const double, exaggeration);
        QFETCH(const double, momentum);
        QFETCH(const double, rate);
        QFETCH(const int, iterations);
        RunPlan plan(Recipe{});
        const command::Change change{exaggeration, Phases{{1, static_cast<std::size_t>(iterations)}}, rate,
                                     momentum};
        QVERIFY(isOne<WarningRecord>(plan.apply(change), "Nothing was changed."));
        QCOMPARE(plan.recipe(), Recipe{});
    }

    void optionsOutOfRangeChangeNothing() {
        for (const command::Change& change :
             {command::Change{.exaggeration = 4, .maxStepNorm = 0},
              command::Change{.exaggeration = 4, .maxGradientNorm = -1},
              command::Change{.exaggeration = 4, .dof = 0}, command::Change{.exaggeration = 4, .theta = 2}}) {
            RunPlan plan(Recipe{});
            QVERIFY(isOne<WarningRecord>(plan.apply(change), "Nothing was changed."));
            QCOMPARE(plan.recipe(), Recipe{});
        }
    }

    void sampleAndAllHaveTheirOwnPhases() {
        Recipe recipe = Recipe::largeData();
        RunPlan plan(recipe);
        plan.phases().advanceTo(100);
        plan.apply(command::Change{.exaggeration = 6});
        recipe.samplePhases = {{12, 100}, {6, 150}, {1, 500}};
        QCOMPARE(plan.recipe(), recipe);
        QVERIFY(plan.sampleRepeatable());
        plan.apply(command::Change{.momentum = 0.7});
        QVERIFY(!plan.sampleRepeatable()); // no recipe has two momentums
        plan.finishSample();
        QCOMPARE(plan.phases().iteration(), 0u);
        plan.apply(command::Change{.exaggeration = 3});
        recipe.phases = {{3, 500}, {4, 750}};
        recipe.momentum = 0.7;
        QCOMPARE(plan.recipe(), recipe);
    }

    void changeAfterTheEndHasNoIterationsToActOn() {
        Recipe recipe;
        recipe.phases = {{1, 5}};
        RunPlan plan(recipe);
        plan.phases().advanceTo(5);
        QVERIFY(
            isOne<WarningRecord>(plan.apply(command::Change{.exaggeration = 4}), "No iterations are left"));
        QCOMPARE(plan.recipe(), recipe);
        QVERIFY(isOne<ChangeRecord>(plan.apply(command::Continue{{4, 2}}), "continued with phase 4:2"));
        QVERIFY(isOne<WarningRecord>(plan.apply(command::Continue{{-4, 2}}), "Exaggeration -4"));
        recipe.phases = {{1, 5}, {4, 2}};
        QCOMPARE(plan.recipe(), recipe);
    }
};

QTEST_APPLESS_MAIN(TestRunPlan)
#include "test_run_plan.moc"
