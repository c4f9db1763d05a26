// SPDX-License-Identifier: MIT
// Archives of arrays as NumPy writes them, opened as data: the matrix, the lists beside it, and unsound ones.
#include "reading.h"

using namespace shoal;
using namespace shoal::test;

namespace {

const std::string npzFolder = std::string(SHOAL_TEST_DATA) + "/npz/";

QByteArray contentsOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestNpzReader : public QObject {
    Q_OBJECT

    Folder folder_;

private Q_SLOTS:
    void matrixAndColumns_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"columns.npz", "columns_packed.npz"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void matrixAndColumns() {
        QFETCH(QString, name);
        const std::string path = npzFolder + name.toStdString();
        const auto data = readFile(path);
        QCOMPARE(data->matrixName, std::string("X"));
        QCOMPARE(data->points(), std::size_t{6});
        COMPARE_LISTS(rowOf(*data, 4), {12.0F, 13.0F, 14.0F});
        COMPARE_LISTS(classesOf(*data->column("labels")), {"a", "b", "a", "b", "ß", "ß"});
        COMPARE_LISTS(classesOf(*data->column("y")), {"0", "1", "0", "1", "0", "1"});
        COMPARE_LISTS(data->ids, {"p1", "p2", "p3", "p4", "p5", "p6"});
        QCOMPARE(data->column("size")->continuous()->values[3], 0.75F);
        QCOMPARE(data->columns.size(), std::size_t{3});
        const DatasetSummary summary = summarize(path);
        QCOMPARE(summary.format, std::string("NumPy archive"));
        QCOMPARE(summary.matrices.size(), std::size_t{2}); // complex numbers are none
        QVERIFY(summary.matrices[1].isDefault && !summary.matrices[0].isDefault);
        ReadOptions options;
        options.matrix = "small";
        QCOMPARE(readFile(path, options)->points(), std::size_t{2});
        options.matrix = "complex";
        QVERIFY(messageOf(path, options).find("it has \"small\" and \"X\"") != std::string::npos);
        options.matrix = {};
        options.labels = {"size"};
        COMPARE_LISTS(classesOf(*readFile(path, options)->column("size")),
                      {"0", "0.25", "0.5", "0.75", "1", "1.25"});
        options.labels = {"other"};
        QVERIFY(messageOf(path, options).find("no column \"other\"") != std::string::npos);
    }

    void sparseMatrices_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"csr_plain.npz", "csc_packed.npz", "coo_plain.npz"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void sparseMatrices() {
        QFETCH(QString, name);
        const auto data = readFile(npzFolder + name.toStdString());
        QCOMPARE(data->matrixName, std::string());
        COMPARE_LISTS(rowOf(*data, 0), {0.0F, 0.5F, 0.0F, 2.0F});
        COMPARE_LISTS(rowOf(*data, 2), {0.0F, 3.0F, 0.0F, 0.25F});
        QVERIFY(data->columns.empty());
    }

    void partsOfASparseMatrix() {
        const auto data = readFile(npzFolder + "parts.npz");
        QCOMPARE(data->matrixName, std::string("attr"));
        COMPARE_LISTS(rowOf(*data, 0), {0.0F, 1.0F, 0.0F, 0.0F});
        COMPARE_LISTS(rowOf(*data, 2), {2.0F, 0.0F, 3.0F, 0.0F});
        COMPARE_LISTS(data->column("labels")->continuous()->values, {0.0F, 1.0F, 0.0F});
        QCOMPARE(data->columns.size(), std::size_t{1});
    }

    void others() {
        VERIFY_REFUSED(npzFolder + "py3-objarr.npz", "holds no matrix of numbers", "Python objects");
        VERIFY_REFUSED(folder_.write("sheet.xlsx", QByteArray("PK\x03\x04\x14\0\0\0", 8) +
                                                       QByteArray(18, '\0') +
                                                       QByteArray("\x05\0\0\0a.xml", 9)),
                       "a zip archive");
    }

    void damage_data() { matrixAndColumns_data(); }
    void damage() {
        QFETCH(QString, name);
        const QByteArray sound = contentsOf(npzFolder + name.toStdString());
        for (qsizetype at = 0; at < sound.size(); at += 3) {
            QByteArray damaged = sound;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
            messageOf(folder_.write("some.npz", damaged)); // an error or a reading
            if (at % 15 == 0)
                QVERIFY(!messageOf(folder_.write("some.npz", sound.left(at))).empty());
        }
    }

    /// A directory that lists the same member again and again.
    void membersUponEachOther() {
        QByteArray archive = contentsOf(npzFolder + "columns.npz");
        const qsizetype end = archive.indexOf("PK\x05\x06");
        const qsizetype begin = archive.indexOf("PK\x01\x02");
        const QByteArray directory = archive.mid(begin, end - begin);
        QByteArray tail = archive.mid(end);
        archive.truncate(end);
        for (int i = 0; i < 40; ++i)
            archive += directory;
        const auto length = static_cast<std::uint32_t>(41 * directory.size());
        for (int i = 0; i < 4; ++i)
            tail[12 + i] = static_cast<char>(length >> (8 * i));
        VERIFY_REFUSED(folder_.write("some.npz", archive + tail), "lie upon each other");
    }
};

QTEST_GUILESS_MAIN(TestNpzReader)
#include "test_npz_reader.moc"
