// SPDX-License-Identifier: MIT
// What is told before a run of how long it will take, and that what runs took is remembered.
#include "data/dataset.h"
#include "window/time_keeper.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestTimeKeeper : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    static std::shared_ptr<const Dataset> data() {
        auto data = std::make_shared<Dataset>();
        data->features = Matrix::Random(50'000, 4);
        return data;
    }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("ShoalTest"));
        QCoreApplication::setApplicationName(QStringLiteral("ShoalTest"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
    }

    void aProbeTellsBeforeTheFirstRun() {
        TimeKeeper keeper;
        QVERIFY(keeper.all().isEmpty());
        keeper.setData(data());
        keeper.setRecipe(Recipe::standard(), false); // no probe beside a run
        QVERIFY(keeper.all().isEmpty());
        keeper.setRecipe(Recipe::standard(), true);
        QTRY_VERIFY_WITH_TIMEOUT(!keeper.all().isEmpty(), 30'000);
        QVERIFY(keeper.byStage().contains(QStringLiteral("neighbors")));
        keeper.setData(nullptr);
        QVERIFY(keeper.all().isEmpty() && keeper.byStage().isEmpty());
    }

    void whatARunTookIsToldOfTheNext() {
        {
            TimeKeeper keeper;
            keeper.setData(data());
            keeper.setRecipe(Recipe::standard(), false);
            keeper.learn(Recipe::standard(), {{"neighbors", 30, 0, "k = 90"},
                                              {"affinities", 12, 0, "perplexity 30"},
                                              {"optimization", 300, 0, "750 iterations"}});
            QCOMPARE(keeper.all(), QStringLiteral("A run takes about 5 min 45 s (4 min 30 s to 7 min 30 s)"));
            QCOMPARE(keeper.stages(), QStringLiteral("Neighbours 30 s · Affinities 12 s · Early exaggeration "
                                                     "1 min 40 s · Optimise 3 min 15 s"));
        }
        // In another session of the program.
        TimeKeeper keeper;
        keeper.setData(data());
        Recipe twice = Recipe::standard();
        for (Phase& phase : twice.phases)
            phase.iterations *= 2;
        keeper.setRecipe(twice, false);
        QCOMPARE(keeper.byStage().value(QStringLiteral("optimization")), QStringLiteral("10 min"));
        QCOMPARE(keeper.byStage().value(QStringLiteral("neighbors")), QStringLiteral("30 s"));
    }

    void damagedSettingsAreLeftOut() {
        QSettings settings;
        for (const QString& key : settings.allKeys())
            if (key.startsWith(QStringLiteral("times/")))
                settings.setValue(key, QStringList{"neighbors", "a|b|c", "neighbors|1e9|-3", "||"});
        TimeKeeper keeper;
        keeper.setData(data());
        keeper.setRecipe(Recipe::standard(), false);
        QVERIFY(keeper.byStage().isEmpty());
    }
};

QTEST_MAIN(TestTimeKeeper)
#include "test_time_keeper.moc"
