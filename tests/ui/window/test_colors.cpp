// SPDX-License-Identifier: MIT
// Colours and legend by mouse: isolate, toggle, recolour, another column, a feature by typing.
#include "window_harness.h"

#include "panels/legend_panel.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QColorDialog>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QListView>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestColors : public QObject {
    Q_OBJECT

    static QPoint rowOf(QListView* legend, const QString& name) {
        for (int row = 0; row < legend->model()->rowCount(); ++row)
            if (const QModelIndex index = legend->model()->index(row, 0); index.data().toString() == name)
                return legend->visualRect(index).center();
        return {-1, -1};
    }
    /// Two columns and 400 features, three of which begin with "CD".
    static QString markers(const WindowHarness& harness) {
        QByteArray text("CD3,CD45,CD4");
        for (int feature = 4; feature <= 400; ++feature)
            text += ",gene" + QByteArray::number(feature);
        text += ",kind,site\n";
        for (int i = 0; i < 60; ++i) {
            for (int feature = 1; feature <= 400; ++feature)
                text += QByteArray::number((i * 37 + feature * 11) % 101) + ',';
            text += QByteArray(i % 2 ? "odd" : "even") + ',' + (i % 3 ? "here" : "there") + '\n';
        }
        return harness.file(QStringLiteral("markers.csv"), text);
    }
    static void type(QComboBox* colorBy, const QString& text) {
        QTest::mouseClick(colorBy->lineEdit(), Qt::LeftButton);
        QTest::keyClick(colorBy, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(colorBy, text);
    }
    /// The suggestions, once the window system has them on the screen: a person is slower than that too.
    static QWidget* suggestionsOf(QComboBox* colorBy) {
        QWidget* suggestions = colorBy->completer()->popup();
        return QTest::qWaitForWindowExposed(suggestions) ? suggestions : nullptr;
    }
    static int pixelsOf(WindowHarness& harness, const char* name) {
        return countPixels(harness.canvas(), harness.colorOf(name));
    }

private Q_SLOTS:
    void legendCountsThePoints() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        QCOMPARE(legend->model()->rowCount(), 3);
        for (int row = 0; row < 3; ++row)
            QCOMPARE(legend->model()->index(row, 0).data(LegendModel::CountRole).toInt(), 60);
    }

    void clickIsolatesAndCtrlClickToggles() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        QTRY_VERIFY(pixelsOf(harness, "green") > 50);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("red")));
        QTRY_COMPARE(pixelsOf(harness, "green"), 0);
        QCOMPARE(pixelsOf(harness, "blue"), 0);
        QVERIFY(pixelsOf(harness, "red") > 50);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          rowOf(legend, QStringLiteral("green")));
        QTRY_VERIFY(pixelsOf(harness, "green") > 50);
        QCOMPARE(pixelsOf(harness, "blue"), 0);
        // Isolating once more, and again: all are back.
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("blue")));
        QTRY_COMPARE(pixelsOf(harness, "red"), 0);
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("blue")));
        QTRY_VERIFY(pixelsOf(harness, "red") > 50);
    }

    void doubleClickRecoloursAndIsolatesNothing() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        const QPoint at = rowOf(legend, QStringLiteral("green"));
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, at);
        auto* dialog = harness.find<QColorDialog>("recolorDialog");
        QVERIFY(dialog);
        dialog->setCurrentColor(QColor(90, 60, 200));
        dialog->accept();
        QTRY_COMPARE(harness.colorOf("green"), qRgb(90, 60, 200));
        QTRY_VERIFY(countPixels(harness.canvas(), qRgb(90, 60, 200)) > 50);
        QVERIFY(pixelsOf(harness, "red") > 50);
    }

    void anotherColumnColoursByNumbers() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        colorBy->setFocus();
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QStringLiteral("depth"));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE(harness.window().colors().coloring()->kind, Coloring::Kind::Continuous);
        QVERIFY(harness.find<QWidget>("colorBar")->isVisible());
        QVERIFY(!harness.find<QListView>("legend")->isVisible());
        QCOMPARE(harness.window().colors().coloring()->title, std::string("depth"));
    }

    void aFeatureIsFoundByTyping() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        QTest::keyClick(&harness.window(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(colorBy->hasFocus() || colorBy->lineEdit()->hasFocus());
        colorBy->lineEdit()->selectAll();
        QTest::keyClicks(colorBy->lineEdit(), QStringLiteral("c"));
        QTest::keyClick(colorBy->lineEdit(), Qt::Key_Return);
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("c"));
        QCOMPARE(harness.window().colors().coloring()->kind, Coloring::Kind::Continuous);
    }

    void theHighlightedSuggestionIsTaken_data() {
        QTest::addColumn<int>("downs");
        QTest::addColumn<QString>("name");
        QTest::newRow("first") << 1 << QStringLiteral("CD3");
        QTest::newRow("second") << 2 << QStringLiteral("CD45");
        QTest::newRow("third") << 3 << QStringLiteral("CD4");
    }
    void theHighlightedSuggestionIsTaken() {
        QFETCH(int, downs);
        QFETCH(QString, name);
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        type(colorBy, QStringLiteral("CD"));
        QWidget* suggestions = suggestionsOf(colorBy);
        QVERIFY(suggestions);
        for (int i = 0; i < downs; ++i)
            QTest::keyClick(suggestions, Qt::Key_Down);
        QCOMPARE(colorBy->currentText(), name);
        QTest::keyClick(suggestions, Qt::Key_Return);
        QVERIFY(!suggestions->isVisible());
        QCOMPARE(colorBy->currentText(), name);
        QTRY_COMPARE(harness.window().colors().coloring()->title, name.toStdString());
        QVERIFY(!colorBy->lineEdit()->hasSelectedText());
        QVERIFY(!colorBy->hasFocus());
    }

    void aChoiceGivesTheKeyboardBack() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        type(colorBy, QStringLiteral("site"));
        QWidget* suggestions = suggestionsOf(colorBy);
        QVERIFY(suggestions);
        QTest::keyClick(suggestions, Qt::Key_Return);
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("site"));
        QVERIFY(!colorBy->hasFocus());
        colorBy->setFocus();
        QTest::keyClick(colorBy, Qt::Key_Down); // opens the list on what is chosen
        QVERIFY(QTest::qWaitForWindowExposed(colorBy->view()));
        QTest::keyClick(colorBy->view(), Qt::Key_Up);
        QTest::keyClick(colorBy->view(), Qt::Key_Return);
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("kind"));
        QVERIFY(!colorBy->hasFocus());
    }

    void escapeRestoresTheName() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        type(colorBy, QStringLiteral("CD"));
        QWidget* suggestions = suggestionsOf(colorBy);
        QVERIFY(suggestions);
        QTest::keyClick(suggestions, Qt::Key_Escape);
        QVERIFY(!suggestions->isVisible());
        QVERIFY(!colorBy->hasFocus());
        QCOMPARE(colorBy->currentText(), QStringLiteral("kind"));
    }

    void returnTakesAUniqueBeginningAndNothingElse() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        for (const char* text : {"CD", "no such name", ""}) {
            type(colorBy, QLatin1String(text));
            if (*text == 0)
                QTest::keyClick(colorBy, Qt::Key_Delete);
            QWidget* suggestions = colorBy->completer()->popup();
            QTest::keyClick(suggestions->isVisible() ? suggestions : colorBy, Qt::Key_Return);
            QVERIFY(!suggestions->isVisible());
            QCOMPARE(colorBy->currentText(), QStringLiteral("kind"));
            QCOMPARE(harness.window().colors().coloring()->title, std::string("kind"));
            QVERIFY(!colorBy->hasFocus());
        }
        type(colorBy, QStringLiteral("si"));
        QWidget* suggestions = suggestionsOf(colorBy);
        QVERIFY(suggestions);
        QTest::keyClick(suggestions, Qt::Key_Return);
        QCOMPARE(colorBy->currentText(), QStringLiteral("site"));
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("site"));
    }

    void theListNamesFeaturesBelowTheColumns() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        QCOMPARE(colorBy->itemText(3), QStringLiteral("Where is this map wrong?"));
        QCOMPARE(colorBy->itemText(4), QStringLiteral("Features"));
        QVERIFY(!(colorBy->model()->flags(colorBy->model()->index(4, 0)) & Qt::ItemIsEnabled));
        QCOMPARE(colorBy->itemText(5), QStringLiteral("CD3"));
        QCOMPARE(colorBy->itemText(304), QStringLiteral("gene300"));
        QCOMPARE(colorBy->itemText(305), QStringLiteral("100 more: type a feature's name"));
        QCOMPARE(colorBy->count(), 306);

        QTest::mouseClick(colorBy, Qt::LeftButton, {}, {colorBy->width() - 8, colorBy->height() / 2});
        QAbstractItemView* list = colorBy->view();
        QVERIFY(QTest::qWaitForWindowExposed(list));
        // From the column chosen over the other column, the map's trust and the heading to the second
        // feature.
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(colorBy->currentText(), QStringLiteral("CD45"));
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("CD45"));
        QCOMPARE(colorBy->currentIndex(), 6);
    }

    void aFeatureBeyondTheListIsFoundByTyping() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        type(colorBy, QStringLiteral("gene399"));
        QWidget* suggestions = suggestionsOf(colorBy);
        QVERIFY(suggestions);
        QTest::keyClick(suggestions, Qt::Key_Down);
        QTest::keyClick(suggestions, Qt::Key_Return);
        QCOMPARE(colorBy->currentText(), QStringLiteral("gene399"));
        QTRY_COMPARE(harness.window().colors().coloring()->title, std::string("gene399"));
    }

    void bestMatchesComeFirst() {
        const QStringList names{QStringLiteral("XCD4"), QStringLiteral("CD45"), QStringLiteral("cd4"),
                                QStringLiteral("gene"), QStringLiteral("CD4B")};
        QCOMPARE(bestMatches(names, QStringLiteral("CD4"), 10), (std::vector<int>{2, 1, 4, 0}));
        QCOMPARE(bestMatches(names, QStringLiteral("CD4"), 2), (std::vector<int>{2, 1}));
        QVERIFY(bestMatches(names, QStringLiteral("CD9"), 10).empty());
    }

    void twentyThousandFeaturesAreFoundByTyping() {
        auto data = std::make_shared<Dataset>();
        data->features = Matrix::Zero(3, 20'000);
        for (int i = 0; i < 20'000; ++i)
            data->featureNames.push_back("gene" + std::to_string(i));
        ColorBy colorBy;
        colorBy.setData(data);
        colorBy.show();
        QVERIFY(QTest::qWaitForWindowExposed(&colorBy));
        QSignalSpy chosen(&colorBy, &ColorBy::chosen);
        type(&colorBy, QStringLiteral("e1999"));
        auto* suggestions = qobject_cast<QAbstractItemView*>(suggestionsOf(&colorBy));
        QVERIFY(suggestions);
        QCOMPARE(suggestions->model()->rowCount(), 11); // gene1999 and gene19990 to gene19999
        QTest::keyClick(suggestions, Qt::Key_Down);
        QTest::keyClick(suggestions, Qt::Key_Down);
        QTest::keyClick(suggestions, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(colorBy.currentText(), QStringLiteral("gene19990"));
        QVERIFY(colorBy.choice() == (ColorChoice{ColorChoice::Kind::Feature, 19'990}));
        // A letter that all of them hold suggests as many as are read, the rest by typing on.
        type(&colorBy, QStringLiteral("g"));
        QVERIFY(suggestionsOf(&colorBy));
        QCOMPARE(suggestions->model()->rowCount(), 200);
    }

    void ownColoursAreRememberedAndTakenBack() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        const QRgb usual = harness.colorOf("green");
        auto* legend = harness.find<QListView>("legend");
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, rowOf(legend, QStringLiteral("green")));
        auto* dialog = harness.find<QColorDialog>("recolorDialog");
        QVERIFY(dialog);
        dialog->setCurrentColor(QColor(90, 60, 200));
        dialog->accept();
        QTRY_COMPARE(harness.colorOf("green"), qRgb(90, 60, 200));
        harness.reopen();
        QVERIFY(harness.openAndSee(harness.path(QStringLiteral("three.csv"))));
        QCOMPARE(harness.colorOf("green"), qRgb(90, 60, 200));
        QCOMPARE(harness.find<LegendPanel>("legendPanel")->model()->rowCount(), 3);
        Q_EMIT harness.find<LegendPanel>("legendPanel")->restoreRequested();
        QTRY_COMPARE(harness.colorOf("green"), usual);
        harness.reopen();
        QVERIFY(harness.openAndSee(harness.path(QStringLiteral("three.csv"))));
        QCOMPARE(harness.colorOf("green"), usual);
    }

    void pointingAtAClassFadesTheOthers() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* legend = harness.find<QListView>("legend");
        QTRY_VERIFY(pixelsOf(harness, "green") > 50);
        QTest::mouseMove(legend->viewport(), rowOf(legend, QStringLiteral("red")));
        QTRY_COMPARE(pixelsOf(harness, "green"), 0);
        QVERIFY(pixelsOf(harness, "red") > 50);
        QVERIFY(harness.window().colors().shown().empty()); // an export shows everything
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(legend->viewport(), &leave);
        QTRY_VERIFY(pixelsOf(harness, "green") > 50);
    }

    void aRangeIsTypedRememberedAndSetBack() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        const auto chooseDepth = [&harness] {
            auto* colorBy = harness.find<QComboBox>("colorBy");
            type(colorBy, QStringLiteral("depth"));
            QTest::keyClick(suggestionsOf(colorBy), Qt::Key_Return);
        };
        const auto coloring = [&harness] { return harness.window().colors().coloring(); };
        chooseDepth();
        QTRY_COMPARE(coloring()->title, std::string("depth"));
        const double usual = coloring()->low;
        auto* low = harness.find<QLineEdit>("rangeLow");
        low->setFocus();
        low->selectAll();
        QTest::keyClicks(low, QStringLiteral("40"));
        QTest::keyClick(low, Qt::Key_Return);
        QTRY_COMPARE(coloring()->low, 40.0);
        QCOMPARE(coloring()->rgb[0], viridis(0));
        harness.reopen();
        QVERIFY(harness.openAndSee(harness.path(QStringLiteral("three.csv"))));
        chooseDepth();
        QTRY_COMPARE(coloring()->title, std::string("depth"));
        QCOMPARE(coloring()->low, 40.0);
        harness.click("rangeReset");
        QTRY_COMPARE(coloring()->low, usual);
    }

    void suggestionsAreShownWhole_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rows");
        QTest::newRow("one") << QStringLiteral("site") << 1;
        QTest::newRow("three") << QStringLiteral("CD") << 3;
    }
    void suggestionsAreShownWhole() {
        QFETCH(QString, text);
        QFETCH(int, rows);
        WindowHarness harness;
        QVERIFY(harness.openAndSee(markers(harness)));
        auto* colorBy = harness.find<QComboBox>("colorBy");
        type(colorBy, text);
        auto* suggestions = qobject_cast<QAbstractItemView*>(suggestionsOf(colorBy));
        QVERIFY(suggestions);
        QCOMPARE(suggestions->model()->rowCount(), rows);
        const QRect last = suggestions->visualRect(suggestions->model()->index(rows - 1, 0));
        QVERIFY(suggestions->viewport()->rect().contains(last));
    }
};

QTEST_MAIN(TestColors)
#include "test_colors.moc"
