// SPDX-License-Identifier: MIT
// Saving a session, finding it again as it was, and what is done so that nothing is lost: by mouse and keys.
#include "window_harness.h"

#include "output/map_description.h"
#include "panels/recipe_panel.h"
#include "picture/picture.h"
#include "scatter/scatter_view.h"
#include "timeline/kl_strip.h"
#include "window/selection_controller.h"
#include "window/session_controller.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QtTest>

#include <cstring>

using namespace shoal;
using namespace shoal::ui;

class TestSessionWindow : public QObject {
    Q_OBJECT

    static const std::vector<RunEntry>& runs(WindowHarness& harness) {
        return harness.window().timelines().history().runs();
    }
    static const SessionController& sessions(WindowHarness& harness) {
        return *harness.window().findChild<SessionController*>();
    }
    /// Opens the three classes and runs 60 iterations to the end.
    static void runToEnd(WindowHarness& harness) {
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(60);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(harness.window().run().state(), SessionState::Finished, 30'000);
        QTRY_VERIFY(!runs(harness).empty() && runs(harness)[0].snapshot &&
                    runs(harness)[0].snapshot->iteration == 60);
    }
    static void press(WindowHarness& harness, Qt::Key key, Qt::KeyboardModifiers modifiers) {
        QTest::keyClick(&harness.window(), key, modifiers);
    }
    /// Fills the dialog that is open and waits until the file is there.
    static void fillDialog(WindowHarness& harness, const QString& path, bool copy = false) {
        auto* dialog = harness.find<QDialog>("sessionDialog");
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("sessionPath"));
        name->selectAll();
        QTest::keyClicks(name, path);
        if (copy)
            QTest::mouseClick(dialog->findChild<QRadioButton*>(QStringLiteral("sessionCopy")), Qt::LeftButton,
                              {}, QPoint(8, 8));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("sessionSave")), Qt::LeftButton);
        QTRY_VERIFY(QFile::exists(path));
        QTRY_VERIFY(!sessions(harness).needsSaving());
    }
    static void saveAs(WindowHarness& harness, const QString& path, bool copy = false) {
        press(harness, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        fillDialog(harness, path, copy);
    }
    static void recolorFirstClass(WindowHarness& harness, const QColor& color) {
        auto* legend = harness.find<QListView>("legend");
        const QPoint at = legend->visualRect(legend->model()->index(0, 0)).center();
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, at);
        auto* dialog = harness.find<QColorDialog>("recolorDialog");
        QVERIFY(dialog);
        dialog->setCurrentColor(color);
        dialog->accept();
    }
    static bool openSession(WindowHarness& harness, const QString& path) {
        harness.window().openFile(path);
        return QTest::qWaitFor(
            [&] { return harness.window().document().path() == path && !runs(harness).empty(); }, 30'000);
    }
    static QMessageBox* question(WindowHarness& harness) {
        return harness.find<QMessageBox>("closeQuestion");
    }
    static void answer(WindowHarness& harness, QMessageBox::StandardButton button) {
        QTRY_VERIFY(question(harness) && question(harness)->isVisible());
        QTest::mouseClick(question(harness)->button(button), Qt::LeftButton);
    }
    static QDir recovery(const WindowHarness& harness) {
        return QDir(harness.path(QStringLiteral("data/ShoalTest/ShoalTest/recovery")));
    }
    static QStringList recovered(const WindowHarness& harness) {
        return recovery(harness).entryList({QStringLiteral("*.shoal")});
    }
    static bool sameBits(const Positions& a, const Positions& b) {
        return a.rows() == b.rows() &&
               std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
    }

private Q_SLOTS:
    void whatWasSavedIsThereAgain_data() {
        QTest::addColumn<bool>("copy");
        QTest::newRow("data referred to") << false;
        QTest::newRow("data in the file") << true;
    }
    void whatWasSavedIsThereAgain() {
        QFETCH(bool, copy);
        WindowHarness harness;
        runToEnd(harness);
        recolorFirstClass(harness, QColor(90, 60, 200));
        QTRY_COMPARE(harness.window().colors().coloring()->classes[0].color, 0x5A3CC8U);
        press(harness, Qt::Key_A, Qt::NoModifier);
        QTRY_COMPARE(harness.window().selection().selection().count(), std::size_t{180});
        auto* view = harness.find<ScatterView>("scatter");
        view->zoom(1.25, QPointF(view->width() / 3.0, view->height() / 3.0));
        const ViewTransform camera = view->viewTransform();
        const RunEntry before = runs(harness)[0];
        const auto kept = before.timeline->entries();
        const auto curve = harness.find<KlStrip>("klStrip")->curvePoints();
        QVERIFY(harness.window().isWindowModified());
        const QString path = harness.path(QStringLiteral("map.shoal"));
        saveAs(harness, path, copy);
        QVERIFY(harness.bannerText().contains(QStringLiteral("map.shoal")));
        QVERIFY(!harness.window().isWindowModified());
        QVERIFY(harness.window().windowTitle().startsWith(QStringLiteral("map.shoal")));

        harness.reopen();
        if (copy)
            QVERIFY(QFile::remove(harness.path(QStringLiteral("three.csv"))));
        QVERIFY(openSession(harness, path));
        QCOMPARE(runs(harness).size(), std::size_t{1});
        const RunEntry& after = runs(harness)[0];
        QCOMPARE(after.name, before.name);
        QVERIFY(after.recipe == before.recipe);
        QCOMPARE(after.state, SessionState::Finished);
        QCOMPARE(after.records.size(), before.records.size());
        QVERIFY(sameBits(after.snapshot->positions, before.snapshot->positions));
        const auto keptAfter = after.timeline->entries();
        QCOMPARE(keptAfter.size(), kept.size());
        QVERIFY(keptAfter[1].snapshot->coordinates == kept[1].snapshot->coordinates);
        QCOMPARE(harness.find<KlStrip>("klStrip")->curvePoints(), curve);
        QVERIFY(harness.window().findChild<RecipePanel*>()->recipe().phases == before.recipe.phases);
        QTRY_VERIFY(harness.window().colors().coloring());
        QTRY_COMPARE(harness.window().colors().coloring()->classes[0].color, 0x5A3CC8U);
        QCOMPARE(harness.find<QComboBox>("colorBy")->currentText(), QStringLiteral("kind"));
        QTRY_COMPARE(harness.window().selection().selection().count(), std::size_t{180});
        view = harness.find<ScatterView>("scatter");
        QTRY_VERIFY(!view->following());
        QTRY_VERIFY(std::abs(view->viewTransform().centerX - camera.centerX) < 1e-6);
        QVERIFY(std::abs(view->viewTransform().pixelsPerUnit / camera.pixelsPerUnit - 1) < 0.2);
        QTRY_VERIFY(countPixels(harness.canvas(), harness.colorOf("red")) > 20);
        QVERIFY(!harness.window().isWindowModified());
        QVERIFY(harness.window().windowTitle().startsWith(QStringLiteral("map.shoal")));
    }

    void aRunGoesOnFromAnOpenedMap() {
        WindowHarness harness;
        runToEnd(harness);
        const QString path = harness.path(QStringLiteral("map.shoal"));
        saveAs(harness, path);
        harness.reopen();
        QVERIFY(openSession(harness, path));
        harness.click("continueFromHere");
        QTRY_COMPARE_WITH_TIMEOUT(harness.window().run().state(), SessionState::Finished, 30'000);
        QTRY_COMPARE(runs(harness).size(), std::size_t{2});
        QVERIFY(harness.window().isWindowModified());
        // To the file that is open, with no question.
        press(harness, Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!harness.window().isWindowModified());
        harness.reopen();
        QVERIFY(openSession(harness, path));
        QCOMPARE(runs(harness).size(), std::size_t{2});
        QVERIFY(runs(harness)[1].snapshot->iteration > 60);
        QVERIFY(runs(harness)[1].note.contains(QStringLiteral("60")));
    }

    void savingAsksForAFileOnce() {
        WindowHarness harness;
        runToEnd(harness);
        press(harness, Qt::Key_S, Qt::ControlModifier);
        auto* dialog = harness.find<QDialog>("sessionDialog");
        QVERIFY(dialog);
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("sessionPath"));
        QCOMPARE(name->text(), harness.path(QStringLiteral("three.shoal")));
        name->clear();
        QVERIFY(!dialog->findChild<QPushButton*>(QStringLiteral("sessionSave"))->isEnabled());
        fillDialog(harness, harness.path(QStringLiteral("own")) + QStringLiteral(".shoal"));
        // It is one of the recent files now.
        harness.reopen();
        auto* recent = harness.find<QPushButton>("recent1");
        QVERIFY(recent);
        QCOMPARE(recent->text(), QStringLiteral("own.shoal"));
    }

    void savingThatFailsKeepsTheMap() {
        WindowHarness harness;
        runToEnd(harness);
        press(harness, Qt::Key_S, Qt::ControlModifier);
        auto* dialog = harness.find<QDialog>("sessionDialog");
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("sessionPath"));
        name->selectAll();
        QTest::keyClicks(name, harness.path(QStringLiteral("no/such/folder/map.shoal")));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("sessionSave")), Qt::LeftButton);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("folder")));
        QVERIFY(harness.window().isWindowModified());
        harness.click("bannerAction");
        fillDialog(harness, harness.path(QStringLiteral("map.shoal")));
        QVERIFY(!harness.window().isWindowModified());
    }

    void closingAsksFirst() {
        WindowHarness harness;
        runToEnd(harness);
        QVERIFY(!harness.window().close());
        answer(harness, QMessageBox::Cancel);
        QTRY_VERIFY(!question(harness));
        QVERIFY(harness.window().isVisible());
        QVERIFY(!harness.window().close());
        answer(harness, QMessageBox::Discard);
        QTRY_VERIFY(!harness.window().isVisible());
    }

    void closingSaves() {
        WindowHarness harness;
        runToEnd(harness);
        QVERIFY(!harness.window().close());
        answer(harness, QMessageBox::Save);
        QTRY_VERIFY(harness.find<QDialog>("sessionDialog"));
        const QString path = harness.path(QStringLiteral("map.shoal"));
        fillDialog(harness, path);
        QTRY_VERIFY(!harness.window().isVisible());
        harness.reopen();
        QVERIFY(openSession(harness, path));
    }

    void closingNeedNotAsk() {
        WindowHarness harness;
        runToEnd(harness);
        QVERIFY(!harness.window().close());
        QTRY_VERIFY(question(harness) && question(harness)->isVisible());
        question(harness)->findChild<QCheckBox*>(QStringLiteral("closeSilence"))->setChecked(true);
        answer(harness, QMessageBox::Discard);
        QTRY_VERIFY(!harness.window().isVisible());
        harness.reopen();
        runToEnd(harness);
        QVERIFY(harness.window().close());
    }

    void closingDataAloneAsksNothing() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QVERIFY(harness.window().close());
    }

    void aCrashLosesNothing() {
        WindowHarness harness;
        QSettings().setValue(QStringLiteral("session/autosaveSeconds"), 1);
        runToEnd(harness);
        const Positions map = runs(harness)[0].snapshot->positions;
        QTRY_COMPARE_WITH_TIMEOUT(recovered(harness).size(), 1, 30'000);
        // What a crash leaves is the file, and nobody who holds it.
        const QString left = recovery(harness).filePath(QStringLiteral("left.shoal"));
        QVERIFY(QFile::copy(recovery(harness).filePath(recovered(harness)[0]), left));
        QVERIFY(!harness.window().close());
        answer(harness, QMessageBox::Discard);
        QTRY_VERIFY(!harness.window().isVisible());
        QCOMPARE(recovered(harness), QStringList{QStringLiteral("left.shoal")});

        harness.reopen();
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("Recover the map of three.csv?")));
        harness.click("bannerAction");
        QTRY_VERIFY(!runs(harness).empty());
        QVERIFY(sameBits(runs(harness)[0].snapshot->positions, map));
        QVERIFY(harness.window().isWindowModified());
        QCOMPARE(recovered(harness).size(), 1); // until it is saved
        saveAs(harness, harness.path(QStringLiteral("map.shoal")));
        QTRY_VERIFY(recovered(harness).isEmpty());
        harness.reopen();
        QVERIFY(harness.bannerText().isEmpty());
    }

    void whatACrashLeftCanBeDiscarded() {
        WindowHarness harness;
        runToEnd(harness);
        const QString path = harness.path(QStringLiteral("map.shoal"));
        saveAs(harness, path);
        QVERIFY(recovery(harness).mkpath(QStringLiteral(".")));
        QVERIFY(QFile::copy(path, recovery(harness).filePath(QStringLiteral("left.shoal"))));
        harness.reopen();
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("map.shoal")) ||
                    harness.bannerText().contains(QStringLiteral("three.csv")));
        harness.click("bannerOther");
        QVERIFY(recovered(harness).isEmpty());
        QVERIFY(QFile::exists(path));
    }

    void dataThatAreGoneAreAskedFor() {
        WindowHarness harness;
        runToEnd(harness);
        const QString path = harness.path(QStringLiteral("map.shoal"));
        saveAs(harness, path);
        harness.reopen();
        const QString there = harness.path(QStringLiteral("renamed.csv"));
        QVERIFY(QFile::rename(harness.path(QStringLiteral("three.csv")), there));
        harness.window().openFile(path);
        QTRY_VERIFY(harness.bannerText().startsWith(QStringLiteral("Where is three.csv?")));
        const auto find = [&](const QString& file) {
            harness.click("bannerAction");
            auto* dialog = harness.find<QFileDialog>("findDataDialog");
            QVERIFY(dialog);
            QTRY_VERIFY(dialog->isVisible());
            auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            name->setText(file);
            QTest::keyClick(name, Qt::Key_Return);
        };
        find(harness.file(QStringLiteral("wrong.csv"), "a,b\n1,2\n3,4\n5,7\n"));
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("wrong.csv holds other data")));
        find(there);
        QTRY_VERIFY(!runs(harness).empty());
        QCOMPARE(harness.window().document().data()->points(), std::size_t{180});
    }

    void otherDataDoNotTakeAMapAway() {
        WindowHarness harness;
        runToEnd(harness);
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("next.csv"), "a,b\n1,2\n3,4\n5,7\n2,2\n")));
        QVERIFY(harness.bannerText().contains(QStringLiteral("The map of three.csv was not saved.")));
        harness.click("bannerAction");
        const QString path = harness.path(QStringLiteral("late.shoal"));
        fillDialog(harness, path);
        QVERIFY(openSession(harness, path));
        QCOMPARE(runs(harness)[0].snapshot->iteration, std::uint64_t{60});
        QCOMPARE(harness.window().document().data()->points(), std::size_t{180});
    }

    void damagedSessionsLeaveTheDataOpen() {
        WindowHarness harness;
        runToEnd(harness);
        const QString path = harness.path(QStringLiteral("map.shoal"));
        saveAs(harness, path);
        QFile cut(path);
        QVERIFY(cut.resize(cut.size() - 100));
        harness.window().openFile(path);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("map.shoal is not a sound Shoal session")));
        QCOMPARE(runs(harness).size(), std::size_t{1});
    }

    void aPictureBringsItsRecipe() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        Recipe recipe = Recipe::moreSeparation();
        recipe.perplexity = 17;
        recipe.seed = 5;
        recipe.phases = {{4, 60}};
        const auto data = harness.window().document().data();
        const QString path = harness.path(QStringLiteral("figure.png"));
        writePng(path.toStdString(), QImage(200, 200, QImage::Format_RGB32), 96,
                 toJson(MapOrigin{"Shoal 0.1", *data, &recipe, 60, 1.5}));
        harness.window().openFile(path);
        QTRY_VERIFY(
            harness.bannerText().startsWith(QStringLiteral("figure.png says how its map of three.csv")));
        harness.click("bannerAction");
        QTRY_COMPARE_WITH_TIMEOUT(harness.window().run().state(), SessionState::Finished, 30'000);
        QVERIFY(harness.window().run().asked() == recipe);

        // On other data it says which it needs, and opens them.
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("next.csv"), "a,b\n1,2\n3,4\n5,7\n2,2\n")));
        harness.window().openFile(path);
        QTRY_VERIFY(harness.bannerText().startsWith(QStringLiteral("figure.png was made from three.csv")));
        harness.click("bannerAction");
        QTRY_VERIFY(harness.bannerText().startsWith(QStringLiteral("figure.png says how its map")));
        QCOMPARE(harness.window().document().data()->points(), std::size_t{180});
    }

    void aPictureWithoutARecipeIsTold() {
        WindowHarness harness;
        const QString path = harness.path(QStringLiteral("photo.png"));
        QVERIFY(QImage(20, 20, QImage::Format_RGB32).save(path));
        harness.window().openFile(path);
        QTRY_VERIFY(harness.bannerText().startsWith(QStringLiteral("photo.png is a picture")));
    }
};

QTEST_MAIN(TestSessionWindow)
#include "test_session.moc"
