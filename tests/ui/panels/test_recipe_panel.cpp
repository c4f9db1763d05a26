// SPDX-License-Identifier: MIT
// The recipe's fields give back the recipe they were given, and say which value cannot be.
#include "panels/number_fields.h"
#include "panels/parameter_row.h"
#include "panels/phase_table.h"
#include "panels/recipe_panel.h"

#include <QComboBox>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestRecipePanel : public QObject {
    Q_OBJECT

    static void type(QWidget* field, const QString& text) {
        field->setFocus();
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }
    static QString problemOf(RecipePanel& panel, const char* row) {
        return panel.findChild<ParameterRow*>(QLatin1String(row))->problem();
    }

private Q_SLOTS:
    void typedValuesEnterTheRecipe() {
        RecipePanel panel;
        panel.show();
        QSignalSpy edits(&panel, &RecipePanel::edited);
        type(panel.findChild<RealField*>(QStringLiteral("perplexity")), QStringLiteral("17.5"));
        type(panel.findChild<CountField*>(QStringLiteral("seed")), QStringLiteral("7"));
        type(panel.findChild<RealField*>(QStringLiteral("learningRate")), QStringLiteral("250"));
        type(panel.findChild<RealField*>(QStringLiteral("momentum")), QStringLiteral("0.5"));
        type(panel.findChild<CountField*>(QStringLiteral("principalComponents")), QStringLiteral("20"));
        type(panel.findChild<RealField*>(QStringLiteral("dof")), QStringLiteral("0.5"));
        type(panel.findChild<RealField*>(QStringLiteral("maxStepNorm")), QStringLiteral("2.5"));
        type(panel.findChild<RealField*>(QStringLiteral("maxGradientNorm")), QStringLiteral("0.25"));
        type(panel.findChild<RealField*>(QStringLiteral("theta")), QStringLiteral("0.75"));
        for (const auto& [name, key] :
             {std::pair{"start", Qt::Key_S}, std::pair{"metric", Qt::Key_C},
              std::pair{"repulsion", Qt::Key_B}, std::pair{"earlyStopping", Qt::Key_Y},
              std::pair{"preview", Qt::Key_Y}})
            QTest::keyClick(panel.findChild<QComboBox*>(QLatin1String(name)), key);
        Recipe expected;
        expected.dof = 0.5;
        expected.maxStepNorm = 2.5;
        expected.maxGradientNorm = 0.25;
        expected.theta = 0.75;
        expected.repulsion = RepulsionMethod::BarnesHut;
        expected.start = StartMethod::Spectral;
        expected.metric = Metric::Cosine;
        expected.earlyStopping = true;
        expected.preview = true;
        expected.perplexity = 17.5;
        expected.seed = 7;
        expected.learningRate = 250;
        expected.momentum = 0.5;
        expected.principalComponents = 20;
        QVERIFY(panel.recipe() == expected);
        QCOMPARE(edits.count(), 14);
        QCOMPARE(panel.findChild<QComboBox*>(QStringLiteral("readyRecipe"))->currentText(),
                 QStringLiteral("Custom"));
    }

    void phasesAreAddedEditedAndRemoved() {
        RecipePanel panel;
        panel.show();
        QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("addPhase")), Qt::LeftButton);
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{12, 250}, {1, 500}, {1, 250}}));
        auto* third = panel.findChild<QWidget*>(QStringLiteral("phase3"));
        type(third->findChild<RealField*>(), QStringLiteral("4"));
        QCOMPARE(panel.recipe().phases.back(), (Phase{4, 250}));
        QTest::mouseClick(panel.findChild<QWidget*>(QStringLiteral("phase2"))
                              ->findChild<QToolButton*>(QStringLiteral("remove")),
                          Qt::LeftButton);
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{12, 250}, {4, 250}}));
    }

    void aPhaseKeepsItsOwnMomentum() {
        RecipePanel panel;
        Recipe recipe;
        recipe.phases = {{12, 250, 0.5}, {1.0 / 3, 500, 0.9}};
        panel.setRecipe(recipe);
        panel.show();
        type(panel.findChild<QWidget*>(QStringLiteral("phase1"))->findChild<CountField*>(),
             QStringLiteral("300"));
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{12, 300, 0.5}, {1.0 / 3, 500, 0.9}}));
    }

    void phasesAreDraggedAndMovedByKeys() {
        RecipePanel panel;
        Recipe recipe;
        recipe.phases = {{12, 250, 0.5}, {4, 100}, {1, 500}};
        panel.setRecipe(recipe);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QSignalSpy edits(&panel, &RecipePanel::edited);
        const auto rowOf = [&](int number) {
            return panel.findChild<QWidget*>(QStringLiteral("phase%1").arg(number));
        };
        auto* handle = rowOf(1)->findChild<QToolButton*>(QStringLiteral("handle"));
        const QPoint middle = handle->rect().center();
        const int down = rowOf(3)->mapTo(&panel, QPoint()).y() - rowOf(1)->mapTo(&panel, QPoint()).y();
        QTest::mousePress(handle, Qt::LeftButton, {}, middle);
        QTest::mouseMove(handle, middle + QPoint(0, down + 4));
        QCOMPARE(edits.count(), 0);
        QVERIFY(rowOf(3)->isAncestorOf(handle));
        QTest::mouseRelease(handle, Qt::LeftButton, {}, handle->rect().center());
        QCOMPARE(edits.count(), 1);
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{4, 100}, {1, 500}, {12, 250, 0.5}}));

        handle->setFocus();
        QTest::keyClick(handle, Qt::Key_Up);
        QCOMPARE(panel.focusWidget(), handle);
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{4, 100}, {12, 250, 0.5}, {1, 500}}));
        QTest::keyClick(handle, Qt::Key_Up);
        QTest::keyClick(handle, Qt::Key_Up); // the first stays the first
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{12, 250, 0.5}, {4, 100}, {1, 500}}));
        QCOMPARE(edits.count(), 3);
    }

    void aSampleHasItsOwnPhases() {
        RecipePanel panel;
        panel.setPoints(200'000);
        panel.show();
        auto* table = panel.findChild<PhaseTable*>(QStringLiteral("samplePhases"));
        QVERIFY(!table->isVisible());
        panel.setRecipe(Recipe::largeData());
        QVERIFY(table->isVisible());
        type(panel.findChild<QWidget*>(QStringLiteral("samplePhase2"))->findChild<CountField*>(),
             QStringLiteral("90"));
        Recipe expected = Recipe::largeData();
        expected.samplePhases[1].iterations = 90;
        QVERIFY(panel.recipe() == expected);
    }

    void whatIsInForceIsShownButForWhatIsBeingTyped() {
        RecipePanel panel;
        panel.show();
        QSignalSpy edits(&panel, &RecipePanel::edited);
        auto* rate = panel.findChild<RealField*>(QStringLiteral("learningRate"));
        rate->setFocus();
        QTest::keyClick(rate, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(rate, QStringLiteral("25"));
        Recipe inForce;
        inForce.phases = {{12, 30}, {4, 220}, {1, 500}};
        inForce.learningRate = 1000;
        inForce.dof = 0.5;
        inForce.perplexity = 70; // does not act at once
        panel.setInForce(inForce);
        QCOMPARE(edits.count(), 0);
        QCOMPARE(rate->text(), QStringLiteral("25"));
        Recipe expected;
        expected.phases = inForce.phases;
        expected.dof = 0.5;
        QVERIFY(panel.recipe() == expected);
        QTest::keyClick(rate, Qt::Key_Return);
        QCOMPARE(panel.recipe().learningRate, std::optional<double>(25));
    }

    void readyRecipesFillTheFields() {
        RecipePanel panel;
        panel.setPoints(200'000);
        panel.show();
        auto* ready = panel.findChild<QComboBox*>(QStringLiteral("readyRecipe"));
        ready->setFocus();
        QTest::keyClick(ready, Qt::Key_Down);
        QVERIFY(panel.recipe() == Recipe::moreSeparation());
        QVERIFY(!panel.findChild<QWidget*>(QStringLiteral("sampleSize"))->isVisible());
        QTest::keyClick(ready, Qt::Key_Down);
        QVERIFY(panel.recipe() == Recipe::largeData());
        QVERIFY(panel.findChild<QWidget*>(QStringLiteral("sampleSize"))->isVisible());
    }

    void whatCannotBeIsSaidBesideItsField() {
        RecipePanel panel;
        panel.setPoints(1000);
        panel.show();
        type(panel.findChild<RealField*>(QStringLiteral("perplexity")), QStringLiteral("0"));
        QVERIFY(problemOf(panel, "perplexityRow").contains(QStringLiteral("at least 1")));
        QVERIFY(problemOf(panel, "startRow").isEmpty() && problemOf(panel, "seedRow").isEmpty());
        QVERIFY(!panel.valid());
        type(panel.findChild<RealField*>(QStringLiteral("perplexity")), QStringLiteral("30"));
        QVERIFY(problemOf(panel, "perplexityRow").isEmpty());
        QVERIFY(panel.valid());
        Recipe large = Recipe::largeData();
        panel.setRecipe(large); // 25,000 of 1,000 points
        QVERIFY(problemOf(panel, "sampleSizeRow").contains(QStringLiteral("999")));
        QVERIFY(!panel.valid());
    }
};

QTEST_MAIN(TestRecipePanel)
#include "test_recipe_panel.moc"
