// SPDX-License-Identifier: MIT
// Sparse matrices of pairs of points: .npz files as SciPy writes them, and the graphs of AnnData files.
#include "data/npz_reader.h"
#include "hdf5_writer.h"
#include "reading.h"

using namespace shoal;
using namespace shoal::test;

namespace {

const std::string npzFolder = std::string(SHOAL_TEST_DATA) + "/npz/";
const std::string h5adFolder = std::string(SHOAL_TEST_DATA) + "/h5ad/";

SparseMatrix readNpz(const std::string& path) {
    return withThreads(1, [&](RunContext& context) { return readSparseNpz(path, context); });
}

SparseMatrix readGraph(const std::string& path, const std::string& name) {
    return withThreads(2, [&](RunContext& context) { return readPointGraph(path, name, context); });
}

template <class Read>
QString sentenceOf(const Read& read) {
    try {
        read();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

void verifyFour(const SparseMatrix& matrix, float factor = 1) {
    QCOMPARE(matrix.rows, std::size_t{4});
    QCOMPARE(matrix.columns, std::size_t{4});
    QCOMPARE(matrix.offsets, (std::vector<std::uint64_t>{0, 2, 3, 5, 5}));
    QCOMPARE(matrix.indices, (std::vector<std::uint32_t>{1, 3, 0, 1, 3}));
    QCOMPARE(matrix.values,
             (std::vector<float>{0.5F * factor, 2 * factor, 0.5F * factor, 3 * factor, 0.25F * factor}));
}

QByteArray contentsOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSparseFiles : public QObject {
    Q_OBJECT

    Folder folder_;

private Q_SLOTS:
    void layouts_data() {
        QTest::addColumn<QString>("name");
        for (const char* layout : {"csr", "csc", "coo"})
            for (const char* packing : {"plain", "packed"})
                QTest::addRow("%s %s", layout, packing)
                    << QStringLiteral("%1_%2.npz").arg(QLatin1String(layout), QLatin1String(packing));
    }
    void layouts() {
        QFETCH(QString, name);
        verifyFour(readNpz(npzFolder + name.toStdString()));
    }
    void integers() { verifyFour(readNpz(npzFolder + "integers.npz"), 4); }

    void otherFilesAreExplained_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("words");
        const QString folder = QString::fromStdString(npzFolder);
        QTest::newRow("another layout") << folder + "diagonals.npz"
                                        << "layout \"dia\"; save it as csr, csc or coo";
        QTest::newRow("no sparse matrix") << folder + "dense.npz"
                                          << "holds no sparse matrix";
        QTest::newRow("no archive") << QString::fromStdString(h5adFolder) + "example.h5ad"
                                    << "no zip archive";
        QTest::newRow("no file") << folder + "absent.npz"
                                 << "There is no file";
    }
    void otherFilesAreExplained() {
        QFETCH(QString, path);
        QFETCH(QString, words);
        const QString sentence = sentenceOf([&] { readNpz(path.toStdString()); });
        QVERIFY2(sentence.contains(words), qPrintable(sentence));
    }

    // Every other byte changed and many lengths cut: an error or the same matrix, never a crash. Of the
    // values' bytes the checksum tells.
    void damage_data() { layouts_data(); }
    void damage() {
        QFETCH(QString, name);
        const QByteArray sound = contentsOf(npzFolder + name.toStdString());
        const auto isSound = [&](const QByteArray& contents) {
            try {
                const SparseMatrix matrix = readNpz(folder_.write("damaged.npz", contents));
                return matrix.values == std::vector<float>{0.5F, 2, 0.5F, 3, 0.25F};
            } catch (const Error&) {
                return true;
            }
        };
        for (qsizetype at = 0; at < sound.size(); at += 2) {
            QByteArray changed = sound;
            changed[at] = static_cast<char>(changed[at] ^ 0x55);
            QVERIFY2(isSound(changed), qPrintable(QString::number(at)));
        }
        for (qsizetype length = 1; length < sound.size(); length += 7)
            QVERIFY2(!sentenceOf([&] { readNpz(folder_.write("cut.npz", sound.left(length))); }).isEmpty(),
                     qPrintable(QString::number(length)));
    }

    void graphsAreListed() {
        const DatasetSummary summary = summarize(h5adFolder + "example.h5ad");
        QCOMPARE(summary.graphs.size(), std::size_t{2});
        QCOMPARE(summary.graphs[0].name, std::string("obsp/connectivities"));
        QCOMPARE(summary.graphs[1].name, std::string("obsp/distances"));
        QCOMPARE(summary.graphs[1].entries, std::uint64_t{700});
        QVERIFY(summarize(h5adFolder + "nan.h5ad").graphs.empty());
    }

    void graphsAreRead() {
        const SparseMatrix distances = readGraph(h5adFolder + "example.h5ad", "obsp/distances");
        QCOMPARE(distances.values.size(), std::size_t{700});
        QCOMPARE(distances.rows, std::size_t{readFile(h5adFolder + "example.h5ad")->points()});
        QVERIFY(readGraph(h5adFolder + "example.h5ad", "distances").values == distances.values);
    }

    void graphsOfEveryLayout() {
        const std::string path = folder_.path("graphs.h5ad");
        {
            Hdf5Writer writer(path);
            writer.points(4);
            writer.values<float>("X", {4, 1}, {1, 2, 3, 4});
            writer.group("obsp");
            // The third row out of order, with one place in two parts.
            writer.sparse("obsp/rows", "csr_matrix", {4, 4}, {0.5F, 2, 0.5F, 0.25F, 1, 2},
                          std::vector<std::int32_t>{1, 3, 0, 3, 1, 1}, {0, 2, 3, 6, 6});
            writer.sparse<std::int64_t>("obsp/columns", "csc_matrix", {4, 4}, {0.5F, 0.5F, 3, 2, 0.25F},
                                        {1, 0, 2, 0, 2}, {0, 1, 3, 3, 5});
            writer.values<float>("obsp/plain", {4, 4},
                                 {0, 0.5F, 0, 2, 0.5F, 0, 0, 0, 0, 3, 0, 0.25F, 0, 0, 0, 0});
            writer.sparse("obsp/outside", "csr_matrix", {4, 4}, {1}, std::vector<std::int32_t>{4},
                          {0, 1, 1, 1, 1});
            writer.sparse("obsp/other", "csr_matrix", {3, 3}, {1}, std::vector<std::int32_t>{1},
                          {0, 1, 1, 1});
        }
        for (const char* name : {"rows", "columns", "plain"})
            verifyFour(readGraph(path, name));
        QVERIFY(sentenceOf([&] {
                    readGraph(path, "outside");
                }).contains(QLatin1String("graphs.h5ad: obsp/outside is no sound sparse matrix")));
        QVERIFY(sentenceOf([&] { readGraph(path, "other"); }).contains(QLatin1String("has no graph")));
    }

    void absentGraphsAreExplained() {
        const QString typed = sentenceOf([] { readGraph(h5adFolder + "example.h5ad", "obsp/distance"); });
        QVERIFY2(typed.contains(QLatin1String("example.h5ad has no graph \"obsp/distance\"")) &&
                     typed.contains(QLatin1String("obsp/distances")),
                 qPrintable(typed));
        const QString none = sentenceOf([] { readGraph(h5adFolder + "nan.h5ad", "obsp/distances"); });
        QVERIFY2(none.contains(QLatin1String("none at all")), qPrintable(none));
        const std::string csv = folder_.write("table.csv", "a,b\n1,2\n3,4\n");
        const QString table = sentenceOf([&] { readGraph(csv, "obsp/distances"); });
        QVERIFY2(table.contains(QLatin1String("table.csv holds no graph")), qPrintable(table));
    }
};

QTEST_GUILESS_MAIN(TestSparseFiles)
#include "test_sparse_files.moc"
