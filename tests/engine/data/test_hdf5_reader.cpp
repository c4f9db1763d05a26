// SPDX-License-Identifier: MIT
// HDF5 files written on the spot: every storage with known values, and files that contradict themselves.
#include "reading.h"

#include "hdf5_writer.h"

#include <numeric>

using namespace shoal;
using namespace shoal::test;

namespace {

constexpr hsize_t rows = 1000;
constexpr hsize_t columns = 37;

std::vector<float> counted(std::size_t count) {
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), 0.0F);
    return values;
}

} // namespace

Q_DECLARE_METATYPE(shoal::test::Storage)

class TestHdf5Reader : public QObject {
    Q_OBJECT

    Folder folder_;

    std::string path() const { return folder_.path("cells.h5ad"); }

private Q_SLOTS:
    void dense_data() {
        QTest::addColumn<Storage>("storage");
        QTest::newRow("contiguous") << Storage{};
        QTest::newRow("chunks of rows") << Storage{{64, columns}};
        QTest::newRow("chunks of both") << Storage{{300, 10}};
        QTest::newRow("chunks of columns") << Storage{{rows, 1}};
        QTest::newRow("one chunk") << Storage{{rows, columns}, true, true};
        QTest::newRow("gzip") << Storage{{64, 16}, true};
        QTest::newRow("shuffle, gzip") << Storage{{64, 16}, true, true};
        QTest::newRow("shuffle") << Storage{{64, 16}, false, true};
        QTest::newRow("double") << Storage{{64, 16}, true, true, H5T_IEEE_F64LE};
        QTest::newRow("big endian") << Storage{{64, 16}, true, true, H5T_IEEE_F32BE};
        QTest::newRow("integers") << Storage{{64, 16}, true, true, H5T_STD_U16LE};
        QTest::newRow("large integers") << Storage{{64, 16}, true, false, H5T_STD_I64BE};
        QTest::newRow("contiguous integers") << Storage{{}, false, false, H5T_STD_I32LE};
    }
    void dense() {
        QFETCH(Storage, storage);
        const std::vector<float> values = counted(rows * columns);
        {
            Hdf5Writer writer(path());
            writer.points(rows);
            writer.values("X", {rows, columns}, values, storage);
        }
        for (const int threads : {1, 3}) {
            const auto data = readFile(path(), {}, threads);
            QCOMPARE(data->points(), std::size_t{rows});
            QCOMPARE(data->dimensions(), std::size_t{columns});
            QVERIFY(std::equal(values.begin(), values.end(), data->features.data()));
        }
    }

    void chunksNeverWrittenHoldTheFillValue() {
        {
            Hdf5Writer writer(path());
            writer.points(100);
            writer.promise("X", {100, 4}, {{10, 4}, true});
        }
        QVERIFY((readFile(path())->features->array() == 0).all());
    }

    void sparse() {
        // 0 5 0
        // 7 0 1
        // 0 0 0
        Matrix expected(3, 3);
        expected << 0, 5, 0, 7, 0, 1, 0, 0, 0;
        {
            Hdf5Writer writer(path());
            writer.points(3);
            writer.sparse("X", "csr_matrix", {3, 3}, {5, 7, 1}, {1, 0, 2}, {0, 1, 3, 3});
            writer.group("layers");
            writer.sparse("layers/csc", "csc_matrix", {3, 3}, {7, 5, 1}, {1, 0, 1}, {0, 1, 2, 3});
            writer.sparse<std::int64_t>("layers/long", "csr_matrix", {3, 3}, {5, 7, 1}, {1, 0, 2},
                                        {0, 1, 3, 3});
            // A place listed twice, and out of order, means the sum.
            writer.sparse("layers/twice", "csr_matrix", {3, 3}, {2, 3, 1, 7}, {1, 1, 2, 0}, {0, 2, 4, 4});
            writer.sparse("layers/none", "csr_matrix", {3, 3}, {}, {}, {0, 0, 0, 0});
        }
        for (const char* name : {"X", "layers/csc", "layers/long", "layers/twice"})
            QVERIFY2(readFile(path(), {name, {}})->features == expected, name);
        QVERIFY((readFile(path(), {"none", {}})->features->array() == 0).all());
    }

    void unsoundSparse_data() {
        QTest::addColumn<QList<int>>("indices");
        QTest::addColumn<QList<int>>("starts");
        QTest::addColumn<QString>("part");
        QTest::newRow("index too large")
            << QList<int>{1, 0, 3} << QList<int>{0, 1, 3, 3} << "outside its shape";
        QTest::newRow("index below 0")
            << QList<int>{1, -1, 2} << QList<int>{0, 1, 3, 3} << "outside its shape";
        QTest::newRow("starts fall") << QList<int>{1, 0, 2} << QList<int>{0, 3, 1, 3} << "out of order";
        QTest::newRow("starts too far")
            << QList<int>{1, 0, 2} << QList<int>{0, 1, 3, 1000000} << "out of order";
        QTest::newRow("starts below 0") << QList<int>{1, 0, 2} << QList<int>{-5, 1, 3, 3} << "out of order";
        QTest::newRow("too few starts") << QList<int>{1, 0, 2} << QList<int>{0, 1, 3} << "do not fit";
        QTest::newRow("too few indices") << QList<int>{1, 0} << QList<int>{0, 1, 3, 3} << "do not fit";
    }
    void unsoundSparse() {
        QFETCH(QList<int>, indices);
        QFETCH(QList<int>, starts);
        QFETCH(QString, part);
        for (const char* format : {"csr_matrix", "csc_matrix"}) {
            {
                Hdf5Writer writer(path());
                writer.points(3);
                writer.sparse<int>("X", format, {3, 3}, {5, 7, 1}, {indices.begin(), indices.end()},
                                   {starts.begin(), starts.end()});
            }
            VERIFY_REFUSED(path(), "cells.h5ad is damaged", qPrintable(part));
        }
    }

    void tooLargeWhenDense() {
        {
            Hdf5Writer writer(path());
            writer.points(3);
            writer.sparse("X", "csr_matrix", {3, 1'000'000'000'000}, {1}, {0}, {0, 1, 1, 1});
        }
        VERIFY_REFUSED(path(), "X as a table of 3 × 1000000000000", "of memory");
    }

    void promisesBeyondTheFile_data() {
        QTest::addColumn<Storage>("storage");
        QTest::addColumn<quint64>("count");
        QTest::newRow("a terabyte of rows") << Storage{{1000, 2}, true} << quint64{1'000'000'000'000};
        QTest::newRow("a huge chunk") << Storage{{200'000'000, 2}, true} << quint64{200'000'000};
        QTest::newRow("contiguous") << Storage{} << quint64{1'000'000'000};
    }
    void promisesBeyondTheFile() {
        QFETCH(Storage, storage);
        QFETCH(quint64, count);
        {
            Hdf5Writer writer(path());
            writer.points(3);
            writer.promise("X", {count, 2}, storage);
        }
        VERIFY_REFUSED(path(), "cells.h5ad is damaged", "can hold");
    }

    void columnsOfEveryKind() {
        {
            Hdf5Writer writer(path());
            writer.points(4);
            writer.values<float>("X", {4, 1}, {1, 2, 3, 4});
            writer.group("obs/kind");
            writer.texts("obs/kind/categories", {"T", "B"});
            writer.list<std::int8_t>("obs/kind/codes", {1, 0, -1, 1});
            writer.group("obs/dose");
            writer.list<double>("obs/dose/categories", {0.5, 10});
            writer.list<std::int64_t>("obs/dose/codes", {0, 1, 1, 0});
            writer.list<double>("obs/height", {0.1, 2, 3, 1e300});
            writer.list<std::int32_t>("obs/cluster", {10, 9, 10, 9});
            writer.texts("obs/batch", {"a", "b", "a", "b"});
            writer.texts("obs/remark", {"one", "two", "three", "grün"});
            writer.values<float>("obs/picture", {4, 2}, counted(8)); // describes no points
            writer.group("uns");
            writer.texts("uns/kind_colors", {"#000102", "#A0b0C0ff"});
            writer.texts("uns/dose_colors", {"red", "#000000"});
        }
        const auto data = readFile(path());
        std::vector<std::string> names;
        for (const Column& column : data->columns)
            names.push_back(column.name);
        COMPARE_LISTS(names, {"batch", "cluster", "dose", "height", "kind", "remark"});
        COMPARE_LISTS(classesOf(*data->column("kind")), {"B", "T", "-", "B"});
        COMPARE_LISTS(data->column("kind")->categorical()->categories, {"T", "B"});
        COMPARE_LISTS(data->column("kind")->categorical()->colors, {0x000102, 0xA0B0C0});
        COMPARE_LISTS(classesOf(*data->column("dose")), {"0.5", "10", "10", "0.5"});
        QVERIFY(data->column("dose")->categorical()->colors.empty());
        QCOMPARE(data->column("height")->continuous()->values[0], 0.1F);
        COMPARE_LISTS(data->column("cluster")->categorical()->categories, {"9", "10"});
        COMPARE_LISTS(classesOf(*data->column("batch")), {"a", "b", "a", "b"});
        COMPARE_LISTS(data->column("remark")->text()->values, {"one", "two", "three", "grün"});
        COMPARE_LISTS(data->ids, {"p0", "p1", "p2", "p3"});
        const auto asked = readFile(path(), {{}, {"remark"}});
        QCOMPARE(asked->column("remark")->categorical()->categories.size(), std::size_t{4});
    }

    void unsoundColumns() {
        const auto with = [this](const auto& add) {
            Hdf5Writer writer(path());
            writer.points(3);
            writer.values<float>("X", {3, 1}, {1, 2, 3});
            writer.group("obs/kind");
            add(writer);
        };
        with([](Hdf5Writer& writer) {
            writer.texts("obs/kind/categories", {"T", "B"});
            writer.list<std::int8_t>("obs/kind/codes", {1, 0, 2});
        });
        VERIFY_REFUSED(path(), "obs/kind/codes names class 2 of 2");
        with([](Hdf5Writer& writer) {
            writer.texts("obs/kind/categories", {"T", "B"});
            writer.list<std::int8_t>("obs/kind/codes", {1, 0});
        });
        VERIFY_REFUSED(path(), "obs/kind/codes holds 2 values for 3 rows");
        with([](Hdf5Writer& writer) {
            writer.values<float>("obs/kind/categories", {1, 1}, {1});
            writer.list<std::int8_t>("obs/kind/codes", {0, 0, 0});
        });
        VERIFY_REFUSED(path(), "classes in obs/kind/categories");
        with([](Hdf5Writer& writer) { // a group of unknown kind is left out
            writer.list<std::int8_t>("obs/kind/something", {0, 0, 0});
        });
        QVERIFY(readFile(path())->columns.empty());
    }

    void fieldsBeyondTheirRow() { // where the file says that a field begins, changed from 8 to 200
        struct Row {
            char index[8];
            double height;
        };
        {
            Hdf5Writer writer(path());
            writer.values<float>("X", {2, 1}, {1, 2});
            const hid_t text = H5Tcopy(H5T_C_S1);
            H5Tset_size(text, 8);
            const hid_t table = H5Tcreate(H5T_COMPOUND, sizeof(Row));
            H5Tinsert(table, "index", offsetof(Row, index), text);
            H5Tinsert(table, "height", offsetof(Row, height), H5T_NATIVE_DOUBLE);
            writer.promise("obs", {2}, {}, table);
            H5Tclose(table);
            H5Tclose(text);
        }
        QVERIFY(messageOf(path()).empty());
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        const qsizetype offset =
            bytes.indexOf(QByteArray("height\0\0\x08", 9)) + 8; // the name, padded; the offset
        QVERIFY(offset > 8);
        bytes[offset] = static_cast<char>(200);
        file.seek(0);
        file.write(bytes);
        file.close();
        VERIFY_REFUSED(path(), "the fields of obs do not fit into its rows");
    }

    void shapesThatDoNotFit() {
        {
            Hdf5Writer writer(path());
            writer.points(3);
            writer.values<float>("X", {2, 2}, {1, 2, 3, 4});
        }
        VERIFY_REFUSED(path(), "X has 2 rows for 3 points");
        {
            Hdf5Writer writer(path());
            writer.points(2);
            writer.values<float>("X", {2, 2}, {1, 2, 3, 4});
            writer.group("var");
            writer.texts("var/_index", {"a", "b", "c"});
        }
        VERIFY_REFUSED(path(), "X has 2 columns for 3 names of features");
        {
            Hdf5Writer writer(path());
            writer.points(3);
        }
        VERIFY_REFUSED(path(), "no matrix of its points");
        {
            Hdf5Writer writer(path());
            writer.values<float>("X", {2, 2}, {1, 2, 3, 4});
            writer.group("obs");
        }
        VERIFY_REFUSED(path(), "obs has no names of its rows");
    }

    void linksOutOfTheFileAndInCircles() {
        const std::string other = folder_.path("other.h5");
        {
            Hdf5Writer writer(other);
            writer.values<float>("X", {2, 2}, {1, 2, 3, 4});
        }
        {
            Hdf5Writer writer(path());
            writer.points(2);
            writer.values<float>("X", {2, 1}, {1, 2});
            writer.group("obsm");
            H5Lcreate_external(other.c_str(), "/X", writer.file(), "obsm/X_pca", H5P_DEFAULT, H5P_DEFAULT);
            H5Lcreate_soft("/obsm/round", writer.file(), "obsm/round", H5P_DEFAULT, H5P_DEFAULT);
            H5Lcreate_soft("/nowhere", writer.file(), "obsm/dangling", H5P_DEFAULT, H5P_DEFAULT);
            H5Lcreate_hard(writer.file(), "/", writer.file(), "obsm/root", H5P_DEFAULT, H5P_DEFAULT);
            H5Lcreate_soft("/X", writer.file(), "obsm/same", H5P_DEFAULT, H5P_DEFAULT);
        }
        QCOMPARE(readFile(path())->matrixName, std::string("X"));
        const DatasetSummary summary = summarize(path());
        QCOMPARE(summary.matrices.size(), std::size_t{2});
        QCOMPARE(summary.matrices[1].name, std::string("obsm/same"));
    }

    void valuesInOtherFiles() {
        {
            Hdf5Writer writer(path());
            writer.points(2);
            const hsize_t shape[2] = {2, 2};
            const hid_t space = H5Screate_simple(2, shape, nullptr);
            const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
            H5Pset_external(creation, "/etc/hostname", 0, 16);
            H5Dclose(
                H5Dcreate2(writer.file(), "X", H5T_NATIVE_FLOAT, space, H5P_DEFAULT, creation, H5P_DEFAULT));
            H5Pclose(creation);
            H5Sclose(space);
        }
        VERIFY_REFUSED(path(), "X lies in other files");
    }

    void plainFiles() {
        {
            Hdf5Writer writer(path());
            writer.values<double>("X", {4, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
            writer.list<double>("Y", {1, 2, 2, 1});
            writer.list<double>("size", {0.5, 1, 2, 3});
            writer.values<float>("A", {2, 2}, {1, 2, 3, 4}); // not of these points
        }
        const auto data = readFile(path());
        QCOMPARE(data->matrixName, std::string("X"));
        COMPARE_LISTS(rowOf(*data, 2), {5.0F, 6.0F});
        COMPARE_LISTS(classesOf(*data->column("Y")), {"1", "2", "2", "1"});
        QCOMPARE(data->defaultLabels()->name, std::string("Y"));
        QCOMPARE(data->column("size")->continuous()->values[3], 3.0F);
        QCOMPARE(summarize(path()).format, std::string("HDF5"));
        QCOMPARE(summarize(path()).matrices.size(), std::size_t{1});
    }

    void otherKindsAreNamed() {
        {
            Hdf5Writer writer(path());
            writer.group("mod");
            writer.group("obs");
        }
        VERIFY_REFUSED(path(), "MuData");
        {
            Hdf5Writer writer(path());
            writer.group("something");
        }
        VERIFY_REFUSED(path(), "no AnnData and without a matrix");
    }

    void cutShortAnywhere() {
        {
            Hdf5Writer writer(path());
            writer.points(50);
            writer.values("X", {50, 4}, counted(200), {{10, 4}, true, true});
        }
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        for (qsizetype size = 8; size < whole.size(); size += 97) {
            const std::string message = messageOf(folder_.write("cut.h5ad", whole.left(size)));
            QVERIFY2(message.starts_with("cut.h5ad") && message.find("damaged") != std::string::npos,
                     message.c_str());
        }
    }

    void stops() {
        constexpr hsize_t many = 60'000;
        {
            Hdf5Writer writer(path());
            writer.points(many);
            writer.values("X", {many, columns}, counted(many * columns), {{1000, columns}, true});
        }
        for (const double fraction : {0.0, 0.2, 0.5})
            QVERIFY(stopsAt(path(), fraction));
        QVERIFY(messageOf(path()).empty()); // the next one has its turn
    }

    void severalAtOnce() {
        {
            Hdf5Writer writer(path());
            writer.points(rows);
            writer.values("X", {rows, columns}, counted(rows * columns), {{10, 10}, true});
        }
        constexpr int readers = 8;
        std::vector<std::jthread> threads;
        threads.reserve(readers);
        std::atomic<int> sound{0};
        for (int i = 0; i < readers; ++i)
            threads.emplace_back(
                [&] { sound += readFile(path())->features(999, 36) == float(rows * columns - 1); });
        threads.clear();
        QCOMPARE(sound.load(), readers);
    }
};

QTEST_GUILESS_MAIN(TestHdf5Reader)
#include "test_hdf5_reader.moc"
