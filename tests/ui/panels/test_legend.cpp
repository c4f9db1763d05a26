// SPDX-License-Identifier: MIT
// The legend's rows: order, search, and which classes are on.
#include "panels/legend_model.h"
#include "panels/legend_panel.h"

#include <QLabel>
#include <QLayout>
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
        classes.reserve(500);
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

    void theMissingAreNoClass() {
        LegendPanel panel;
        auto* summary = panel.findChild<QLabel*>(QStringLiteral("legendSummary"));
        panel.setColoring(coloring(three));
        QCOMPARE(summary->text(), QStringLiteral("3 classes"));
        auto many = std::make_shared<Coloring>(*coloring(three));
        for (int i = 0; i < 9; ++i)
            many->classes.push_back({std::to_string(i) + "m", 0x808080, 1});
        many->classes.push_back({"missing", 0xC4C4C4, 5});
        many->missing = 5;
        panel.setColoring(many);
        panel.show();
        QCOMPARE(summary->text(), QStringLiteral("12 classes, 5 missing"));
        auto* search = panel.findChild<QLineEdit*>(QStringLiteral("legendSearch"));
        QTest::keyClicks(search, QStringLiteral("m"));
        QCOMPARE(panel.model()->rowCount(), 10); // 0m to 8m and the missing
        QCOMPARE(summary->text(), QStringLiteral("9 of 12 classes shown"));
        QTest::keyClick(search, Qt::Key_Backspace);
        QCOMPARE(summary->text(), QStringLiteral("12 classes, 5 missing"));
        panel.setColoring(coloring({{"all", 0x808080, 5}}));
        QCOMPARE(summary->text(), QStringLiteral("1 class"));
    }

    void theNoteOfNumbersIsRightBelowTheBar() {
        LegendPanel panel;
        auto numbers = std::make_shared<Coloring>();
        numbers->kind = Coloring::Kind::Continuous;
        panel.setColoring(numbers);
        panel.resize(220, 700);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        const auto* bar = panel.findChild<QWidget*>(QStringLiteral("colorBar"));
        const auto* note = panel.findChild<QLabel*>(QStringLiteral("legendSummary"));
        QCOMPARE(bar->y(), 0);
        QCOMPARE(note->y(), bar->height() + panel.layout()->spacing());
        QVERIFY(note->height() < 100);
    }

    void numbersShowTheMissingInGrey() {
        LegendPanel panel;
        auto numbers = std::make_shared<Coloring>();
        numbers->kind = Coloring::Kind::Continuous;
        panel.setColoring(numbers);
        panel.resize(220, 700);
        panel.show();
        auto* bar = panel.findChild<QWidget*>(QStringLiteral("colorBar"));
        const auto hasGrey = [bar] {
            const QImage image = bar->grab().toImage();
            for (int y = 0; y < image.height(); ++y)
                if (image.pixel(5, y) == qRgb(0xC4, 0xC4, 0xC4))
                    return true;
            return false;
        };
        QVERIFY(!hasGrey());
        numbers = std::make_shared<Coloring>(*numbers);
        numbers->missing = 1234;
        panel.setColoring(numbers);
        QTRY_VERIFY(hasGrey());
        QVERIFY(bar->accessibleName().endsWith(QStringLiteral("1234 missing")));
    }
};

QTEST_MAIN(TestLegend)
#include "test_legend.moc"
