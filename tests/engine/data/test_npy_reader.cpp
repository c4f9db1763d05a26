// SPDX-License-Identifier: MIT
// NumPy arrays of every type, order and version, built byte by byte.
#include "reading.h"

#include <bit>
#include <cstring>
#include <limits>

using namespace shoal;
using namespace shoal::test;

namespace {

QByteArray npy(const QByteArray& header, const QByteArray& values, int version = 1) {
    QByteArray text = header + "\n";
    QByteArray file("\x93NUMPY", 6);
    file.append(static_cast<char>(version)).append('\0');
    const auto length = static_cast<std::uint32_t>(text.size());
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
        file.append(static_cast<char>(length >> (8 * i) & 0xFF));
    return file + text + values;
}

QByteArray header(const QByteArray& type, const QByteArray& shape, bool columnMajor = false) {
    return "{'descr': '" + type + "', 'fortran_order': " + (columnMajor ? "True" : "False") +
           ", 'shape': " + shape + ", }";
}

template <class T>
QByteArray bytes(std::initializer_list<T> values, bool bigEndian = false) {
    QByteArray result;
    for (const T value : values) {
        QByteArray raw(reinterpret_cast<const char*>(&value), sizeof value);
        if (bigEndian)
            std::reverse(raw.begin(), raw.end());
        result += raw;
    }
    return result;
}

template <class T>
void addType(const char* type) {
    for (const bool bigEndian : {false, true}) {
        const QByteArray name = (bigEndian ? ">" : "<") + QByteArray(type);
        QTest::newRow(name.constData())
            << npy(header(name, "(2, 3)"), bytes<T>({T(0), T(1), T(2), T(3), T(100), T(5)}, bigEndian));
    }
}

} // namespace

class TestNpyReader : public QObject {
    Q_OBJECT

    Folder folder_;

private Q_SLOTS:
    void types_data() {
        QTest::addColumn<QByteArray>("file");
        addType<float>("f4");
        addType<double>("f8");
        addType<std::int8_t>("i1");
        addType<std::int16_t>("i2");
        addType<std::int32_t>("i4");
        addType<std::int64_t>("i8");
        addType<std::uint8_t>("u1");
        addType<std::uint16_t>("u2");
        addType<std::uint32_t>("u4");
        addType<std::uint64_t>("u8");
        QTest::newRow("half") << npy(header("<f2", "(2, 3)"),
                                     bytes<std::uint16_t>({0x0000, 0x3C00, 0x4000, 0x4200, 0x5640, 0x4500}));
        QTest::newRow("column major")
            << npy(header("<f4", "(2, 3)", true), bytes<float>({0, 3, 1, 100, 2, 5}));
        QTest::newRow("version 2") << npy(header("<f4", "(2, 3)"), bytes<float>({0, 1, 2, 3, 100, 5}), 2);
        QTest::newRow("version 3") << npy(header("<f4", "(2, 3)"), bytes<float>({0, 1, 2, 3, 100, 5}), 3);
        QTest::newRow("long integers of Python 2")
            << npy(header("<f4", "(2L, 3L)"), bytes<float>({0, 1, 2, 3, 100, 5}));
        QTest::newRow("other order") << npy(
            "{\"shape\": (2,3), \"descr\": \"<f4\", \"fortran_order\": False}",
            bytes<float>({0, 1, 2, 3, 100, 5}));
        QTest::newRow("more behind") << npy(header("<f4", "(2, 3)"),
                                            bytes<float>({0, 1, 2, 3, 100, 5, 9, 9}));
    }
    void types() {
        QFETCH(QByteArray, file);
        const auto data = readFile(folder_.write("array.npy", file));
        COMPARE_LISTS(rowOf(*data, 0), {0.0F, 1.0F, 2.0F});
        COMPARE_LISTS(rowOf(*data, 1), {3.0F, 100.0F, 5.0F});
        QCOMPARE(data->points(), std::size_t{2});
        QVERIFY(data->ids.empty() && data->columns.empty() && data->featureNames.empty());
        QCOMPARE(data->idOf(1), std::string("2"));
    }

    void valuesKeepTheirSignAndSize() {
        const auto integers = readFile(folder_.write(
            "i.npy", npy(header("<i8", "(1, 3)"),
                         bytes<std::int64_t>({-1, std::numeric_limits<std::int64_t>::min(), 1LL << 40}))));
        COMPARE_LISTS(rowOf(*integers, 0), {-1.0F, -9223372036854775808.0F, 1099511627776.0F});
        const auto booleans =
            readFile(folder_.write("b.npy", npy(header("|b1", "(1, 3)"), QByteArray("\1\0\1", 3))));
        COMPARE_LISTS(rowOf(*booleans, 0), {1.0F, 0.0F, 1.0F});
        const auto halves = readFile(folder_.write(
            "h.npy", npy(header("<f2", "(1, 4)"), bytes<std::uint16_t>({0x8001, 0xBC01, 0x7BFF, 0x0400}))));
        COMPARE_LISTS(rowOf(*halves, 0), {-0x1p-24F, -(1 + 0x1p-10F), 65504.0F, 0x1p-14F});
        const auto unsignedBytes =
            readFile(folder_.write("u.npy", npy(header("|u1", "(1, 1)"), QByteArray("\xFF"))));
        COMPARE_LISTS(rowOf(*unsignedBytes, 0), {255.0F});
    }

    void blocksJoin() { // more values than a block, in both orders
        constexpr int rows = 5000;
        constexpr int columns = 70;
        QByteArray byRows;
        QByteArray byColumns;
        for (int i = 0; i < rows * columns; ++i) {
            byRows += bytes<std::int32_t>({i});
            byColumns += bytes<std::int32_t>({i % rows * columns + i / rows});
        }
        const auto first = readFile(folder_.write("r.npy", npy(header("<i4", "(5000, 70)"), byRows)));
        const auto second =
            readFile(folder_.write("c.npy", npy(header("<i4", "(5000, 70)", true), byColumns)), {}, 1);
        QVERIFY(first->features == second->features);
        QCOMPARE(first->features(4999, 69), float(rows * columns - 1));
        QCOMPARE(first->features(3777, 13), float(3777 * columns + 13));
    }

    void refused_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("part");
        const QByteArray six = bytes<float>({0, 1, 2, 3, 4, 5});
        QTest::newRow("short by a value") << npy(header("<f4", "(2, 3)"), six.left(20)) << "cut short";
        QTest::newRow("enormous") << npy(header("<f4", "(1000000000000, 50)"), six) << "cut short";
        QTest::newRow("beyond 64 bits") << npy(header("<f4", "(4294967296, 4294967296)"), six) << "cut short";
        QTest::newRow("beyond a number") << npy(header("<f4", "(99999999999999999999, 1)"), six) << "shape";
        QTest::newRow("negative") << npy(header("<f4", "(-2, 3)"), six) << "shape";
        QTest::newRow("one dimension") << npy(header("<f4", "(6,)"), six) << "1 dimension";
        QTest::newRow("no dimension") << npy(header("<f4", "()"), six.left(4)) << "0 dimensions";
        QTest::newRow("three dimensions") << npy(header("<f4", "(1, 2, 3)"), six) << "3 dimensions";
        QTest::newRow("no rows") << npy(header("<f4", "(0, 3)"), six) << "0 × 3";
        QTest::newRow("complex") << npy(header("<c8", "(1, 3)"), six) << "complex";
        QTest::newRow("text") << npy(header("<U1", "(2, 3)"), six) << "text";
        QTest::newRow("objects") << npy(header("|O", "(2, 3)"), six) << "Python objects";
        QTest::newRow("records") << npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }",
                                        six)
                                 << "structured";
        QTest::newRow("odd type") << npy(header("<f3", "(2, 3)"), six) << "\"<f3\"";
        QTest::newRow("no shape") << npy("{'descr': '<f4', 'fortran_order': False}", six) << "lacks";
        QTest::newRow("no header") << QByteArray("\x93NUMPY\1\0\xFF\xFF{", 11) << "longer than the file";
        QTest::newRow("cut in the magic") << QByteArray("\x93NUMPY\1", 7) << "version";
        QTest::newRow("version 9") << npy(header("<f4", "(2, 3)"), six, 9) << "version";
        QTest::newRow("garbage header") << npy("]]]", six) << "header";
        QTest::newRow("open string") << npy("{'descr", six) << "header";
        QTest::newRow("NaN") << npy(header("<f4", "(2, 3)"), bytes<float>({0, 1, 2, 3, std::nanf(""), 5}))
                             << "row 2, column 2 is missing (NaN)";
        QTest::newRow("infinity") << npy(header("<f8", "(2, 3)"), bytes<double>({0, 1, 1e300, 3, 4, 5}))
                                  << "row 1, column 3 is infinite";
    }
    void refused() {
        QFETCH(QByteArray, file);
        QFETCH(QString, part);
        const std::string message = messageOf(folder_.write("array.npy", file));
        QVERIFY2(message.starts_with("array.npy"), message.c_str());
        QVERIFY2(QString::fromStdString(message).contains(part), message.c_str());
    }

    void summary() {
        const DatasetSummary summary = summarize(
            folder_.write("array.npy", npy(header("<f4", "(2, 3)"), bytes<float>({0, 1, 2, 3, 4, 5}))));
        QCOMPARE(summary.format, std::string("NumPy array"));
        QCOMPARE(summary.matrices.at(0).rows, std::size_t{2});
        QCOMPARE(summary.matrices.at(0).columns, std::size_t{3});
    }

    void stops() {
        QByteArray values(4 * 50 * 40'000, '\0');
        const std::string path = folder_.write("large.npy", npy(header("<f4", "(40000, 50)"), values));
        for (const double fraction : {0.0, 0.05, 0.5})
            QVERIFY(stopsAt(path, fraction));
    }
};

QTEST_GUILESS_MAIN(TestNpyReader)
#include "test_npy_reader.moc"
