// SPDX-License-Identifier: MIT
// The legend's rows: order, search, and which classes are on.
#include "panels/color_bar.h"
#include "panels/legend_model.h"
#include "panels/legend_panel.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

#include <cmath>

using namespace shoal::ui;

namespace {

std::shared_ptr<const Coloring> coloring(const std::vector<Coloring::Class>& classes) {
    auto made = std::make_shared<Coloring>();
    made->kind = Coloring::Kind::Categorical;
    made->title = "kind";
    made->classes = classes;
    return made;
}

/// Of values from 0 to 30.
std::shared_ptr<const Coloring> numbers(double low, double high, bool own = false) {
    auto made = std::make_shared<Coloring>();
    made->kind = Coloring::Kind::Continuous;
    made->title = "depth";
    made->low = low;
    made->high = high;
    made->greatest = 30;
    made->ownRange = own;
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

    void keysIsolateToggleAndRecolour() {
        LegendPanel panel;
        panel.setColoring(coloring(three));
        panel.show();
        auto* list = panel.findChild<QListView*>(QStringLiteral("legend"));
        list->setFocus();
        list->setCurrentIndex(panel.model()->index(0));
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(panel.model()->on(), (std::vector<bool>{false, true, false}));
        QTest::keyClick(list, Qt::Key_Up);
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(panel.model()->on(), (std::vector<bool>{true, true, false}));
        QTest::keyClick(list, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(panel.model()->on(), (std::vector<bool>{false, true, false}));
        QSignalSpy recolours(&panel, &LegendPanel::recolorRequested);
        QTest::keyClick(list, Qt::Key_F2);
        QCOMPARE(recolours.size(), 1);
        QCOMPARE(recolours[0][0].toULongLong(), 0ULL);
    }

    void theMenuOffersWhatCanBeDone() {
        LegendPanel panel;
        panel.setColoring(coloring(three), true);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto* list = panel.findChild<QListView*>(QStringLiteral("legend"));
        const auto menuOn = [&](int row) {
            const QPoint at = list->visualRect(panel.model()->index(row)).center();
            QContextMenuEvent event(QContextMenuEvent::Mouse, at, list->viewport()->mapToGlobal(at));
            QApplication::sendEvent(list->viewport(), &event);
            return panel.findChild<QMenu*>(QStringLiteral("legendMenu"));
        };
        const auto pick = [](QMenu* menu, const char* name) {
            auto* action = menu->findChild<QAction*>(QLatin1String(name));
            QVERIFY2(action && action->isEnabled(), name);
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        };
        QPointer<QMenu> menu = menuOn(1);
        QVERIFY(menu);
        QVERIFY(!menu->findChild<QAction*>(QStringLiteral("showAllClasses"))->isEnabled());
        pick(menu, "showAlone");
        QCOMPARE(panel.model()->on(), (std::vector<bool>{false, true, false}));
        QTRY_VERIFY(!menu);
        menu = menuOn(0);
        QCOMPARE(menu->findChild<QAction*>(QStringLiteral("toggleClass"))->text(), QStringLiteral("&Show"));
        pick(menu, "toggleClass");
        QCOMPARE(panel.model()->on(), (std::vector<bool>{true, true, false}));
        QTRY_VERIFY(!menu);
        menu = menuOn(0);
        pick(menu, "showAllClasses");
        QCOMPARE(panel.model()->on(), (std::vector<bool>{true, true, true}));
        QTRY_VERIFY(!menu);
        QSignalSpy recolours(&panel, &LegendPanel::recolorRequested);
        menu = menuOn(2);
        pick(menu, "recolorClass");
        QCOMPARE(recolours.size(), 1);
        QTRY_VERIFY(!menu);
        QSignalSpy restores(&panel, &LegendPanel::restoreRequested);
        menu = menuOn(2);
        pick(menu, "restoreColors");
        QCOMPARE(restores.size(), 1);
        QTRY_VERIFY(!menu);
        list->setCurrentIndex(panel.model()->index(1));
        QContextMenuEvent byKey(QContextMenuEvent::Keyboard, {}, list->mapToGlobal(QPoint()));
        std::vector<std::size_t> menus;
        connect(&panel, &LegendPanel::menuRequested, this,
                [&menus](QMenu*, std::size_t classIndex) { menus.push_back(classIndex); });
        QApplication::sendEvent(list, &byKey);
        QCOMPARE(menus, (std::vector<std::size_t>{1}));
        panel.findChild<QMenu*>(QStringLiteral("legendMenu"))->close();
    }

    void restingOnAClassPointsAtIt() {
        LegendPanel panel;
        panel.setColoring(coloring(three));
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto* list = panel.findChild<QListView*>(QStringLiteral("legend"));
        std::vector<std::optional<std::size_t>> pointed;
        connect(&panel, &LegendPanel::pointedAt, this,
                [&pointed](std::optional<std::size_t> classIndex) { pointed.push_back(classIndex); });
        // On its way over two rows to the third, where it stays.
        for (int row = 0; row < 3; ++row)
            QTest::mouseMove(list->viewport(), list->visualRect(panel.model()->index(row)).center());
        QTRY_COMPARE(pointed.size(), std::size_t{1});
        QCOMPARE(pointed[0], std::optional<std::size_t>(2));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(list->viewport(), &leave);
        QTRY_COMPARE(pointed.size(), std::size_t{2});
        QVERIFY(!pointed[1]);
    }

    void endsOfTheRangeAreTypedAndSetBack() {
        LegendPanel panel;
        panel.setColoring(numbers(10, 20));
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        std::vector<std::optional<ColorRange>> ranges;
        connect(&panel, &LegendPanel::rangeChosen, this,
                [&ranges](std::optional<ColorRange> range) { ranges.push_back(range); });
        auto* low = panel.findChild<QLineEdit*>(QStringLiteral("rangeLow"));
        auto* reset = panel.findChild<QToolButton*>(QStringLiteral("rangeReset"));
        QCOMPARE(low->text(), QStringLiteral("10"));
        QVERIFY(!reset->isVisible());
        const auto type = [low](const char* text) {
            low->setFocus();
            low->selectAll();
            QTest::keyClicks(low, QLatin1String(text));
            QTest::keyClick(low, Qt::Key_Return);
        };
        type("12.5");
        QCOMPARE(ranges.size(), std::size_t{1});
        QVERIFY(ranges[0] == (ColorRange{12.5, 20}));
        for (const char* wrong : {"20", "31", "none", "inf"}) {
            type(wrong);
            QCOMPARE(low->text(), QStringLiteral("12.5"));
        }
        QCOMPARE(ranges.size(), std::size_t{1});
        panel.setColoring(numbers(12.5, 20, true));
        QVERIFY(reset->isVisible());
        QTest::mouseClick(reset, Qt::LeftButton);
        QCOMPARE(ranges.size(), std::size_t{2});
        QVERIFY(!ranges[1]);
    }

    void endsOfTheBarAreDragged() {
        LegendPanel panel;
        panel.setColoring(numbers(10, 20));
        panel.resize(240, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        std::vector<ColorRange> ranges;
        connect(&panel, &LegendPanel::rangeChosen, this,
                [&ranges](std::optional<ColorRange> range) { ranges.push_back(range.value()); });
        auto* bar = panel.findChild<ColorBar*>(QStringLiteral("colorBar"));
        const int middle = bar->height() / 2;
        QTest::mousePress(bar, Qt::LeftButton, {}, {bar->positionOf(20), middle});
        QTest::mouseMove(bar, {bar->positionOf(25), middle});
        QTest::mouseRelease(bar, Qt::LeftButton, {}, {bar->positionOf(25), middle});
        QVERIFY(!ranges.empty());
        QCOMPARE(ranges.back().low, 10.0);
        QVERIFY(std::abs(ranges.back().high - 25) < 0.2); // a pixel
        QCOMPARE(panel.findChild<QLineEdit*>(QStringLiteral("rangeHigh"))->text(),
                 QLocale().toString(ranges.back().high, 'g', 6));
        // The ends do not pass each other.
        QTest::mousePress(bar, Qt::LeftButton, {}, {bar->positionOf(10), middle});
        QTest::mouseMove(bar, {bar->width() - 1, middle});
        QTest::mouseRelease(bar, Qt::LeftButton, {}, {bar->width() - 1, middle});
        QVERIFY(ranges.back().low < ranges.back().high);
        QVERIFY(ranges.back().low > 20);
    }

    void sharesHaveNoRangeToChange() {
        LegendPanel panel;
        auto shares = std::make_shared<Coloring>(*numbers(0, 1));
        shares->shares = true;
        shares->missing = 3;
        shares->note = "What it means.";
        panel.setColoring(shares);
        panel.show();
        QVERIFY(!panel.findChild<QLineEdit*>(QStringLiteral("rangeLow"))->isVisible());
        QCOMPARE(panel.findChild<QLabel*>(QStringLiteral("legendSummary"))->text(),
                 QStringLiteral("What it means."));
        auto* measureAll = panel.findChild<QPushButton*>(QStringLiteral("measureAll"));
        QVERIFY(!measureAll->isVisible());
        panel.setMoreMeasurable(true);
        QVERIFY(measureAll->isVisible());
        QSignalSpy asked(&panel, &LegendPanel::measureAllRequested);
        QTest::mouseClick(measureAll, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        panel.setColoring(numbers(0, 1));
        QVERIFY(!measureAll->isVisible());
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
        panel.setColoring(numbers(0, 1));
        panel.resize(220, 700);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        const auto* legend = panel.findChild<QWidget*>(QStringLiteral("numbersLegend"));
        const auto* note = panel.findChild<QLabel*>(QStringLiteral("legendSummary"));
        QCOMPARE(legend->y(), 0);
        QVERIFY(legend->height() < 120);
        QCOMPARE(note->y(), legend->height() + panel.layout()->spacing());
        QVERIFY(note->height() < 100);
    }

    void numbersShowTheMissingInGrey() {
        LegendPanel panel;
        panel.setColoring(numbers(0, 1));
        panel.resize(220, 700);
        panel.show();
        auto* legend = panel.findChild<QWidget*>(QStringLiteral("numbersLegend"));
        const auto hasGrey = [legend] {
            const QImage image = legend->grab().toImage();
            for (int y = 0; y < image.height(); ++y)
                if (image.pixel(5, y) == qRgb(0xC4, 0xC4, 0xC4))
                    return true;
            return false;
        };
        QVERIFY(!hasGrey());
        auto withMissing = std::make_shared<Coloring>(*numbers(0, 1));
        withMissing->missing = 1234;
        panel.setColoring(withMissing);
        QTRY_VERIFY(hasGrey());
        QCOMPARE(panel.findChild<QLabel*>(QStringLiteral("missingCount"))->text(), QLocale().toString(1234));
    }
};

QTEST_MAIN(TestLegend)
#include "test_legend.moc"
