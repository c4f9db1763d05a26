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
        for (const auto& [name, key] :
             {std::pair{"start", Qt::Key_S}, std::pair{"metric", Qt::Key_C},
              std::pair{"earlyStopping", Qt::Key_Y}, std::pair{"preview", Qt::Key_Y}})
            QTest::keyClick(panel.findChild<QComboBox*>(QLatin1String(name)), key);
        Recipe expected;
        expected.dof = 0.5;
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
        QCOMPARE(edits.count(), 10);
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
        QTest::mouseClick(panel.findChild<QWidget*>(QStringLiteral("phase2"))->findChild<QToolButton*>(),
                          Qt::LeftButton);
        QCOMPARE(panel.recipe().phases, (std::vector<Phase>{{12, 250}, {4, 250}}));
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
