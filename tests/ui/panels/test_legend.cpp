// SPDX-License-Identifier: MIT
// The legend's rows: order, search, and which classes are on.
#include "panels/legend_model.h"
#include "panels/legend_panel.h"

#include <QLineEdit>
#include <QListView>
#include <QtTest>

using namespace shoal::ui;

namespace {

std::shared_ptr<const Coloring> coloring(const std::vector<Coloring::Class>& classes) {
    auto made = std::make_shared<Coloring>();
    made->kind = Coloring::Kind::Categorical;
    made->title = "kind";
    made->classes = classes;
    return made;
}

QStringList names(const LegendModel& model) {
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list += model.index(row).data().toString();
    return list;
}

const std::vector<Coloring::Class> three{{"b10", 0x112233, 5}, {"b9", 0x445566, 70}, {"a", 0x778899, 6}};

} // namespace

class TestLegend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sortsByNameWithNumbersAndByCount() {
        LegendModel model;
        model.setColoring(coloring(three));
        QCOMPARE(names(model), (QStringList{"b10", "b9", "a"}));
        model.setOrder(LegendModel::Order::ByName);
        QCOMPARE(names(model), (QStringList{"a", "b9", "b10"}));
        model.setOrder(LegendModel::Order::ByCount);
        QCOMPARE(names(model), (QStringList{"b9", "a", "b10"}));
    }

    void searchKeepsMatchesAndStates() {
        LegendModel model;
        model.setColoring(coloring(three));
        model.toggle(1);
        model.setSearch(QStringLiteral("B"));
        QCOMPARE(names(model), (QStringList{"b10", "b9"}));
        QVERIFY(!model.index(1).data(LegendModel::OnRole).toBool());
        model.setSearch({});
        QCOMPARE(model.on(), (std::vector<bool>{true, false, true}));
    }

    void isolateTwiceShowsAll() {
        LegendModel model;
        model.setColoring(coloring(three));
        QSignalSpy changes(&model, &LegendModel::onChanged);
        model.isolate(2);
        QCOMPARE(model.on(), (std::vector<bool>{false, false, true}));
        model.isolate(2);
        QCOMPARE(model.on(), (std::vector<bool>{true, true, true}));
        QCOMPARE(changes.count(), 2);
    }

    void theLastOneTurnedOffBringsAllBack() {
        LegendModel model;
        model.setColoring(coloring(three));
        model.isolate(0);
        model.toggle(0);
        QCOMPARE(model.on(), (std::vector<bool>{true, true, true}));
    }

    void recolouringKeepsWhatIsOn() {
        LegendModel model;
        model.setColoring(coloring(three));
        model.isolate(1);
        auto classes = three;
        classes[1].color = 0x010203;
        model.setColoring(coloring(classes));
        QCOMPARE(model.on(), (std::vector<bool>{false, true, false}));
        QCOMPARE(model.index(1).data(LegendModel::ColorRole).toUInt(), 0x010203U);
    }

    void fiveHundredClassesAreSearched() {
        LegendPanel panel;
        std::vector<Coloring::Class> classes;
        for (int i = 0; i < 500; ++i)
            classes.push_back({"class " + std::to_string(i), 0x808080, 1});
        panel.setColoring(coloring(classes));
        panel.show();
        auto* search = panel.findChild<QLineEdit*>(QStringLiteral("legendSearch"));
        QVERIFY(search->isVisible());
        QTest::keyClicks(search, QStringLiteral("class 49"));
        QCOMPARE(panel.model()->rowCount(), 11); // 49, 490 to 499
    }

    void keysIsolateAndToggle() {
        LegendPanel panel;
        panel.setColoring(coloring(three));
        panel.show();
        auto* list = panel.findChild<QListView*>(QStringLiteral("legend"));
        list->setCurrentIndex(panel.model()->index(1));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(panel.model()->on(), (std::vector<bool>{false, true, false}));
        list->setCurrentIndex(panel.model()->index(0));
        QTest::keyClick(list, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(panel.model()->on(), (std::vector<bool>{true, true, false}));
    }
};

QTEST_MAIN(TestLegend)
#include "test_legend.moc"
