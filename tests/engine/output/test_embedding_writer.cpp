// SPDX-License-Identifier: MIT
// Coordinates come back from the files as they went in.
#include "output/embedding_writer.h"

#include "core/error.h"

#include <QtTest>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

using namespace shoal;

namespace {

Positions threePoints() {
    Positions positions(3, 2);
    positions << 0.1F, -2.0F, 1e-30F, 3.4028235e38F, std::nextafter(1.0F, 2.0F), -0.0F;
    return positions;
}

Dataset threeRows() {
    Dataset data;
    data.features = Matrix::Zero(3, 4);
    return data;
}

Column classes(std::vector<std::string> categories, std::vector<std::int32_t> codes) {
    return {"kind", CategoricalColumn{std::move(categories), std::move(codes), {}}};
}

} // namespace

class TestEmbeddingWriter : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path path() const { return folder_.filePath(QStringLiteral("map")).toStdString(); }
    QByteArray written() const {
        QFile file(folder_.filePath(QStringLiteral("map")));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void csvHasALinePerPoint() {
        writeCsv(path(), threeRows(), threePoints());
        QCOMPARE(written(), "id,x,y\n"
                            "1,0.1,-2\n"
                            "2,1e-30,3.4028235e+38\n"
                            "3,1.0000001,-0\n");
    }

    void csvNumbersReadBackToTheSameBits() {
        const Positions positions = threePoints();
        writeCsv(path(), threeRows(), positions);
        const QList<QByteArray> lines = written().trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        for (Eigen::Index row = 0; row < 3; ++row) {
            const QList<QByteArray> fields = lines[row + 1].split(',');
            for (Eigen::Index axis = 0; axis < 2; ++axis) {
                float value = 0;
                const QByteArray& text = fields[axis + 1];
                QCOMPARE(std::from_chars(text.begin(), text.end(), value).ptr, text.end());
                QCOMPARE(std::bit_cast<std::uint32_t>(value),
                         std::bit_cast<std::uint32_t>(positions(row, axis)));
            }
        }
    }

    void csvQuotesWhatNeedsIt() {
        Dataset data = threeRows();
        data.ids = {"plain", "with,comma", "with \"quotes\""};
        const Column labels = classes({"two\nlines", "#hash", " space "}, {0, 1, 2});
        writeCsv(path(), data, threePoints(), {&labels, {}});
        QCOMPARE(written(), "id,x,y,kind\n"
                            "plain,0.1,-2,\"two\nlines\"\n"
                            "\"with,comma\",1e-30,3.4028235e+38,\"#hash\"\n"
                            "\"with \"\"quotes\"\"\",1.0000001,-0,\" space \"\n");
    }

    void csvLeavesMissingLabelsEmpty_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("labels");
        QTest::newRow("categorical") << 0 << QByteArray("b,,a");
        QTest::newRow("continuous") << 1 << QByteArray("0.25,,-3");
        QTest::newRow("text") << 2 << QByteArray("one,,three");
    }
    void csvLeavesMissingLabelsEmpty() {
        QFETCH(int, kind);
        QFETCH(QByteArray, labels);
        const std::array<Column, 3> columns{
            classes({"a", "b"}, {1, -1, 0}),
            Column{"kind", ContinuousColumn{{0.25F, std::numeric_limits<float>::quiet_NaN(), -3.0F}}},
            Column{"kind", TextColumn{{"one", "", "three"}}}};
        writeCsv(path(), threeRows(), threePoints(), {&columns[static_cast<std::size_t>(kind)], {}});
        const QList<QByteArray> lines = written().trimmed().split('\n');
        const QList<QByteArray> expected = labels.split(',');
        for (int row = 0; row < 3; ++row)
            QCOMPARE(lines[row + 1].split(',').at(3), expected[row]);
    }

    void csvHoldsTheOwnColumnsOnceEach() {
        Dataset data = threeRows();
        data.columns.push_back(classes({"a"}, {0, 0, 0}));
        data.columns.push_back({"mine", CategoricalColumn{{"x", "y"}, {1, -1, 0}, {}}, true});
        data.columns.push_back({"other", CategoricalColumn{{"z"}, {-1, 0, -1}, {}}, true});
        CsvOptions options;
        options.ownColumns = true;
        options.labels = &data.columns[1];
        writeCsv(path(), data, threePoints(), options);
        QCOMPARE(written(), "id,x,y,mine,other\n"
                            "1,0.1,-2,y,\n"
                            "2,1e-30,3.4028235e+38,,z\n"
                            "3,1.0000001,-0,x,\n");
    }

    void csvOfSomePointsNamesThem() {
        Dataset data;
        data.features = Matrix::Zero(6, 4);
        data.ids = {"a", "b", "c", "d", "e", "f"};
        const Column labels = classes({"x", "y"}, {0, 1, 0, -1, 1, 1});
        const std::vector<std::uint32_t> points{1, 3, 5};
        CsvOptions options{&labels, {}};
        options.points = &points;
        writeCsv(path(), data, threePoints(), options);
        QCOMPARE(written(), "id,x,y,kind\n"
                            "b,0.1,-2,y\n"
                            "d,1e-30,3.4028235e+38,\n"
                            "f,1.0000001,-0,y\n");
    }

    void csvStartsWithTheHeader() {
        writeCsv(path(), threeRows(), threePoints(), {nullptr, {{"seed", "42"}, {"data", "a\nb"}}});
        QVERIFY(written().startsWith("# seed: 42\n# data: a b\nid,x,y\n"));
    }

    void csvNeedsAPositionForEachPoint() {
        Dataset data;
        data.features = Matrix::Zero(4, 1);
        QVERIFY_EXCEPTION_THROWN(writeCsv(path(), data, threePoints()), Error);
        const std::vector<std::uint32_t> points{1, 2};
        CsvOptions options;
        options.points = &points;
        QVERIFY_EXCEPTION_THROWN(writeCsv(path(), data, threePoints(), options), Error);
    }

    void npyIsWhatNumPyWrites() {
        writeNpy(path(), threePoints());
        QByteArray expected = QByteArrayLiteral(
            "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }");
        expected += QByteArray(128 - 1 - expected.size(), ' ') + '\n';
        // 0.1, -2, 1e-30, the largest float, the next one after 1, -0
        expected += QByteArray::fromHex("cdcccc3d000000c06042a20dffff7f7f0100803f00000080");
        QCOMPARE(written(), expected);
    }

    void npyHeaderIsAligned_data() {
        QTest::addColumn<int>("rows");
        for (const int rows : {1, 10, 1'000, 100'000})
            QTest::addRow("%d", rows) << rows;
    }
    void npyHeaderIsAligned() {
        QFETCH(int, rows);
        writeNpy(path(), Positions::Zero(rows, 2));
        const QByteArray bytes = written();
        const int header = static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
        QCOMPARE((10 + header) % 64, 0);
        QCOMPARE(bytes[10 + header - 1], '\n');
        QCOMPARE(bytes.size(), 10 + header + rows * 8);
    }
};

QTEST_GUILESS_MAIN(TestEmbeddingWriter)
#include "test_embedding_writer.moc"
