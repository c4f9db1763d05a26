// SPDX-License-Identifier: MIT
// The chips tell where a run is, and offer by mouse and keys what can be done to its phases.
#include "panels/stage_chips.h"

#include <QMenu>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestStageChips : public QObject {
    Q_OBJECT

    static StageChip* chip(StageChips& chips, const QString& name) {
        for (auto* each : chips.findChildren<StageChip*>())
            if (each->text() == name && !each->isHidden())
                return each;
        return nullptr;
    }
    static StageChip::State stateOf(StageChips& chips, const char* name) {
        return chip(chips, QLatin1String(name))->look().state;
    }
    static Progress at(const char* stage, double fraction, std::uint64_t iteration = 0) {
        Progress progress;
        progress.stage = stage;
        progress.fraction = fraction;
        progress.iteration = iteration;
        return progress;
    }
    static QMenu* menu(StageChips& chips) { return chips.findChild<QMenu*>(QStringLiteral("stageMenu")); }

private Q_SLOTS:
    void stagesAndPhasesFollowTheRecipe() {
        StageChips chips;
        chips.setPlan(Recipe::largeData(), 60);
        QStringList names;
        for (const auto* each : chips.findChildren<StageChip*>())
            names += each->text();
        QCOMPARE(names, (QStringList{"Components", "Sample", "Neighbours", "Affinities", "Extend",
                                     "Early exaggeration", "Exaggeration 4"}));
        Recipe many;
        many.phases = {{12, 10}, {8, 10}, {4, 10}, {2, 10}, {1, 10}};
        chips.setPlan(many, 10);
        QVERIFY(chip(chips, QStringLiteral("Optimise")));
        QVERIFY(!chip(chips, QStringLiteral("Exaggeration 4")));
    }

    void progressMarksWhatIsDoneAndHowFarTheRestIs() {
        StageChips chips;
        chips.setPlan(Recipe::largeData(), 50);
        chips.show();
        Progress sample = at("sample optimization", 0.4, 300);
        sample.besideStage = "neighbors";
        sample.besideFraction = 0.25;
        chips.setProgress(sample);
        QCOMPARE(stateOf(chips, "Sample"), StageChip::State::UnderWay);
        QCOMPARE(chip(chips, QStringLiteral("Neighbours"))->look().fraction, 0.25);
        QCOMPARE(stateOf(chips, "Extend"), StageChip::State::ToCome);
        QCOMPARE(chips.current(), QStringLiteral("Sample, 40 %"));

        Progress run = at("optimization", 0.5, 625);
        run.itemsPerSecond = 25;
        chips.setProgress(run);
        QCOMPARE(stateOf(chips, "Extend"), StageChip::State::Done);
        QCOMPARE(stateOf(chips, "Early exaggeration"), StageChip::State::Done);
        QCOMPARE(chips.current(), QStringLiteral("Exaggeration 4, 16 %, 25 s left"));
        Recipe longer = Recipe::largeData();
        longer.phases[0].iterations = 1000; // the first phase is under way again
        chips.setRecipe(longer);
        chips.setProgress(run);
        QCOMPARE(stateOf(chips, "Exaggeration 4"), StageChip::State::ToCome);
        QCOMPARE(chips.current(), QStringLiteral("Early exaggeration, 62 %, 15 s left"));
        chips.setAllDone();
        QCOMPARE(stateOf(chips, "Exaggeration 4"), StageChip::State::Done);
    }

    void otherPhasesKeepWhatIsDone() {
        StageChips chips;
        Recipe recipe;
        chips.setPlan(recipe, 10);
        chips.setProgress(at("optimization", 0.1, 75));
        recipe.phases = {{12, 75}, {4, 175}, {1, 500}};
        chips.setRecipe(recipe);
        QCOMPARE(stateOf(chips, "Neighbours"), StageChip::State::Done);
        chips.setProgress(at("optimization", 0.1, 80));
        QVERIFY(chips.current().startsWith(QStringLiteral("Exaggeration 4")));
    }

    void phasesAreLengthenedShortenedAndSkipped() {
        StageChips chips;
        chips.setPlan(Recipe::standard(), 10);
        chips.setProgress(at("optimization", 0.1, 75));
        chips.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chips));
        std::vector<std::pair<std::optional<std::size_t>, qint64>> lengthened;
        connect(&chips, &StageChips::lengthenRequested, this,
                [&](StageChips::Target target, qint64 by) { lengthened.emplace_back(target.phase, by); });
        std::vector<std::optional<std::size_t>> skipped;
        connect(&chips, &StageChips::skipRequested, this,
                [&](StageChips::Target target) { skipped.push_back(target.phase); });

        QTest::mouseClick(chip(chips, QStringLiteral("Early exaggeration")), Qt::LeftButton);
        QTRY_VERIFY(menu(chips) && menu(chips)->isVisible());
        QTest::keyClick(menu(chips), Qt::Key_M);
        QTRY_VERIFY(!menu(chips));
        auto* next = chip(chips, QStringLiteral("Optimise"));
        next->setFocus();
        QTest::keyClick(next, Qt::Key_Space);
        QTRY_VERIFY(menu(chips) && menu(chips)->isVisible());
        QTest::keyClick(menu(chips), Qt::Key_F);
        QTRY_VERIFY(!menu(chips));
        QTest::mouseClick(chip(chips, QStringLiteral("Early exaggeration")), Qt::LeftButton);
        QTRY_VERIFY(menu(chips) && menu(chips)->isVisible());
        QTest::keyClick(menu(chips), Qt::Key_S);
        QTRY_VERIFY(!menu(chips));
        QTest::mouseClick(next, Qt::LeftButton);
        QTRY_VERIFY(menu(chips) && menu(chips)->isVisible());
        QTest::keyClick(menu(chips), Qt::Key_L);
        QTRY_COMPARE(skipped.size(), std::size_t{2});
        QCOMPARE(lengthened[0], (std::pair{std::optional<std::size_t>(0), qint64{100}}));
        QCOMPARE(lengthened[1], (std::pair{std::optional<std::size_t>(1), qint64{-100}}));
        QCOMPARE(skipped[0], std::optional<std::size_t>(0));
        QCOMPARE(skipped[1], std::optional<std::size_t>(1));
    }

    void whatIsDoneOrOnlyComputedOpensNothing() {
        StageChips chips;
        chips.setPlan(Recipe::standard(), 10);
        chips.setProgress(at("optimization", 0.5, 400));
        chips.show();
        QTest::mouseClick(chip(chips, QStringLiteral("Early exaggeration")), Qt::LeftButton);
        QTest::mouseClick(chip(chips, QStringLiteral("Neighbours")), Qt::LeftButton);
        QVERIFY(!menu(chips));
        QVERIFY(!chip(chips, QStringLiteral("Neighbours"))->isEnabled());
    }

    void estimatesStandInTheTooltips() {
        StageChips chips;
        chips.setPlan(Recipe::standard(), 10);
        chips.setEstimates({{QStringLiteral("neighbors"), QStringLiteral("12 s")}});
        QVERIFY(chip(chips, QStringLiteral("Neighbours"))->toolTip().contains(QStringLiteral("12 s")));
        QVERIFY(!chip(chips, QStringLiteral("Affinities"))->toolTip().contains(QStringLiteral("about")));
        QVERIFY(chip(chips, QStringLiteral("Optimise"))
                    ->toolTip()
                    .contains(QStringLiteral("500 iterations at exaggeration 1")));
    }
};

QTEST_MAIN(TestStageChips)
#include "test_stage_chips.moc"
