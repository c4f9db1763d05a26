// SPDX-License-Identifier: MIT
// Sessions to files and back, bit for bit; and files by others.
#include "session_file/session_file.h"

#include "core/error.h"
#include "session_file/content_hash.h"
#include "sessions.h"

#include <QtTest>

#include <bit>

using namespace shoal;
using namespace shoal::test;

class TestSessionFile : public QObject {
    Q_OBJECT

    SessionFolder folder_;

private Q_SLOTS:
    void roundTripIsExact_data() {
        QTest::addColumn<bool>("copy");
        QTest::newRow("reference") << false;
        QTest::newRow("copy") << true;
    }
    void roundTripIsExact() {
        QFETCH(bool, copy);
        SavedSession saved = session();
        saved.holdsData = copy;
        const auto data = fivePoints();
        folder_.write(saved, *data, "all.shoal");
        QVERIFY(isSessionFile(folder_.path("all.shoal")));
        const SavedSession read = folder_.read("all.shoal");
        QVERIFY(sameSession(saved, read));
        QCOMPARE(read.reference.points, std::size_t{5});
        QCOMPARE(read.reference.features, std::size_t{3});
        QCOMPARE(read.reference.name, std::string("five.csv"));
        // The maps of one run share their lists of points, as they did.
        QCOMPARE(read.runs[0].timeline[0].snapshot->points, read.runs[0].timeline[1].snapshot->points);
        if (copy) {
            const auto there = folder_.readData("all.shoal");
            QVERIFY(sameData(*data, *there));
            QCOMPARE(there->source, folder_.path("all.shoal"));
        } else {
            QVERIFY_EXCEPTION_THROWN(folder_.readData("all.shoal"), Error);
        }
    }

    void theSameSessionGivesTheSameBytes() {
        folder_.write(session(), *fivePoints(), "one.shoal");
        folder_.write(session(), *fivePoints(), "two.shoal");
        QCOMPARE(folder_.contents("one.shoal"), folder_.contents("two.shoal"));
    }

    void oneWithoutRunsIsFine() {
        SavedSession empty;
        folder_.write(empty, *fivePoints(), "empty.shoal");
        QVERIFY(sameSession(empty, folder_.read("empty.shoal")));
    }

    // Counts of genes are mostly zero: a copy of them is not to be as large as the matrix in memory.
    void copiesOfSparseDataAreSmall() {
        auto data = std::make_shared<Dataset>();
        data->name = "sparse";
        Matrix features = Matrix::Zero(2000, 500);
        for (Eigen::Index i = 0; i < features.rows(); ++i)
            features(i, i % 500) = static_cast<float>(i);
        data->features = features;
        SavedSession saved;
        saved.holdsData = true;
        folder_.write(saved, *data, "sparse.shoal");
        QVERIFY(folder_.contents("sparse.shoal").size() < 2000 * 500 * 4 / 20);
        QVERIFY(sameData(*data, *folder_.readData("sparse.shoal")));
    }

    void otherFilesAreNone() {
        folder_.put("short", "PK");
        folder_.put("zip", QByteArray("PK\x03\x04") + QByteArray(200, 'x'));
        QVERIFY(!isSessionFile(folder_.path("short")));
        QVERIFY(!isSessionFile(folder_.path("zip")));
        QVERIFY(!isSessionFile(folder_.path("absent")));
        QVERIFY_EXCEPTION_THROWN(folder_.read("zip"), Error);
    }

    void aStoppedWriteLeavesTheOldFile() {
        folder_.write(session(), *fivePoints(), "kept.shoal");
        const QByteArray before = folder_.contents("kept.shoal");
        tbb::task_arena arena(1);
        std::stop_source stop;
        stop.request_stop();
        RunContext stopped(arena, stop.get_token());
        QVERIFY_EXCEPTION_THROWN(writeSession(folder_.path("kept.shoal"), {}, *fivePoints(), stopped),
                                 Stopped);
        QCOMPARE(folder_.contents("kept.shoal"), before);
    }

    void aHashTellsValuesAndShapesApart() {
        const auto hash = [](const Matrix& values, int threads = 2) {
            return withThreads(threads, [&](RunContext& context) { return contentHash(values, context); });
        };
        const Matrix values = gaussianClusters(70'001, 5, 4, 1);
        QCOMPARE(hash(values, 1), hash(values, 8));
        for (const Eigen::Index at : {Eigen::Index{0}, Eigen::Index{262'145}, values.size() - 1}) {
            Matrix changed = values;
            float& value = changed.data()[at];
            value = std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) ^ 1U);
            QVERIFY(hash(changed) != hash(values));
        }
        Matrix swapped = values;
        swapped.row(3).swap(swapped.row(69'000));
        QVERIFY(hash(swapped) != hash(values));
        QVERIFY(hash(Matrix::Zero(2, 6)) != hash(Matrix::Zero(3, 4)));
    }
};

QTEST_GUILESS_MAIN(TestSessionFile)
#include "test_session_file.moc"
