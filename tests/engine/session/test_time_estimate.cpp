// SPDX-License-Identifier: MIT
// The arithmetic of time estimates: work, what is remembered, proportion and doubt. No clock is asked for
// more than that it goes.
#include "core/error.h"
#include "session/stages.h"
#include "session/time_estimate.h"
#include "session/time_probe.h"
#include "test_support.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace shoal;

namespace {

std::vector<std::string> stagesOf(const std::vector<StageWork>& work) {
    std::vector<std::string> names;
    for (const StageWork& part : work)
        names.push_back(part.stage);
    return names;
}

double unitsOf(const std::vector<StageWork>& work, std::string_view stage) {
    double units = 0;
    for (const StageWork& part : work)
        units += part.stage == stage ? part.units * part.times : 0;
    return units;
}

/// What workOf() and estimateTime() make of seconds measured at one size, at another.
double foretold(std::size_t measuredPoints, double measuredSeconds, std::size_t points,
                std::string_view stage, const Recipe& recipe) {
    const auto measured =
        measurementsOf(workOf(measuredPoints, 50, recipe), {{std::string(stage), measuredSeconds, 0, {}}});
    TimeEstimate sum;
    for (const StageWork& part : workOf(points, 50, recipe))
        if (part.stage == stage)
            sum += *estimateTime(part, measured);
    return sum.seconds;
}

bool withinFactor(double a, double b, double factor) {
    return a <= factor * b && b <= factor * a;
}

} // namespace

class TestTimeEstimate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStageThatWorksIsThere() {
        QCOMPARE(stagesOf(workOf(1000, 60, Recipe::standard())),
                 (std::vector<std::string>{"components", "neighbors", "affinities", "optimization",
                                           "optimization"}));
        QCOMPARE(stagesOf(workOf(100'000, 50, Recipe::largeData())),
                 (std::vector<std::string>{"sample neighbors", "sample affinities", "sample optimization",
                                           "sample optimization", "neighbors", "affinities", "placement",
                                           "optimization", "optimization"}));
        Recipe given;
        given.affinities = AffinityMethod::Given;
        QCOMPARE(stagesOf(workOf(1000, 20, given)),
                 (std::vector<std::string>{"optimization", "optimization"}));
    }

    void workGrowsAsItShould() {
        Recipe recipe;
        const auto at = [&](std::size_t points, std::string_view stage) {
            return unitsOf(workOf(points, 20, recipe), stage);
        };
        QCOMPARE(at(20'000, stages::neighbors), 4 * at(10'000, stages::neighbors));
        QCOMPARE(at(80'000, stages::neighbors), 8 * at(20'000, stages::neighbors));
        QCOMPARE(at(80'000, stages::affinities), 8 * at(10'000, stages::affinities));
        const double plain = at(50'000, stages::optimization);
        for (Phase& phase : recipe.phases)
            phase.iterations *= 3;
        QVERIFY(std::abs(at(50'000, stages::optimization) / (3 * plain) - 1) < 1e-12);
    }

    /// Seconds of tests/benchmarks/RESULTS.md: from those of one size, those of another.
    void measuredRunsAreForetoldWithinAFactorOfThree() {
        Recipe recipe;
        recipe.perplexity = 50;
        recipe.phases = {{12, 250}, {1, 500}};
        struct Run {
            std::size_t points;
            double neighbors, affinities, optimization;
        };
        const Run runs[] = {{25'000, 0.2806, 0.07901, 2.143},
                            {100'000, 1.267, 0.7581, 7.131},
                            {300'000, 5.615, 2.624, 23.66},
                            {1'306'127, 57, 14, 145e-3 * 750}};
        for (std::size_t i = 1; i < std::size(runs); ++i) {
            const Run& from = runs[i - 1];
            const Run& to = runs[i];
            QVERIFY(withinFactor(foretold(from.points, from.neighbors, to.points, stages::neighbors, recipe),
                                 to.neighbors, 3));
            QVERIFY(
                withinFactor(foretold(from.points, from.affinities, to.points, stages::affinities, recipe),
                             to.affinities, 3));
            QVERIFY(withinFactor(
                foretold(from.points, from.optimization, to.points, stages::optimization, recipe),
                to.optimization, 1.5));
        }
    }

    void theNearestMeasurementCountsAndDoubtGrows() {
        const std::vector<Measurement> measured{{"a", 10, 1}, {"a", 1000, 50}, {"b", 100, 7}};
        const auto same = estimateTime({"x", "a", 10}, measured);
        QCOMPARE(same->seconds, 1.0);
        QCOMPARE(same->most, 1.3);
        QCOMPARE(same->least, 1 / 1.3);
        const auto far = estimateTime({"x", "a", 100'000}, measured);
        QCOMPARE(far->seconds, 5000.0);
        QCOMPARE(far->most, 5000 * 1.9);
        const auto thrice = estimateTime({"x", "a", 10, 3}, measured); // as sure as once
        QCOMPARE(thrice->seconds, 3.0);
        QCOMPARE(thrice->most, 3.0 * 1.3);
        QVERIFY(!estimateTime({"x", "c", 10}, measured));
        TimeEstimate sum = *same;
        sum += *far;
        QCOMPARE(sum.seconds, 5001.0);
        QCOMPARE(sum.most, 1.3 + 9500);
    }

    void whatTellsNoTimeIsNoMeasurement() {
        const auto work = workOf(1000, 20, Recipe::standard());
        const auto measured = measurementsOf(work, {{"neighbors", 2, 0, "k = 90, from cache"},
                                                    {"affinities", 3, 0, "perplexity 30"},
                                                    {"neighbors", 2, 0, "k = 90, begun ahead, 2 s in all"},
                                                    {"affinities", 1, 0, "…, while the points moved on"},
                                                    {"initialization", 1, 0, "pca"},
                                                    {"optimization", 5, 0, "750 iterations"}});
        QCOMPARE(measured.size(), std::size_t{2});
        QCOMPARE(measured[0], (Measurement{"affinities", unitsOf(work, "affinities"), 3}));
        QCOMPARE(measured[1], (Measurement{"iterations", work.back().units, 5.0 / 750}));
    }

    void fewAreRememberedOfAKind() {
        std::vector<Measurement> kept;
        for (int i = 0; i < 12; ++i)
            remember(kept, {"a", std::pow(2.0, i), 1.0 * i});
        remember(kept, {"b", 1, 1});
        QCOMPARE(kept.size(), std::size_t{9});
        QCOMPARE(kept.front(), (Measurement{"a", 16, 4})); // the oldest went
        remember(kept, {"a", 17, 9});                      // much the same size
        QCOMPARE(kept.size(), std::size_t{9});
        QCOMPARE(kept.back(), (Measurement{"a", 17, 9}));
    }

    void aProbeMeasuresAllThatARunNeeds() {
        auto data = std::make_shared<Dataset>();
        data->features = test::gaussianClusters(600, 60, 5, 1);
        const auto measured = test::withThreads(
            2, [&](RunContext& context) { return probeTimes(data, Recipe::standard(), context); });
        std::set<std::string> kinds;
        for (const Measurement& measurement : measured) {
            kinds.insert(measurement.kind);
            QVERIFY(measurement.seconds > 0 && measurement.units > 0);
        }
        QCOMPARE(kinds, (std::set<std::string>{"affinities", "components", "iterations", "neighbors"}));
        for (const StageWork& part : workOf(100'000, 60, Recipe::standard()))
            QVERIFY(estimateTime(part, measured));
        const auto large = test::withThreads(
            2, [&](RunContext& context) { return probeTimes(data, Recipe::largeData(), context); });
        for (const StageWork& part : workOf(100'000, 60, Recipe::largeData()))
            QVERIFY(estimateTime(part, large));
        Recipe given;
        given.affinities = AffinityMethod::Given;
        QVERIFY(test::withThreads(2, [&](RunContext& context) {
                    return probeTimes(data, given, context);
                }).empty());
    }

    void aProbeCanBeStopped() {
        auto data = std::make_shared<Dataset>();
        data->features = test::gaussianClusters(600, 60, 5, 1);
        tbb::task_arena arena(2);
        std::stop_source stop;
        stop.request_stop();
        RunContext context(arena, stop.get_token());
        QVERIFY_EXCEPTION_THROWN(probeTimes(data, Recipe::standard(), context), Stopped);
    }
};

QTEST_APPLESS_MAIN(TestTimeEstimate)
#include "test_time_estimate.moc"
