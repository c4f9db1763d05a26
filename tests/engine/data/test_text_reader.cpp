// SPDX-License-Identifier: MIT
// CSV, TSV and their kin: layouts found, values exact, slips named with their place.
#include "reading.h"

#include <zlib.h>

using namespace shoal;
using namespace shoal::test;

using Texts = std::vector<std::string>;
using Numbers = std::vector<float>;

namespace {

QByteArray gzipped(const QByteArray& plain) {
    QByteArray packed(plain.size() + 1024, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

QByteArray utf16(const QString& text, bool bigEndian) {
    QByteArray bytes = bigEndian ? QByteArray("\xFE\xFF") : QByteArray("\xFF\xFE");
    for (const QChar c : text) {
        const char low = static_cast<char>(c.unicode() & 0xFF);
        const char high = static_cast<char>(c.unicode() >> 8);
        bytes.append(bigEndian ? high : low).append(bigEndian ? low : high);
    }
    return bytes;
}

/// `rows` rows of three numbers, the second growing by one.
QByteArray counting(int rows) {
    QByteArray text("a,b,c\n");
    for (int i = 0; i < rows; ++i)
        text += "0.5," + QByteArray::number(i) + ",-7e-1\n";
    return text;
}

} // namespace

class TestTextReader : public QObject {
    Q_OBJECT

    Folder folder_;

    std::shared_ptr<const Dataset> read(const QByteArray& contents, const ReadOptions& options = {}) {
        return readFile(folder_.write("table.csv", contents), options);
    }

private Q_SLOTS:
    void splitsIdsFeaturesAndClasses() {
        const auto data =
            read("cell,CD3,kind,CD4\nc1,1.5,T,2\nc2,-3,B,4e1\nc3,0.25,T,-.5\nc4,0x1.8p+1,B,+7\n");
        COMPARE_LISTS(data->featureNames, {"CD3", "CD4"});
        COMPARE_LISTS(data->ids, {"c1", "c2", "c3", "c4"});
        COMPARE_LISTS(rowOf(*data, 0), {1.5F, 2.0F});
        COMPARE_LISTS(rowOf(*data, 1), {-3.0F, 40.0F});
        COMPARE_LISTS(rowOf(*data, 2), {0.25F, -0.5F});
        COMPARE_LISTS(rowOf(*data, 3), {3.0F, 7.0F});
        QCOMPARE(data->columns.size(), std::size_t{1});
        COMPARE_LISTS(data->columns[0].categorical()->categories, {"B", "T"});
        COMPARE_LISTS(classesOf(data->columns[0]), {"T", "B", "T", "B"});
        QCOMPARE(data->defaultLabels(), &data->columns[0]);
        QCOMPARE(data->name, std::string("table.csv"));
        QVERIFY(data->matrixName.empty());
    }

    void numbersAreTheNearestFloats() {
        const auto data = read("a,b\n0.1,16777217\n3.4028234e38,1e-45\n1e-400,123456789.123456789\n");
        COMPARE_LISTS(rowOf(*data, 0), {0.1F, 16777216.0F});
        COMPARE_LISTS(rowOf(*data, 1), {3.4028234e38F, 1e-45F});
        COMPARE_LISTS(rowOf(*data, 2), {0.0F, 123456792.0F});
    }

    void tablesWithoutHeader() {
        const auto data = read("1,2\n3,4\n5,6\n");
        QCOMPARE(data->points(), std::size_t{3});
        QVERIFY(data->featureNames.empty());
        COMPARE_LISTS(rowOf(*data, 0), {1.0F, 2.0F});
    }

    void headersOfNumbers() {
        const auto data = read(",0,1,2\n0,5,6,7\n1,8,9,10\n"); // as pandas writes a nameless array
        QCOMPARE(data->points(), std::size_t{2});
        COMPARE_LISTS(data->featureNames, {"0", "1", "2"});
        COMPARE_LISTS(data->ids, {"0", "1"});
        COMPARE_LISTS(rowOf(*data, 1), {8.0F, 9.0F, 10.0F});
    }

    void headersThatLeaveOutTheRowNames() {
        const auto data = read("CD3 CD4\nc1 1 2\nc2 3 4\n"); // as R's write.table
        COMPARE_LISTS(data->featureNames, {"CD3", "CD4"});
        COMPARE_LISTS(data->ids, {"c1", "c2"});
        COMPARE_LISTS(rowOf(*data, 1), {3.0F, 4.0F});
    }

    void repeatedNamesAreToldApart() {
        const auto data = read("x,x,x\n1,2,3\n4,5,6\n");
        COMPARE_LISTS(data->featureNames, {"x", "x.2", "x.3"});
        COMPARE_LISTS(read("x,x.2,x,x\n1,2,3,4\n4,5,6,7\n")->featureNames, {"x", "x.2", "x.3", "x.4"});
    }

    void separators_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("comma") << QByteArray("a,b\n1.5,-2\n3,4\n");
        QTest::newRow("tab") << QByteArray("a\tb\n1.5\t-2\n3\t4\n");
        QTest::newRow("semicolon") << QByteArray("a;b\n1.5;-2\n3;4\n");
        QTest::newRow("bar") << QByteArray("a|b\n1.5|-2\n3|4\n");
        QTest::newRow("spaces") << QByteArray("a   b\n 1.5  -2\n3 4  \n");
        QTest::newRow("spaces around") << QByteArray("a , b\n 1.5 , -2 \n3,\t4\n");
        QTest::newRow("decimal comma") << QByteArray("a;b\n1,5;-2\n3;4\n");
        QTest::newRow("decimal comma, tab") << QByteArray("a\tb\n1,5\t-2,0\n3,0\t4,0\n");
        QTest::newRow("CRLF") << QByteArray("a,b\r\n1.5,-2\r\n3,4\r\n");
        QTest::newRow("CR") << QByteArray("a,b\r1.5,-2\r3,4\r");
        QTest::newRow("no last line end") << QByteArray("a,b\n1.5,-2\n3,4");
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                       "a,b\n1.5,-2\n3,4\n");
        QTest::newRow("UTF-16, little endian") << utf16(QStringLiteral("a,b\n1.5,-2\n3,4\n"), false);
        QTest::newRow("UTF-16, big endian") << utf16(QStringLiteral("a,b\n1.5,-2\n3,4\n"), true);
        QTest::newRow("UTF-16 without a mark, little endian")
            << utf16(QStringLiteral("a,b\n1.5,-2\n3,4\n"), false).mid(2);
        QTest::newRow("UTF-16 without a mark, big endian")
            << utf16(QStringLiteral("a,b\n1.5,-2\n3,4\n"), true).mid(2);
        QTest::newRow("quoted") << QByteArray("\"a\",\"b\"\n\"1.5\",\"-2\"\n3,\"4\"\n");
        QTest::newRow("comments and empty lines") << QByteArray("# made by\n\n#x\na,b\n\n1.5,-2\n,\n3,4\n\n");
        QTest::newRow("comments between rows")
            << QByteArray("# one\na,b\n1.5,-2\n#\"9,9\n3,4\n# end, of, file\n");
        QTest::newRow("names in a comment") << QByteArray("# made by numpy\n# a b\n1.5 -2\n3 4\n");
        QTest::newRow("hexadecimal") << QByteArray("a,b\n0x1.8p+0,-0x1p1\n0x3,4\n");
        QTest::newRow("gzip") << gzipped("a,b\n1.5,-2\n3,4\n");
        QTest::newRow("gzip of two members") << gzipped("a,b\n1.5,") + gzipped("-2\n3,4\n");
    }
    void separators() {
        QFETCH(QByteArray, text);
        const auto data = read(text);
        COMPARE_LISTS(data->featureNames, {"a", "b"});
        QCOMPARE(data->points(), std::size_t{2});
        COMPARE_LISTS(rowOf(*data, 0), {1.5F, -2.0F});
        COMPARE_LISTS(rowOf(*data, 1), {3.0F, 4.0F});
    }

    void quotedFields() {
        const auto data =
            read("id,\"x, of \"\"y\"\"\",note\n\"a,1\",1,\"two\nlines\"\n\"b\"\"\",2,\"\"\nc,3, plain \n");
        COMPARE_LISTS(data->featureNames, {"x, of \"y\""});
        COMPARE_LISTS(data->ids, {"a,1", "b\"", "c"});
        COMPARE_LISTS(data->columns.at(0).text()->values, {"two\nlines", "", "plain"});
        COMPARE_LISTS(rowOf(*data, 2), {3.0F});
    }

    void aCommentNeedNotBeNames() {
        for (const char* text : {"# 9 8\n1.5 -2\n3 4\n", "# a\n1.5 -2\n3 4\n", "# a b c\n1.5 -2\n3 4\n"})
            QVERIFY(read(text)->featureNames.empty());
    }

    void marksWithoutCommentsAboveAreText() {
        const auto data = read("k,x\n#1,1\n#2,2\n#1,3\n#2,4\n");
        COMPARE_LISTS(classesOf(data->columns.at(0)), {"#1", "#2", "#1", "#2"});
    }

    void quotesWithinFieldsAreText() {
        const auto data = read("x,size\n1,5\" tall\n2,6\" tall\n");
        COMPARE_LISTS(data->ids, {"5\" tall", "6\" tall"});
    }

    void otherEncodingsBecomeUtf8() {
        const auto latin = read("x,k\n1,caf\xE9\n2,caf\xE9\n");
        COMPARE_LISTS(latin->columns.at(0).categorical()->categories, {"café"});
        const auto wide = read(utf16(QStringLiteral("x,k\n1,β😀\n2,β😀\n"), false));
        COMPARE_LISTS(wide->columns.at(0).categorical()->categories, {"β😀"});
    }

    void classesAreInOrderAndMayBeMissing() {
        const auto data = read("x,stage\n1,10\n2,NA\n3,9\n4,\n5,10\n6,9\n", {{}, {"stage"}});
        COMPARE_LISTS(data->featureNames, {"x"});
        COMPARE_LISTS(data->columns.at(0).categorical()->categories, {"9", "10"});
        COMPARE_LISTS(classesOf(data->columns[0]), {"10", "-", "9", "-", "10", "9"});
    }

    void integersUnderALabelsNameAreClasses() {
        const auto data = read("x,y,cluster\n1,1,2\n2,2,1\n3,1,2\n4,1,1\n");
        COMPARE_LISTS(data->featureNames, {"x", "y"});
        QCOMPARE(data->defaultLabels()->name, std::string("cluster"));
        const auto fractions = read("x,y,cluster\n1,1,2.5\n2,2,1\n3,1,2\n");
        COMPARE_LISTS(fractions->featureNames, {"x", "y", "cluster"});
    }

    void integersUnderAnIdsNameAreIdsWhenTheyDiffer() {
        COMPARE_LISTS(read("CellID,x\n7,1\n8,1\n")->ids, {"7", "8"});
        const auto repeated = read("CellID,x\n7,1\n7,1\n8,2\n8,3\n");
        QVERIFY(repeated->ids.empty());
        COMPARE_LISTS(repeated->columns.at(0).categorical()->categories, {"7", "8"});
    }

    void emptyColumnsAreLeftOut() {
        const auto data = read("x;y;;\n1;2;;\n3;4;;\n"); // as spreadsheets write
        COMPARE_LISTS(data->featureNames, {"x", "y"});
        QVERIFY(data->columns.empty());
    }

    void sameAtEveryThreadCount() {
        const std::string path = folder_.write("long.csv", counting(100'000));
        const auto one = readFile(path, {}, 1);
        const auto four = readFile(path, {}, 4);
        QCOMPARE(one->points(), std::size_t{100'000});
        QVERIFY(one->features == four->features);
        for (std::size_t row = 0; row < one->points(); row += 997)
            QCOMPARE(rowOf(*one, row)[1], static_cast<float>(row));
    }

    void slips_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("NaN") << QByteArray("a,b\n1,2\n3,NaN\n")
                             << QStringList{"line 3", "\"b\"", "missing (NaN)"};
        QTest::newRow("infinity") << QByteArray("a,b\n-inf,2\n3,4\n")
                                  << QStringList{"line 2", "\"a\"", "infinite"};
        QTest::newRow("too large") << QByteArray("a,b\n1,2\n1e39,4\n")
                                   << QStringList{"line 3", "\"a\"", "too large"};
        QTest::newRow("empty") << QByteArray("a,b\n1,\n3,4\n") << QStringList{"line 2", "\"b\"", "is empty"};
        QTest::newRow("first of two") << QByteArray("a,b\n1,NA\nNA,4\n") << QStringList{"line 2", "\"b\""};
        QTest::newRow("short row") << QByteArray("a,b,c\n1,2,3\n3,4\n")
                                   << QStringList{"line 3", "2 fields", "3 columns"};
        QTest::newRow("long row") << QByteArray("a,b\n1,2\n3,4,5\n")
                                  << QStringList{"line 3", "3 fields", "2 columns"};
        QTest::newRow("open quote") << QByteArray("a,b\n1,2\n\"3,4\n5,6\n")
                                    << QStringList{"line 3", "never closed"};
        QTest::newRow("header only") << QByteArray("a,b\n") << QStringList{"header", "no rows"};
        QTest::newRow("comments only") << QByteArray("# a\n\n") << QStringList{"no rows"};
        QTest::newRow("no numbers") << QByteArray("a,b\nx,y\nz,w\n") << QStringList{"no column of numbers"};
        QTest::newRow("no header, column") << QByteArray("1,2\n3,nan\n") << QStringList{"line 2", "column 2"};
    }
    void slips() {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, parts);
        const std::string message = messageOf(folder_.write("table.csv", text));
        QVERIFY2(message.starts_with("table.csv"), message.c_str());
        for (const QString& part : parts)
            QVERIFY2(QString::fromStdString(message).contains(part), message.c_str());
    }

    void textAmongNumbersIsASlip() {
        QByteArray text = counting(500);
        text.replace("0.5,321,", "0.5,32l,");
        VERIFY_REFUSED(folder_.write("table.csv", text), "line 323", "\"b\"", "\"32l\"");
    }

    void linesAreCountedAcrossQuotes() {
        VERIFY_REFUSED(folder_.write("table.csv", "t,x\n\"a\nb\",1\n\n\"c\",\n"), "line 5", "\"x\"");
    }

    void unknownLabelsNameTheClosest() {
        const std::string path = folder_.write("table.csv", "x,cell_type,batch\n1,T,1\n2,B,2\n3,T,1\n");
        const std::string message = messageOf(path, {{}, {"celltype"}});
        QVERIFY2(message.find("no column \"celltype\"; it has \"cell_type\"") != std::string::npos,
                 message.c_str());
        QVERIFY(messageOf(path, {{}, {"cell_type", "batch"}}).empty());
    }

    void aTableHasOneMatrix() {
        const std::string message = messageOf(folder_.write("table.csv", "x,y\n1,2\n3,4\n"), {"X_pca", {}});
        QVERIFY2(message.find("no matrix \"X_pca\"") != std::string::npos, message.c_str());
    }

    void damagedGzip() {
        const QByteArray packed = gzipped(counting(3000));
        VERIFY_REFUSED(folder_.write("cut.csv.gz", packed.left(packed.size() / 2)), "cut.csv.gz",
                       "cut short");
        QByteArray changed = packed;
        for (qsizetype i = 200; i < 300; ++i)
            changed[i] = '\x55';
        VERIFY_REFUSED(folder_.write("changed.csv.gz", changed), "changed.csv.gz", "damaged");
    }

    void summary() {
        const std::string path = folder_.write("table.tsv", "id\tx\ty\tkind\na\t1\t2\tT\nb\t3\t4\tT\n");
        const DatasetSummary summary = summarize(path);
        QCOMPARE(summary.format, std::string("TSV"));
        QCOMPARE(summary.matrices.size(), std::size_t{1});
        QCOMPARE(summary.matrices[0].rows, std::size_t{2});
        QCOMPARE(summary.matrices[0].columns, std::size_t{2});
        QVERIFY(summary.matrices[0].isDefault);
        QCOMPARE(summary.columns.size(), std::size_t{1});
        QCOMPARE(summary.columns[0].name, std::string("kind"));
        QCOMPARE(summary.columns[0].kind, std::string("categorical"));
        QCOMPARE(summary.columns[0].distinct, std::size_t{1});
    }

    void stops() {
        const std::string path = folder_.write("long.csv", counting(200'000));
        for (const double fraction : {0.0, 0.1, 0.5})
            QVERIFY(stopsAt(path, fraction));
        const std::string packed = folder_.write("long.csv.gz", gzipped(counting(1'000'000)));
        for (const double fraction : {0.0, 0.1, 0.5})
            QVERIFY(stopsAt(packed, fraction));
    }
};

QTEST_GUILESS_MAIN(TestTextReader)
#include "test_text_reader.moc"
