// SPDX-License-Identifier: MIT
// The starts that a recipe can ask for, as a session carries them out.
#include "initialization/placement.h"
#include "initialization/principal_components.h"
#include "initialization/spectral_start.h"
#include "initialization/start_positions.h"
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

using namespace shoal;

namespace {

Positions spiral(std::size_t points) {
    Positions positions(static_cast<Eigen::Index>(points), 2);
    for (Eigen::Index i = 0; i < positions.rows(); ++i) {
        const float angle = 0.1F * static_cast<float>(i);
        positions.row(i) << angle * std::cos(angle) + 3, angle * std::sin(angle);
    }
    return positions;
}

/// The first positions shown of all points.
Positions firstShown(SessionWatch& watch) {
    for (const auto& snapshot : watch.snapshots())
        if (!snapshot->sample && snapshot->iteration == 0)
            return snapshot->positions;
    return {};
}

Matrix spaceOf(const Dataset& data, const Recipe& recipe, RunContext& context) {
    return principalComponents(data.features, recipe.principalComponents, 0, context).scores;
}

QString failureOf(SessionWatch& watch) {
    return watch.endsAs<Failed>()
               ? QString::fromStdString(std::get<Failed>(*watch.session().outcome()).message)
               : QString();
}

} // namespace

class TestSessionStarts : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(400, 60);

private Q_SLOTS:
    void spectralIsTheDiffusionMapOfTheAffinities() {
        const Recipe recipe = shortRecipe(StartMethod::Spectral);
        SessionWatch watch;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const Positions expected = test::withThreads(2, [&](RunContext& context) {
            NeighborOptions options;
            options.k = neighborsForPerplexity(data_->points(), recipe.perplexity);
            const auto affinities =
                perplexityAffinities(*findNeighbors(spaceOf(*data_, recipe, context), options, context),
                                     {recipe.perplexity}, context);
            return spectralStart(*affinities, recipe.seed, context);
        });
        QVERIFY(test::sameBits(firstShown(watch), expected));
        QVERIFY(watch.finalPositions().allFinite());
    }

    void givenPositionsAreRescaledUnlessToldNotTo() {
        const auto given = std::make_shared<const Positions>(spiral(400));
        Recipe recipe = shortRecipe(StartMethod::Given);
        recipe.givenStart = "a spiral";
        for (const bool rescaled : {true, false}) {
            recipe.rescaleStart = rescaled;
            SessionWatch watch;
            watch.send(command::Start{data_, recipe, given});
            QVERIFY(watch.endsAs<Finished>());
            Positions expected = *given;
            if (rescaled)
                rescale(expected);
            QVERIFY(test::sameBits(firstShown(watch), expected));
            bool told = false;
            for (const StageRecord& record : watch.records<StageRecord>())
                told = told || record.detail == "given: a spiral";
            QVERIFY(told);
        }
    }

    void jitterPartsWhatLiesTogether() {
        Recipe recipe = shortRecipe(StartMethod::Given);
        recipe.jitterStart = true;
        Positions pairs = spiral(400);
        for (Eigen::Index i = 1; i < 400; i += 2)
            pairs.row(i) = pairs.row(i - 1);
        SessionWatch watch;
        watch.send(command::Start{data_, recipe, std::make_shared<const Positions>(pairs)});
        QVERIFY(watch.endsAs<Finished>());
        const Positions shown = firstShown(watch);
        for (Eigen::Index i = 1; i < 400; i += 2) {
            QVERIFY(shown.row(i) != shown.row(i - 1));
            QVERIFY((shown.row(i) - shown.row(i - 1)).norm() < 2e-5F);
        }
    }

    void givenPositionsThatDoNotFitAreRefused() {
        const Recipe recipe = shortRecipe(StartMethod::Given);
        SessionWatch none;
        none.start(data_, recipe);
        QVERIFY2(failureOf(none).contains("none are given"), qPrintable(failureOf(none)));
        SessionWatch few;
        few.send(command::Start{data_, recipe, std::make_shared<const Positions>(spiral(399))});
        QVERIFY2(failureOf(few).contains("399 positions for 400 points"), qPrintable(failureOf(few)));
        Positions broken = spiral(400);
        broken(6, 0) = std::numeric_limits<float>::infinity();
        SessionWatch infinite;
        infinite.send(command::Start{data_, recipe, std::make_shared<const Positions>(broken)});
        QVERIFY2(failureOf(infinite).contains("point 7"), qPrintable(failureOf(infinite)));
    }

    void aSampleIsExtendedByTheMedianOfSeveral() {
        Recipe recipe = shortRecipe(StartMethod::Downsample);
        SessionWatch watch;
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const Positions onNearest = firstShown(watch);
        recipe.placement = {10, PlacementWeights::Affinity};
        // The sample's embedding is kept, the placement is another.
        watch.start(data_, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const auto rows = sampleRows(data_->points(), recipe.sampleSize, recipe.seed);
        Positions sample;
        Positions landed;
        for (const auto& snapshot : watch.snapshots()) {
            if (snapshot->sample)
                sample = snapshot->positions; // the last: of the first run
            if (!snapshot->sample && snapshot->iteration == 0 && snapshot->run == 2)
                landed = snapshot->positions;
        }
        const Positions expected = test::withThreads(2, [&](RunContext& context) {
            return placeOnSample(spaceOf(*data_, recipe, context), rows, sample, recipe.placement, context);
        });
        QVERIFY(test::sameBits(landed, expected));
        QVERIFY(!test::sameBits(landed, onNearest));
    }
};

QTEST_APPLESS_MAIN(TestSessionStarts)
#include "test_session_starts.moc"
