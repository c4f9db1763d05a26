// SPDX-License-Identifier: MIT
// Matrix Market files of every kind against what SciPy reads, Cell Ranger's folders, and unsound ones.
#include "reading.h"

using namespace shoal;
using namespace shoal::test;

namespace {

const std::string mtxFolder = std::string(SHOAL_TEST_DATA) + "/mtx/";

using Rows = std::vector<std::vector<float>>;

Rows rowsOf(const Dataset& data) {
    Rows rows;
    for (std::size_t row = 0; row < data.points(); ++row)
        rows.push_back(rowOf(data, row));
    return rows;
}

const Rows identity{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
const Rows symmetric{{0, 0, 10}, {0, 0, 20}, {10, 20, 30}};
const Rows array{{1, 11}, {2, 22}, {3, 33}};

} // namespace

class TestMatrixMarket : public QObject {
    Q_OBJECT

    Folder folder_;

private Q_SLOTS:
    void realFiles_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Rows>("rows");
        const auto add = [](const char* name, const Rows& rows) {
            QTest::newRow(name) << QString::fromLatin1(name) << rows;
        };
        add("matrix_array_integer_general.mtx", array);
        add("matrix_coordinate_integer_general.mtx", identity);
        add("matrix_coordinate_pattern_general.mtx", identity);
        add("matrix_coordinate_real_general.mtx.gz", identity);
        add("matrix_coordinate_real_symmetric.mtx", symmetric);
        add("matrix_coordinate_pattern_symmetric.mtx", {{0, 0, 1}, {0, 0, 1}, {1, 1, 1}});
        add("matrix_coordinate_real_skew-symmetric.mtx", {{0, 0, -10}, {0, 0, -20}, {10, 20, 30}});
        add("windows_newlines.mtx", identity);
    }
    void realFiles() {
        QFETCH(QString, name);
        QFETCH(Rows, rows);
        const std::string path = mtxFolder + name.toStdString();
        QCOMPARE(rowsOf(*readFile(path)), rows);
        const DatasetSummary summary = summarize(path);
        QCOMPARE(summary.format, std::string("Matrix Market"));
        QCOMPARE(summary.matrices.at(0).rows, rows.size());
        QCOMPARE(summary.matrices.at(0).columns, rows[0].size());
    }

    void writtenFiles_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<Rows>("rows");
        const auto add = [](const char* name, const QByteArray& contents, const Rows& rows) {
            QTest::newRow(name) << contents << rows;
        };
        add("symmetric array", "%%MatrixMarket matrix array real symmetric\n3 3\n1\n2\n3\n4\n5\n6\n",
            {{1, 2, 3}, {2, 4, 5}, {3, 5, 6}});
        add("skew array", "%%MatrixMarket matrix array real skew-symmetric\n3 3\n1\n2\n3\n",
            {{0, -1, -2}, {1, 0, -3}, {2, 3, 0}});
        add("a place twice",
            "%%MatrixMarket matrix coordinate real general\n1 2 3\n1 2 3\n1 2 4\n1 1 -1e-1\n", {{-0.1F, 7}});
        add("capitals, CRLF, blank lines, tabs, no last line end",
            "%%MatrixMarket MATRIX Coordinate Integer General\r\n%\r\n\r\n2\t2 2\r\n\r\n% remark\r\n 2\t1  5 "
            "\r\n\r\n1 1 0",
            {{0, 0}, {5, 0}});
    }
    void writtenFiles() {
        QFETCH(QByteArray, contents);
        QFETCH(Rows, rows);
        QCOMPARE(rowsOf(*readFile(folder_.write("m.mtx", contents))), rows);
    }

    void blocksJoin() { // more text than a block, lines across the borders
        constexpr int rows = 40'000;
        QByteArray text = "%%MatrixMarket matrix coordinate integer general\n40000 3 120000\n";
        for (int i = 0; i < 3 * rows; ++i)
            text += QByteArray::number(i % rows + 1) + ' ' + QByteArray::number(i / rows + 1) + ' ' +
                    QByteArray::number(i) + '\n';
        QVERIFY(text.size() > 3 << 19);
        const auto data = readFile(folder_.write("m.mtx", text));
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < 3; ++column)
                if (data->features(row, column) != static_cast<float>(column * rows + row))
                    QFAIL("another value");
        const std::string message = messageOf(folder_.write("m.mtx", text + "1 4 1\n"));
        QVERIFY2(message.find("holds 120,001") != std::string::npos, message.c_str());
    }

    void cellRangerFolders_data() {
        QTest::addColumn<QString>("path");
        for (const char* path : {"10x-v1", "10x-v1/matrix.mtx"})
            QTest::newRow(path) << QString::fromLatin1(path);
    }
    void cellRangerFolders() { // by SciPy
        QFETCH(QString, path);
        const auto data = readFile(mtxFolder + path.toStdString());
        QCOMPARE(data->points(), std::size_t{12});
        QCOMPARE(data->dimensions(), std::size_t{343});
        const Matrix& features = data->features;
        QCOMPARE(features.sum(), 12.0F);
        QCOMPARE(data->features(0, 200), 1.0F);
        QCOMPARE(data->features(11, 126), 1.0F);
        QCOMPARE(data->ids.front(), std::string("AACACGTGTACGCTGC-1"));
        QCOMPARE(data->featureNames.front(), std::string("DSCAM"));
    }

    void packedFolder() {
        const auto data = readFile(mtxFolder + "10x-v3");
        QCOMPARE(rowOf(*data, 2), (std::vector<float>{0, 0, 0, 6, 1, 1}));
        QCOMPARE(data->points(), std::size_t{5});
        QCOMPARE(data->featureNames.front(), std::string("Pwwp4b")); // the symbol, not the id
        const DatasetSummary summary = summarize(mtxFolder + "10x-v3");
        QCOMPARE(summary.matrices.at(0).rows, std::size_t{5});
        QCOMPARE(summary.matrices.at(0).columns, std::size_t{6});
    }

    void namesBeside() {
        const Folder folder;
        const QByteArray matrix = "%%MatrixMarket matrix coordinate real general\n2 3 1\n2 3 5\n";
        const std::string path = folder.write("GSM1_matrix.mtx", matrix);
        folder.write("other_barcodes.tsv", "a\nb\n");
        QCOMPARE(readFile(path)->points(), std::size_t{2}); // the names of another matrix
        folder.write("GSM1_barcodes.tsv", "a\nb\nc\n");
        const auto turned = readFile(path);
        QCOMPARE(rowsOf(*turned), (Rows{{0, 0}, {0, 0}, {0, 5}}));
        COMPARE_LISTS(turned->ids, {"a", "b", "c"});
        folder.write("GSM1_barcodes.tsv", "a\nb\n"); // cells are in rows
        folder.write("GSM1_genes.tsv", "g1\tCD4\ng2\tCD8\ng3\tCD9\n");
        const auto straight = readFile(path);
        QCOMPARE(rowsOf(*straight), (Rows{{0, 0, 0}, {0, 0, 5}}));
        COMPARE_LISTS(straight->featureNames, {"CD4", "CD8", "CD9"});
        folder.write("GSM1_barcodes.tsv", "a\nb\nc\nd\n");
        VERIFY_REFUSED(path, "GSM1_matrix.mtx", "GSM1_barcodes.tsv", "4 lines");
    }

    void refused_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, const char* part) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromUtf8(part);
        };
        add("matrix_array_complex_general.mtx", "complex numbers");
        add("matrix_coordinate_complex_general.mtx", "complex numbers");
        add("matrix_coordinate_complex_hermitian.mtx", "complex numbers");
        add("bad_dimensions.mtx.txt", "line 2: \"80 t 4352\"");
        add("bad_format_has_character.mtx", "line 4: \"aaggg\"");
        add("matrix_with_header.mtx", "promises 14 entries, and it holds 12");
        add("no_data.mtx.txt", "before the size");
        add("dim_over_32_bit.mtx", "1099511627776 × 1099511627776");
        add("vector_array_real_general.mtx", "holds a \"vector\"");
        add("vector_coordinate_real_general.mtx", "holds a \"vector\"");
        add("longdouble_array.mtx", "row 1, column 1 is infinite");
    }
    void refused() {
        QFETCH(QString, name);
        QFETCH(QString, part);
        const std::string message = messageOf(mtxFolder + name.toStdString());
        QVERIFY2(message.starts_with(name.toStdString()), message.c_str());
        QVERIFY2(QString::fromStdString(message).contains(part), message.c_str());
    }

    void malformed_data() {
        QTest::addColumn<QByteArray>("rest");
        QTest::addColumn<QString>("part");
        const auto add = [](const char* name, const QByteArray& rest, const char* part) {
            QTest::newRow(name) << rest << QString::fromUtf8(part);
        };
        add("outside", "coordinate real general\n2 2 1\n3 1 1\n",
            "line 3: \"3 1 1\" is not row, column and number");
        add("row 0", "coordinate real general\n2 2 1\n0 1 1\n", "line 3");
        add("no number", "coordinate real general\n2 2 1\n1 1 x\n", "line 3");
        add("no value", "coordinate real general\n2 2 1\n1 1\n", "line 3");
        add("too many words", "coordinate pattern general\n2 2 1\n1 1 1\n", "line 3");
        add("entries beyond the file", "coordinate real general\n2 2 999999999999\n1 1 1\n", "cut short");
        add("not square", "coordinate real symmetric\n2 3 1\n1 1 1\n", "symmetric");
        add("no rows", "array real general\n0 3\n", "0 × 3");
        add("unknown kind", "list real general\n2 2\n", "unknown kind");
        add("array of patterns", "array pattern general\n2 2\n", "unknown kind");
        add("nothing more", "", "unknown kind");
        add("negative size", "array real general\n-2 2\n", "line 2");
    }
    void malformed() {
        QFETCH(QByteArray, rest);
        QFETCH(QString, part);
        const std::string message = messageOf(folder_.write("m.mtx", "%%MatrixMarket matrix " + rest));
        QVERIFY2(QString::fromStdString(message).contains(part), message.c_str());
    }

    void damage() {
        const QByteArray sound =
            "%%MatrixMarket matrix coordinate real general\n%\n3 3 3\n1 1 1\n2 2 1.5\n3 3 1e0\n";
        for (qsizetype at = 0; at < sound.size(); ++at) {
            for (const char flip : {'\x01', '\x08', '\x40'}) {
                QByteArray damaged = sound;
                damaged[at] = static_cast<char>(damaged[at] ^ flip);
                messageOf(folder_.write("m.mtx", damaged)); // an error or a reading
            }
            const bool isWhole = at + 4 >= sound.size(); // "1", "1e0" and the line end
            QVERIFY(isWhole || !messageOf(folder_.write("m.mtx", sound.left(at + 1))).empty());
        }
    }

    void stops() {
        QByteArray text = "%%MatrixMarket matrix coordinate integer general\n200000 3 200000\n";
        for (int i = 1; i <= 200'000; ++i)
            text += QByteArray::number(i) + " 1 1\n";
        const std::string path = folder_.write("large.mtx", text);
        for (const double fraction : {0.0, 0.2, 0.5})
            QVERIFY(stopsAt(path, fraction));
    }
};

QTEST_GUILESS_MAIN(TestMatrixMarket)
#include "test_matrix_market.moc"
