// SPDX-License-Identifier: MIT
// What a session says when a stage fails, that it works on afterwards, and data that ought not to make it
// fail.
#include "core/error.h"
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

#include <new>
#include <stdexcept>

using namespace shoal;
using shoal::test::sameBits;

namespace {

const std::vector<std::string_view> allStages{
    stages::components,     stages::sampleNeighbors,    stages::sampleAffinities,
    stages::initialization, stages::sampleOptimization, stages::neighbors,
    stages::affinities,     stages::placement,          stages::optimization};

std::shared_ptr<const Dataset> dataOf(const Matrix& features) {
    auto data = std::make_shared<Dataset>();
    data->features = features;
    return data;
}

double spanOf(const Positions& positions) {
    return static_cast<double>((positions.colwise().maxCoeff() - positions.colwise().minCoeff()).maxCoeff());
}

/// One of the inputs that the data of the world hold.
Matrix nasty(const QString& kind) {
    Matrix features = test::gaussianClusters(300, 10, 5, 4);
    if (kind.endsWith("points"))
        return features.topRows(kind.split(' ').front().toInt());
    if (kind == "constant")
        features.setConstant(3.5F);
    else if (kind == "last one differs") {
        features.setConstant(3.5F);
        features(299, 9) = 4;
    } else if (kind == "one column varies")
        features.rightCols(9).setConstant(-2);
    else if (kind == "duplicates") // nine in ten
        for (Eigen::Index point = 30; point < 300; ++point)
            features.row(point) = features.row(point % 7);
    else if (kind == "pairs of duplicates")
        features.bottomRows(150) = features.topRows(150);
    else if (kind == "two far components")
        features.topRows(100).array() += 1e6F;
    else if (kind == "large values")
        features *= 1e15F;
    else if (kind == "small values")
        features *= 1e-15F;
    else if (kind == "one outlier")
        features.row(5).setConstant(1e8F);
    return features;
}

} // namespace

class TestSessionFailures : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(300, 20);
    const Recipe recipe_ = shortRecipe(StartMethod::Downsample);
    Positions expected_;

    /// Whether the run failed in that stage with a sentence that contains `words`.
    bool failedIn(SessionWatch& watch, std::string_view stage, const QString& words) {
        if (!watch.endsAs<Failed>() || watch.session().state() != SessionState::Failed)
            return false;
        const auto failed = std::get<Failed>(*watch.session().outcome());
        const QString message = QString::fromStdString(failed.message);
        const bool asExpected = failed.stage == stage && message.contains(words) && message.endsWith('.');
        if (!asExpected)
            qWarning("%s: %s", failed.stage.c_str(), failed.message.c_str());
        return asExpected;
    }
    bool worksAfterwards(SessionWatch& watch) {
        watch.start(data_, recipe_);
        return watch.endsAs<Finished>() && sameBits(watch.finalPositions(), expected_);
    }

private Q_SLOTS:
    void initTestCase() {
        SessionWatch watch;
        watch.start(data_, recipe_);
        QVERIFY(watch.endsAs<Finished>());
        expected_ = watch.finalPositions();
    }

    void noData() {
        SessionWatch watch;
        watch.start(nullptr, recipe_);
        QVERIFY(failedIn(watch, stages::recipe, "open a file first"));
        watch.start(std::make_shared<Dataset>(), recipe_);
        QVERIFY(failedIn(watch, stages::recipe, "no points"));
        watch.start(dataOf(Matrix::Ones(1, 5)), recipe_);
        QVERIFY(failedIn(watch, stages::recipe, "A single row"));
        QVERIFY(!watch.session().snapshot());
        QVERIFY(worksAfterwards(watch));
    }

    void impossibleRecipes() {
        Recipe perplexity = recipe_;
        perplexity.perplexity = 0;
        Recipe sample = recipe_;
        sample.sampleSize = 300;
        Recipe phases = recipe_;
        phases.phases.clear();
        Recipe rate = recipe_;
        rate.learningRate = -1;
        SessionWatch watch;
        for (const auto& [recipe, words] :
             {std::pair{perplexity, "Perplexity 0"}, std::pair{sample, "at most 299"},
              std::pair{phases, "no phases"}, std::pair{rate, "Learning rate"}}) {
            watch.start(data_, recipe);
            QVERIFY(failedIn(watch, stages::recipe, words));
            QCOMPARE(watch.session().recipe(), recipe);
            QVERIFY(watch.records<StageRecord>().empty());
        }
        QVERIFY(worksAfterwards(watch));
    }

    void anyStageMayFail_data() {
        QTest::addColumn<QString>("stage");
        for (const std::string_view stage : allStages)
            QTest::newRow(stage.data()) << QString::fromUtf8(stage.data());
    }
    void anyStageMayFail() {
        QFETCH(const QString, stage);
        const std::string name = stage.toStdString();
        SessionWatch watch;
        // The notification comes from within the stage: what it throws leaves the stage as its own failures
        // do.
        watch.onceIn(name, [] { throw Error("The stage's own sentence."); });
        watch.start(data_, recipe_);
        QVERIFY(failedIn(watch, name, "The stage's own sentence."));
        QCOMPARE(watch.session().run(), 1u);
        watch.send(command::Continue{{1, 10}});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 1; }));
        QCOMPARE(watch.session().state(), SessionState::Failed);
        watch.onceIn(name, [] { throw std::bad_alloc(); });
        watch.start(data_, recipe_);
        QVERIFY(failedIn(watch, name, "Not enough memory"));
        watch.onceIn(stages::optimization, [] { throw std::logic_error("index 7"); });
        watch.start(data_, recipe_);
        QVERIFY(failedIn(watch, stages::optimization, "failed unexpectedly (index 7)"));
        QVERIFY(worksAfterwards(watch));
    }

    void aDivergingEmbeddingLeavesTheLastGoodState_data() {
        QTest::addColumn<bool>("onSample");
        QTest::newRow("all points") << false;
        QTest::newRow("sample") << true;
    }
    void aDivergingEmbeddingLeavesTheLastGoodState() {
        QFETCH(const bool, onSample);
        const std::string_view stage = onSample ? stages::sampleOptimization : stages::optimization;
        SessionWatch watch;
        watch.onceIn(stage, [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe_);
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{20});
        QVERIFY(watch.waitForState(SessionState::Paused));
        const auto before = watch.session().snapshot();
        QCOMPARE(before->iteration, 20u);
        QCOMPARE(before->sample, onSample);
        watch.send(command::Change{.learningRate = 1e300});
        watch.send(command::Resume{});
        QVERIFY(failedIn(watch, stage, "in iteration 21; use a smaller learning rate."));
        QVERIFY(sameBits(watch.session().snapshot()->positions, before->positions));
        watch.send(command::Continue{{1, 10}});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 1; }));
        QVERIFY(worksAfterwards(watch));
    }

    void aFailureShowsTheLastWholeStep() {
        Recipe recipe = shortRecipe();
        SessionWatch watch;
        // At the record of iteration 50, before the view is given anything.
        watch.once([&] { return !watch.records<KlRecord>().empty(); },
                   [&] { watch.send(command::Change{.learningRate = 1e300}); });
        watch.start(data_, recipe);
        QVERIFY(failedIn(watch, stages::optimization, "in iteration 51;"));
        QCOMPARE(watch.session().snapshot()->iteration, 50u);
        recipe.phases = {{12, 50}};
        SessionWatch good;
        good.start(data_, recipe);
        QVERIFY(good.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), good.finalPositions()));
    }

    void aPerplexityTooLargeIsLoweredWithAWarning_data() {
        QTest::addColumn<double>("perplexity");
        QTest::addColumn<int>("warnings");
        QTest::newRow("a third of the others") << 33.0 << 0;
        QTest::newRow("more than that") << 33.5 << 1;
        QTest::newRow("more than there are points") << 1e9 << 1;
    }
    void aPerplexityTooLargeIsLoweredWithAWarning() {
        QFETCH(const double, perplexity);
        QFETCH(const int, warnings);
        const auto data = clusters(100, 6);
        Recipe recipe = shortRecipe();
        recipe.perplexity = perplexity;
        SessionWatch watch;
        watch.start(data, recipe);
        QVERIFY(watch.endsAs<Finished>());
        recipe.perplexity = 33;
        QCOMPARE(watch.session().recipe(), recipe);
        const auto records = watch.records<WarningRecord>();
        QCOMPARE(records.size(), static_cast<std::size_t>(warnings));
        if (warnings > 0)
            QVERIFY2(records[0].message.ends_with("is too large for 100 points: 33 is used."),
                     records[0].message.c_str());
        SessionWatch largest;
        largest.start(data, recipe);
        QVERIFY(largest.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), largest.finalPositions()));
    }

    void nastyDataEndWell_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<StartMethod>("start");
        QTest::addColumn<double>("rateFactor");
        const auto add = [](const char* kind, double rateFactor) {
            for (const StartMethod start : {StartMethod::Pca, StartMethod::Random})
                QTest::addRow("%s, %s, rate x %g", kind, nameOf(start).data(), rateFactor)
                    << QString::fromUtf8(kind) << start << rateFactor;
        };
        for (const char* kind : {"2 points", "3 points", "4 points", "5 points", "clusters", "constant",
                                 "one column varies", "duplicates", "pairs of duplicates",
                                 "two far components", "large values", "small values", "one outlier"})
            add(kind, 1);
        add("clusters", 10);
        add("duplicates", 10);
        add("two far components", 10);
    }
    void nastyDataEndWell() {
        QFETCH(const QString, kind);
        QFETCH(const StartMethod, start);
        QFETCH(const double, rateFactor);
        const auto data = dataOf(nasty(kind));
        Recipe recipe;
        recipe.start = start;
        if (rateFactor != 1)
            recipe.learningRate = rateFactor * static_cast<double>(data->points());
        SessionWatch watch;
        watch.start(data, recipe);
        QVERIFY(watch.endsAs<Finished>());
        const auto snapshot = watch.session().snapshot();
        QCOMPARE(snapshot->iteration, 750u);
        QVERIFY(snapshot->positions.allFinite());
        const double span = spanOf(snapshot->positions);
        qInfo("span %.3g, KL %.4f", span, *snapshot->klDivergence);
        QVERIFY(span < 1000);
        QVERIFY(std::isfinite(*snapshot->klDivergence));
        for (const KlRecord& record : watch.records<KlRecord>())
            QVERIFY(std::isfinite(record.klDivergence));
    }

    void equalPointsAreWarnedOf_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("warned");
        QTest::newRow("all equal") << "constant" << true;
        QTest::newRow("a column that varies") << "one column varies" << false;
        QTest::newRow("nine in ten equal others") << "duplicates" << false;
        QTest::newRow("the last one differs") << "last one differs" << false;
    }
    void equalPointsAreWarnedOf() {
        QFETCH(const QString, kind);
        QFETCH(const bool, warned);
        Recipe recipe = shortRecipe();
        recipe.principalComponents = 5; // the first stage rests on the data as they are
        SessionWatch watch;
        watch.start(dataOf(nasty(kind)), recipe);
        QVERIFY(watch.endsAs<Finished>());
        const auto warnings = watch.records<WarningRecord>();
        QCOMPARE(warnings.size(), static_cast<std::size_t>(warned));
        if (warned) {
            QCOMPARE(warnings[0].message, "All 300 points are the same: there is nothing to tell them apart "
                                          "by, and the map shows chance alone.");
            QVERIFY(std::holds_alternative<WarningRecord>(watch.session().recordsFrom(0).front()));
        }
    }

    void nastyDataCanBeSampled_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"11 points", "constant", "duplicates", "two far components"})
            QTest::newRow(kind) << QString::fromUtf8(kind);
    }
    void nastyDataCanBeSampled() {
        QFETCH(const QString, kind);
        Recipe recipe;
        recipe.start = StartMethod::Downsample;
        recipe.sampleSize = 10;
        SessionWatch watch;
        watch.start(dataOf(nasty(kind)), recipe);
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(watch.finalPositions().allFinite());
        QVERIFY(spanOf(watch.finalPositions()) < 1000);
    }
};

QTEST_GUILESS_MAIN(TestSessionFailures)
#include "test_session_failures.moc"
