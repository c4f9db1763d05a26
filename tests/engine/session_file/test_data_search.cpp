// SPDX-License-Identifier: MIT
// A session's data on this machine and another.
#include "session_file/data_search.h"

#include "core/error.h"
#include "sessions.h"

#include <QtTest>

using namespace shoal;
using namespace shoal::test;

namespace {

namespace fs = std::filesystem;

const QByteArray table("a,b\n1,2\n3,4.5\n5,6\n");

class Places {
public:
    Places() {
        for (const char* name : {"home/data", "home/maps", "usb"})
            fs::create_directories(folder_.path(name));
        folder_.put("home/data/cells.csv", table);
        withThreads(2, [&](RunContext& context) {
            const auto data = readDataset(at("home/data/cells.csv"), {}, context);
            SavedSession saved;
            saved.reference = referenceTo(*data, {}, context);
            writeSession(at("home/maps/map.shoal"), saved, *data, context);
        });
    }
    fs::path at(const char* name) const { return folder_.path(name); }
    void put(const char* name, const QByteArray& bytes) const { folder_.put(name, bytes); }
    void move(const char* from, const char* to) const { fs::rename(at(from), at(to)); }
    OpenedSession open(const char* session, const char* named = nullptr) const {
        return withThreads(2, [&](RunContext& context) {
            return openSession(at(session), named ? at(named) : fs::path(), context);
        });
    }

private:
    SessionFolder folder_;
};

} // namespace

class TestDataSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whereTheyWere() {
        const Places places;
        const OpenedSession opened = places.open("home/maps/map.shoal");
        QVERIFY(opened.data && opened.problem.empty());
        QCOMPARE(opened.data->points(), std::size_t{3});
        QCOMPARE(opened.dataFile, fs::canonical(places.at("home/data/cells.csv")));
    }

    void theSessionAloneMoved() {
        const Places places;
        places.move("home/maps/map.shoal", "usb/map.shoal");
        QVERIFY(places.open("usb/map.shoal").data);
    }

    void bothMovedTogether() {
        const Places places;
        places.move("home", "other");
        const OpenedSession opened = places.open("other/maps/map.shoal");
        QVERIFY(opened.data);
        QCOMPARE(opened.dataFile, fs::canonical(places.at("other/data/cells.csv")));
    }

    void bothLieInOneFolderNow() {
        const Places places;
        places.move("home/maps/map.shoal", "usb/map.shoal");
        places.move("home/data/cells.csv", "usb/cells.csv");
        QVERIFY(places.open("usb/map.shoal").data);
    }

    void theRelativePlaceComesFirst() {
        const Places places;
        fs::copy(places.at("home"), places.at("copy"), fs::copy_options::recursive);
        QCOMPARE(places.open("copy/maps/map.shoal").dataFile,
                 fs::canonical(places.at("copy/data/cells.csv")));
    }

    // A file of that name that holds something else does not keep the right one from being found.
    void otherDataArePassedBy() {
        const Places places;
        places.move("home/maps/map.shoal", "usb/map.shoal");
        places.put("usb/cells.csv", "a,b\n1,2\n3,4.25\n5,6\n");
        const OpenedSession opened = places.open("usb/map.shoal");
        QVERIFY(opened.data);
        QCOMPARE(opened.dataFile, fs::canonical(places.at("home/data/cells.csv")));
    }

    void savedAgainTheyAreTheSame() {
        const Places places;
        places.put("home/data/cells.csv", "a,b,kind\n1.0,2.0,x\n3,4.50,x\n5,6,y\n");
        QVERIFY(places.open("home/maps/map.shoal").data);
    }

    void goneTheyAreAskedFor() {
        const Places places;
        places.move("home/data/cells.csv", "usb/renamed.csv");
        const OpenedSession lost = places.open("home/maps/map.shoal");
        QVERIFY(!lost.data);
        const QString problem = QString::fromStdString(lost.problem);
        QVERIFY2(problem.startsWith(QLatin1String("cells.csv is not in the folder of map.shoal, nor in ")),
                 qPrintable(problem));
        QVERIFY(places.open("home/maps/map.shoal", "usb/renamed.csv").data);
    }

    void otherDataAreNotTaken_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::newRow("a value") << QByteArray("a,b\n1,2\n3,4.25\n5,6\n");
        QTest::newRow("order") << QByteArray("a,b\n3,4.5\n1,2\n5,6\n");
        QTest::newRow("a row more") << table + "7,8\n";
        QTest::newRow("a column more") << QByteArray("a,b,c\n1,2,1\n3,4.5,1\n5,6,1\n");
    }
    void otherDataAreNotTaken() {
        QFETCH(QByteArray, contents);
        const Places places;
        places.put("usb/other.csv", contents);
        const OpenedSession opened = places.open("home/maps/map.shoal", "usb/other.csv");
        QVERIFY(!opened.data);
        const QString problem = QString::fromStdString(opened.problem);
        QVERIFY2(problem.endsWith(
                     QLatin1String("other.csv holds other data than those that map.shoal was made from")),
                 qPrintable(problem));
    }

    void whatCannotBeReadIsTold() {
        const Places places;
        places.put("home/data/cells.csv", "a,b\n1,2\n3,nan\n5,6\n");
        const OpenedSession opened = places.open("home/maps/map.shoal");
        QVERIFY(!opened.data);
        QVERIFY2(opened.problem.find("line 3, column") != std::string::npos, opened.problem.c_str());
    }

    void labelsOfOnesOwnGoAlong_data() {
        QTest::addColumn<bool>("copy");
        QTest::newRow("data referred to") << false;
        QTest::newRow("data in the file") << true;
    }
    void labelsOfOnesOwnGoAlong() {
        QFETCH(bool, copy);
        const Places places;
        const Column own{"mine", CategoricalColumn{{"left", "right"}, {1, -1, 0}, {}}, true};
        withThreads(2, [&](RunContext& context) {
            Dataset labelled = *readDataset(places.at("home/data/cells.csv"), {}, context);
            labelled.columns.push_back(own);
            SavedSession saved;
            saved.holdsData = copy;
            saved.reference = referenceTo(labelled, {}, context);
            writeSession(places.at("home/maps/own.shoal"), saved, labelled, context);
        });
        const OpenedSession opened = places.open("home/maps/own.shoal");
        QVERIFY(opened.data);
        QCOMPARE(opened.data->columns.size(), std::size_t{1});
        QVERIFY(sameColumn(opened.data->columns[0], own));
    }

    void aCopyNeedsNoFile() {
        const Places places;
        withThreads(2, [&](RunContext& context) {
            const auto data = readDataset(places.at("home/data/cells.csv"), {}, context);
            SavedSession saved;
            saved.holdsData = true;
            saved.reference = referenceTo(*data, {}, context);
            writeSession(places.at("usb/copy.shoal"), saved, *data, context);
        });
        fs::remove_all(places.at("home"));
        const OpenedSession opened = places.open("usb/copy.shoal");
        QVERIFY(opened.data);
        QCOMPARE(opened.data->name, std::string("cells.csv"));
        QCOMPARE(opened.dataFile, places.at("usb/copy.shoal"));
    }
};

QTEST_GUILESS_MAIN(TestDataSearch)
#include "test_data_search.moc"
