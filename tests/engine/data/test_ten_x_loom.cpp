// SPDX-License-Identifier: MIT
// HDF5 files of 10x Genomics (both layouts) and Loom: real ones against what h5py and SciPy read, written
// ones, and unsound ones.
#include "hdf5_writer.h"
#include "reading.h"

#include <numeric>

using namespace shoal;
using namespace shoal::test;

namespace {

const std::string hdf5Folder = std::string(SHOAL_TEST_DATA) + "/hdf5/";

float sumOf(const Dataset& data) {
    const Matrix& features = data.features;
    return features.sum();
}

} // namespace

class TestTenXLoom : public QObject {
    Q_OBJECT

    Folder folder_;
    std::string path() const { return folder_.path("file.h5"); }

    /// Two cells, three genes: 0 5 0 and 7 0 8.
    void writeGenome(Hdf5Writer& writer, const std::string& name,
                     const std::vector<std::int64_t>& shape = {3, 2},
                     const std::vector<std::int64_t>& indices = {1, 0, 2}) {
        writer.group(name);
        writer.texts(name + "/barcodes", {"AAA-1", "CCC-1"});
        writer.texts(name + "/genes", {"ENSG1", "ENSG2", "ENSG3"});
        writer.texts(name + "/gene_names", {"CD4", "CD8", "CD9"});
        writer.list<std::int32_t>(name + "/data", {5, 7, 8});
        writer.list<std::int64_t>(name + "/indices", indices);
        writer.list<std::int64_t>(name + "/indptr", {0, 1, 3});
        writer.list<std::int64_t>(name + "/shape", shape);
    }

    /// Three genes in rows, four cells in columns: 0 1 2 3, 4 5 6 7, 8 9 10 11.
    void writeLoom(Hdf5Writer& writer) {
        std::vector<double> values(12);
        std::iota(values.begin(), values.end(), 0.0);
        writer.values<double>("matrix", {3, 4}, values, {{2, 3}, true});
        writer.group("layers");
        std::iota(values.begin(), values.end(), 100.0);
        writer.values<double>("layers/spliced", {3, 4}, values);
        writer.group("row_attrs");
        writer.texts("row_attrs/Gene", {"CD4", "CD8", "CD9"});
        writer.group("col_attrs");
        writer.texts("col_attrs/CellID", {"a", "b", "c", "d"});
        writer.texts("col_attrs/Clusters", {"x", "y", "x", "y"});
        writer.values<double>("col_attrs/BatchID", {4, 1}, {0.5, 1, 2, 3});
        writer.values<float>("col_attrs/Position", {4, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
    }

private Q_SLOTS:
    void cellRangerTwo() {
        const auto data = readFile(hdf5Folder + "10x-v2.h5");
        QCOMPARE(data->matrixName, std::string("hg19_chr21"));
        QCOMPARE(data->points(), std::size_t{12});
        QCOMPARE(data->dimensions(), std::size_t{343});
        QCOMPARE(sumOf(*data), 12.0F);
        QCOMPARE(data->features(0, 200), 1.0F);
        QCOMPARE(data->ids.front(), std::string("AACACGTGTACGCTGC-1"));
        QCOMPARE(data->featureNames.front(), std::string("DSCAM"));
        QCOMPARE(summarize(hdf5Folder + "10x-v2.h5").format, std::string("10x Genomics"));
    }

    void spaceRanger() {
        const auto data = readFile(hdf5Folder + "10x-v3.h5");
        QCOMPARE(data->matrixName, std::string("matrix"));
        QCOMPARE(data->points(), std::size_t{100});
        QCOMPARE(data->dimensions(), std::size_t{100});
        QCOMPARE(sumOf(*data), 932.0F);
        QCOMPARE(data->features(99, 78), 2.0F);
        QCOMPARE(data->features(99, 77), 0.0F);
        QCOMPARE(data->ids.back(), std::string("AACCTTTACGACGTCT-1"));
        QCOMPARE(data->featureNames[39], std::string("ENSG00000078808"));
    }

    void severalGenomes() {
        {
            Hdf5Writer writer(path());
            writeGenome(writer, "hg19");
            writeGenome(writer, "mm10", {4, 2}, {1, 0, 3});
            writer.group("notes");
        }
        const DatasetSummary summary = summarize(path());
        QCOMPARE(summary.matrices.size(), std::size_t{2});
        QCOMPARE(summary.matrices[1].name, std::string("mm10"));
        QCOMPARE(summary.matrices[1].columns, std::size_t{4});
        const auto data = readFile(path());
        QCOMPARE(data->matrixName, std::string("hg19"));
        COMPARE_LISTS(rowOf(*data, 0), {0.0F, 5.0F, 0.0F});
        COMPARE_LISTS(rowOf(*data, 1), {7.0F, 0.0F, 8.0F});
        COMPARE_LISTS(data->ids, {"AAA-1", "CCC-1"});
        COMPARE_LISTS(data->featureNames, {"CD4", "CD8", "CD9"});
        ReadOptions options;
        options.matrix = "mm10";
        const std::string message = messageOf(path(), options); // four genes, three names
        QVERIFY2(message.find("3 names for 4") != std::string::npos, message.c_str());
        options.matrix = {};
        options.labels = {"cluster"};
        QVERIFY(messageOf(path(), options).find("no column \"cluster\"") != std::string::npos);
    }

    void unsoundCounts_data() {
        QTest::addColumn<std::vector<std::int64_t>>("shape");
        QTest::addColumn<std::vector<std::int64_t>>("indices");
        QTest::addColumn<QString>("part");
        using List = std::vector<std::int64_t>;
        QTest::newRow("outside") << List{3, 2} << List{1, 0, 3} << QStringLiteral("outside its shape");
        QTest::newRow("negative place")
            << List{3, 2} << List{1, -1, 2} << QStringLiteral("outside its shape");
        QTest::newRow("other cells") << List{3, 3} << List{1, 0, 2} << QStringLiteral("do not fit");
        QTest::newRow("negative") << List{-3, 2} << List{1, 0, 2} << QStringLiteral("negative");
        QTest::newRow("one length") << List{3} << List{1, 0, 2} << QStringLiteral("two numbers");
        QTest::newRow("too few places") << List{3, 2} << List{1, 0} << QStringLiteral("do not fit");
        QTest::newRow("enormous") << List{std::int64_t{1} << 61, 2} << List{1, 0, 2} << QString();
        QTest::newRow("no cells") << List{0, 2} << List{1, 0, 2} << QStringLiteral("no cells");
    }
    void unsoundCounts() {
        QFETCH(std::vector<std::int64_t>, shape);
        QFETCH(std::vector<std::int64_t>, indices);
        QFETCH(QString, part);
        {
            Hdf5Writer writer(path());
            writeGenome(writer, "hg19", shape, indices);
        }
        const std::string message = messageOf(path());
        QVERIFY2(message.starts_with("file.h5") && QString::fromStdString(message).contains(part),
                 message.c_str());
    }

    void partsMissing() {
        {
            Hdf5Writer writer(path());
            writer.group("matrix");
            writer.texts("matrix/barcodes", {"a"});
            writer.list<std::int64_t>("matrix/indptr", {0, 1});
        }
        VERIFY_REFUSED(path(), "without shape");
        {
            Hdf5Writer writer(path());
            writer.group("matrix");
            writer.texts("matrix/barcodes", {"a"});
            writer.list<std::int64_t>("matrix/indptr", {0, 1});
            writer.list<std::int64_t>("matrix/indices", {0});
            writer.list<std::int64_t>("matrix/data", {3});
            writer.list<std::int64_t>("matrix/shape", {1, 1});
        }
        VERIFY_REFUSED(path(), "matrix has no gene_names");
    }

    void loomFromR() {
        const auto data = readFile(hdf5Folder + "SCopeLoomR_example.loom");
        QCOMPARE(data->points(), std::size_t{100});
        QCOMPARE(data->dimensions(), std::size_t{50});
        QCOMPARE(sumOf(*data), 2418.0F);
        QCOMPARE(data->features(0, 5), 9.0F);
        QCOMPARE(data->ids[1], std::string("cell_2"));
        QCOMPARE(data->featureNames[1], std::string("gene_2"));
        QCOMPARE(data->column("nUMI")->continuous()->values[1], 45.0F);
        QCOMPARE(data->column("RegulonsAUC/gene_21")->continuous()->values[3], 0.4F);
        QVERIFY(!data->column("CellID"));
        QCOMPARE(summarize(hdf5Folder + "SCopeLoomR_example.loom").format, std::string("Loom"));
    }

    void loom() {
        {
            Hdf5Writer writer(path());
            writeLoom(writer);
        }
        const auto data = readFile(path());
        QCOMPARE(data->matrixName, std::string("matrix"));
        COMPARE_LISTS(rowOf(*data, 1), {1.0F, 5.0F, 9.0F});
        COMPARE_LISTS(data->featureNames, {"CD4", "CD8", "CD9"});
        COMPARE_LISTS(data->ids, {"a", "b", "c", "d"});
        COMPARE_LISTS(classesOf(*data->column("Clusters")), {"x", "y", "x", "y"});
        COMPARE_LISTS(data->column("BatchID")->continuous()->values, {0.5F, 1.0F, 2.0F, 3.0F});
        ReadOptions options;
        options.matrix = "spliced";
        COMPARE_LISTS(rowOf(*readFile(path(), options), 3), {103.0F, 107.0F, 111.0F});
        options.matrix = "col_attrs/Position";
        const auto positions = readFile(path(), options);
        COMPARE_LISTS(rowOf(*positions, 2), {4.0F, 5.0F});
        QVERIFY(positions->featureNames.empty());
        QCOMPARE(positions->ids.size(), std::size_t{4});
        options.labels = {"BatchID"};
        COMPARE_LISTS(classesOf(*readFile(path(), options)->column("BatchID")), {"0.5", "1", "2", "3"});
    }

    void unsoundLoom() {
        {
            Hdf5Writer writer(path());
            writeLoom(writer);
            writer.values<double>("layers/other", {4, 3}, std::vector<double>(12));
        }
        VERIFY_REFUSED(path(), "layers/other is not of the same shape");
        {
            Hdf5Writer writer(path());
            for (const char* group : {"matrix", "col_attrs", "row_attrs"})
                writer.group(group);
        }
        VERIFY_REFUSED(path(), "no table of numbers");
        {
            Hdf5Writer writer(path());
            writer.values<double>("matrix", {2, 2}, {1, 2, 3, 4});
            writer.group("col_attrs");
            writer.texts("col_attrs/CellID", {"a", "b", "c"});
            writer.group("row_attrs");
        }
        VERIFY_REFUSED(path(), "col_attrs/CellID has 3 names for 2");
    }

    void threadsDoNotMatter() {
        for (const char* name : {"10x-v3.h5", "SCopeLoomR_example.loom"})
            QVERIFY(readFile(hdf5Folder + name, {}, 1)->features ==
                    readFile(hdf5Folder + name, {}, 2)->features);
    }

    /// Bytes changed all over the real files, and lengths cut: an error or a reading, never a crash.
    void damage_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"10x-v2.h5", "SCopeLoomR_example.loom"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void damage() {
        QFETCH(QString, name);
        QFile file(QString::fromStdString(hdf5Folder) + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray sound = file.readAll();
        for (int i = 0; i < 60; ++i) {
            QByteArray damaged = sound;
            const qsizetype at = (i * qsizetype{7919}) % sound.size();
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << i % 8));
            messageOf(folder_.write("file.h5", damaged));
            messageOf(folder_.write("file.h5", sound.left(at)));
        }
    }
};

QTEST_GUILESS_MAIN(TestTenXLoom)
#include "test_ten_x_loom.moc"
