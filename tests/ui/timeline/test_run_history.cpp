// SPDX-License-Identifier: MIT
// The list of runs: names, what sets them apart, their figures and their memory; and a run drawn small.
#include "timeline/recipe_difference.h"
#include "timeline/run_history.h"
#include "timeline/run_list.h"
#include "timeline/run_thumbnail.h"

#include <QLineEdit>
#include <QListView>
#include <QToolButton>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

namespace {

std::shared_ptr<Snapshot> mapOf(std::size_t points, std::uint64_t iteration = 10) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->iteration = iteration;
    snapshot->positions = Positions::Random(static_cast<Eigen::Index>(points), 2);
    return snapshot;
}

RunEntry entryOf(SessionState state = SessionState::Finished) {
    RunEntry entry;
    entry.state = state;
    entry.timeline = std::make_shared<Timeline>(1'000'000'000);
    for (std::uint64_t i = 0; i <= 1000; i += 10)
        entry.timeline->append(*mapOf(100, i), false);
    entry.snapshot = mapOf(100, 1000);
    return entry;
}

} // namespace

class TestRunHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsAreNumberedAndRenamed() {
        RunHistory history;
        const auto first = history.add(entryOf());
        const auto second = history.add(entryOf());
        QCOMPARE(history.find(first)->name, QStringLiteral("Run 1"));
        QVERIFY(history.remove(first));
        const auto third = history.add(entryOf());
        QVERIFY(third != first && third != second);
        QCOMPARE(history.find(third)->name, QStringLiteral("Run 3"));
        QVERIFY(history.setData(history.indexOf(third), QStringLiteral("  tight   one "), Qt::EditRole));
        QCOMPARE(history.find(third)->name, QStringLiteral("tight one"));
        QVERIFY(!history.setData(history.indexOf(third), QStringLiteral("  "), Qt::EditRole));
        history.edit(third,
                     [](RunEntry& entry) { entry.note = QStringLiteral("from iteration 250 of Run 1"); });
        QCOMPARE(history.find(third)->title(), QStringLiteral("tight one, from iteration 250 of Run 1"));
        history.clear();
        QVERIFY(history.runs().empty());
        QCOMPARE(history.find(history.add(entryOf()))->name, QStringLiteral("Run 1"));
    }

    void theOneUnderWayCannotBeDeleted() {
        RunHistory history;
        const auto id = history.add(entryOf(SessionState::Paused));
        QVERIFY(!history.remove(id));
        QCOMPARE(history.rowCount(), 1);
        const std::weak_ptr<const Snapshot> map = history.find(id)->snapshot;
        const std::shared_ptr<Timeline> timeline = history.find(id)->timeline; // as a session holds it
        history.edit(id, [](RunEntry& entry) { entry.state = SessionState::Stopped; });
        QVERIFY(history.memory() > 0);
        QVERIFY(history.remove(id));
        QVERIFY(map.expired());
        QCOMPARE(timeline->memory(), std::uint64_t{0});
        QCOMPARE(history.memory(), std::uint64_t{0});
    }

    void runsShareTheMemory() {
        RunHistory history;
        history.add(entryOf());
        const std::uint64_t whole = history.memory();
        history.setMemoryLimit(whole);
        QCOMPARE(history.memory(), whole);
        history.add(entryOf());
        QVERIFY(history.memory() <= whole);
        for (const RunEntry& run : history.runs()) {
            QCOMPARE(run.timeline->limit(), whole / 2);
            QCOMPARE(run.timeline->entries().size(), std::size_t{26}); // of 101, halved twice
        }
        history.setMemoryLimit(whole / 4);
        QVERIFY(history.memory() <= whole / 4);
    }

    void recipesAreToldApart() {
        QCOMPARE(recipeDifference(Recipe::standard()), QStringLiteral("standard settings"));
        Recipe recipe;
        recipe.perplexity = 50;
        recipe.learningRate = 200;
        recipe.phases = {{12, 250}, {4, 500}};
        recipe.earlyStopping = true;
        const QString said = recipeDifference(recipe);
        for (const char* part :
             {"perplexity 50", "learning rate 200", "phases 12:250,4:500", "early stopping on"})
            QVERIFY2(said.contains(QLatin1String(part)), qPrintable(said));
        QVERIFY2(!said.contains(QStringLiteral("seed")), qPrintable(said));
        QCOMPARE(said.count(QStringLiteral(", ")), 3);
    }

    void timeIsThatOfTheStages() {
        std::vector<Record> records{StageRecord{"neighbors", 2, 0, {}}, StageRecord{"affinities", 0.5, 0, {}},
                                    KlRecord{"optimization", 50, 1, 3.5, 1.25, 0}};
        QCOMPARE(secondsTaken(records), 3.75);
        QCOMPARE(*lastKl(records), 3.5);
        records.emplace_back(StageRecord{"optimization", 4, 0, {}});
        QCOMPARE(secondsTaken(records), 6.5);
        records.emplace_back(KlRecord{"optimization", 800, 4, 2.5, 5.5, 0}); // continued
        QCOMPARE(secondsTaken(records), 8.0);
        records.emplace_back(StageRecord{"optimization", 2, 0, {}});
        QCOMPARE(secondsTaken(records), 8.5);
        QVERIFY(!lastKl({}));
    }

    void aThumbnailShowsTheMapInItsColours() {
        Snapshot snapshot;
        snapshot.positions.resize(4, 2);
        snapshot.positions << -1, 0, -1, 0, 1, 0, 1, 0;
        Coloring coloring;
        coloring.rgb = {0xFF0000, 0xFF0000, 0x0000FF, 0x0000FF};
        const QImage image = drawThumbnail(snapshot, coloring, 2);
        QCOMPARE(image.size(), QSize(144, 144));
        QCOMPARE(image.devicePixelRatio(), 2.0);
        std::int64_t red = 0;
        std::int64_t blue = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const int side = x < image.width() / 2 ? 1 : -1;
                red += side * qRed(image.pixel(x, y));
                blue -= side * qBlue(image.pixel(x, y));
            }
        QVERIFY(red > 255 * 10);  // on the left
        QVERIFY(blue > 255 * 10); // on the right
        // Of some points alone: the third and the second.
        snapshot.positions.resize(2, 2);
        snapshot.positions << -1, 0, 1, 0;
        snapshot.points =
            std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{2, 1});
        const QImage swapped = drawThumbnail(snapshot, coloring, 1);
        std::int64_t blueLeft = 0;
        for (int y = 0; y < swapped.height(); ++y)
            for (int x = 0; x < swapped.width() / 2; ++x)
                blueLeft += qBlue(swapped.pixel(x, y)) - qRed(swapped.pixel(x, y));
        QVERIFY(blueLeft > 255);
        // Colours of other data.
        snapshot.points =
            std::make_shared<const std::vector<std::uint32_t>>(std::vector<std::uint32_t>{2, 7});
        QVERIFY(drawThumbnail(snapshot, coloring, 1).isNull());
        snapshot.points.reset();
        QVERIFY(drawThumbnail(snapshot, coloring, 1).isNull());
    }

    void theListRenamesAndAsksToDelete() {
        RunHistory history;
        RunList list;
        list.setHistory(&history);
        list.resize(288, 500);
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        QApplication::setActiveWindow(&list);
        const auto first = history.add(entryOf());
        const auto second = history.add(entryOf(SessionState::Running));
        list.setShown(second);
        std::uint64_t chosen = 0;
        std::uint64_t toDelete = 0;
        connect(&list, &RunList::chosen, this, [&](std::uint64_t id) { chosen = id; });
        connect(&list, &RunList::deleteRequested, this, [&](std::uint64_t id) { toDelete = id; });
        auto* view = list.findChild<QListView*>(QStringLiteral("runList"));
        auto* deleting = list.findChild<QToolButton*>(QStringLiteral("deleteRun"));
        QCOMPARE(chosen, std::uint64_t{0}); // marking is no choice
        QVERIFY(!deleting->isEnabled());
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(toDelete, std::uint64_t{0});

        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(history.indexOf(first)).center());
        QCOMPARE(chosen, first);
        QVERIFY(deleting->isEnabled());
        QTest::keyClick(view, Qt::Key_F2);
        auto* editor = view->findChild<QLineEdit*>(QStringLiteral("runName"));
        QVERIFY(editor && editor->isVisible());
        QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(editor, QStringLiteral("before "));
        history.edit(first, [](RunEntry& entry) { entry.snapshot = mapOf(100, 1010); }); // news of the run
        QTest::keyClicks(editor, QStringLiteral("the fall"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(history.find(first)->name, QStringLiteral("before the fall"));
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(toDelete, first);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(chosen, second);
    }
};

QTEST_MAIN(TestRunHistory)
#include "test_run_history.moc"
