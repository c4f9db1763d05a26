// SPDX-License-Identifier: MIT
// AnnData files as they were written from 0.6 to 0.8, against what h5py and scipy read from them.
#include "reading.h"

using namespace shoal;
using namespace shoal::test;

namespace {

std::string layout(const char* name) {
    return std::string(SHOAL_TEST_DATA "/h5ad/") + name;
}

double sumOf(const Dataset& data) {
    return data.features->cast<double>().sum();
}

ReadOptions matrix(const char* name) {
    return {name, {}};
}

} // namespace

class TestAnnDataLayouts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tablesOfAnnData06() {
        const std::string path = layout("pbmc68k-60.h5ad");
        const auto data = readFile(path);
        QCOMPARE(data->matrixName, std::string("obsm/X_pca"));
        QCOMPARE(data->points(), std::size_t{60});
        QCOMPARE(data->dimensions(), std::size_t{50});
        QCOMPARE(data->features(0, 0), -7.939618F);
        QCOMPARE(data->features(59, 49), -1.6707156F);
        QVERIFY(std::abs(sumOf(*data) + 64.92165917216334) < 1e-9);
        QCOMPARE(data->ids.front(), std::string("AAAGCCTGGCTAAC-1"));
        QCOMPARE(data->ids.back(), std::string("GCCGGAACCTGACA-1"));
        const Column& labels = *data->defaultLabels();
        QCOMPARE(labels.name, std::string("bulk_labels"));
        COMPARE_LISTS(labels.categorical()->categories,
                      {"CD4+/CD25 T Reg", "CD4+/CD45RA+/CD25- Naive T", "CD4+/CD45RO+ Memory",
                       "CD8+ Cytotoxic T", "CD8+/CD45RA+ Naive Cytotoxic", "CD14+ Monocyte", "CD19+ B",
                       "CD34+", "CD56+ NK", "Dendritic"});
        std::vector<int> counts(10);
        for (const std::int32_t code : labels.categorical()->codes)
            ++counts.at(static_cast<std::size_t>(code));
        COMPARE_LISTS(counts, {5, 1, 1, 5, 6, 12, 9, 0, 2, 19});
        COMPARE_LISTS(labels.categorical()->colors, {0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd,
                                                     0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf});
        QVERIFY(data->column("louvain")->categorical()->colors.empty());
        QCOMPARE(data->column("percent_mito")->continuous()->values.front(), 0.023856081F);
        QCOMPARE(data->column("n_genes")->continuous()->values.back(), 1009.0F);

        const auto x = readFile(path, matrix("X"));
        QVERIFY(std::abs(sumOf(*x) + 30.12600068608299) < 1e-9);
        QCOMPARE(x->features(0, 0), -0.326F);
        QCOMPARE(x->features(7, 11), -0.42F);
        QCOMPARE(x->features(59, 29), 1.895F);
        QCOMPARE(x->featureNames.front(), std::string("HES4"));
        QCOMPARE(x->featureNames.back(), std::string("SMAP2"));

        const auto raw = readFile(path, matrix("raw/X"));
        QVERIFY(std::abs(sumOf(*raw) - 999.3219999074936) < 1e-9);
        QCOMPARE((raw->features->array() != 0).count(), Eigen::Index{572});
        QCOMPARE(raw->features(0, 3), 1.591F);
        QCOMPARE(raw->features(59, 29), 1.567F);
    }

    void categoriesApartOfAnnData07() { // and LZF
        const std::string path = layout("anndata-v0.7.0.h5ad");
        const auto data = readFile(path);
        QCOMPARE(data->matrixName, std::string("X"));
        QCOMPARE(sumOf(*data), 285.0);
        QCOMPARE(data->features(0, 6), 1.0F);
        const Column& column = *data->column("obs_cat");
        QCOMPARE(column.categorical()->categories.size(), std::size_t{22});
        const auto classes = classesOf(column);
        COMPARE_LISTS(std::vector<std::string>(classes.begin(), classes.begin() + 5),
                      {"S", "W", "E", "z", "i"});
        QCOMPARE(data->column("float64")->continuous()->values[1], 0.793598216F);
        QCOMPARE(data->columns.size(), std::size_t{5});
        QVERIFY(std::abs(sumOf(*readFile(path, matrix("layers/array"))) - 302.83045121571445) < 1e-4);
        QVERIFY(std::abs(sumOf(*readFile(path, matrix("obsm/array"))) - 756.3034526172002) < 1e-4);
        QVERIFY(std::abs(sumOf(*readFile(path, matrix("obsm/sparse"))) - 14.079068111684565) < 1e-5);
        QCOMPARE(sumOf(*readFile(path, matrix("raw/X"))), 627.0);
        QCOMPARE(readFile(path, matrix("raw/X"))->featureNames.size(), std::size_t{40});
    }

    void everySlotOfAnnData08() {
        const std::string path = layout("example.h5ad");
        const auto data = readFile(path);
        QCOMPARE(data->matrixName, std::string("obsm/X_pca"));
        QCOMPARE(data->features(0, 0), -0.4241011F);
        QCOMPARE(data->features(49, 37), -0.1112122F);
        const auto counts = readFile(path, matrix("layers/counts"));
        const auto byColumns = readFile(path, matrix("layers/csc_counts"));
        const auto dense = readFile(path, matrix("layers/dense_counts"));
        QCOMPARE(sumOf(*counts), 9805.0);
        QVERIFY(counts->features == byColumns->features);
        QVERIFY(counts->features == dense->features);
        const auto x = readFile(path, matrix("X"), 1);
        QVERIFY(std::abs(sumOf(*x) - 4791.224940657616) < 1e-9);
        QCOMPARE(x->features(0, 1), 1.063696F);
        QCOMPARE(x->features(0, 4), 0.0F);
        QCOMPARE(x->featureNames.size(), std::size_t{100});

        const auto classes = classesOf(*data->column("leiden"));
        COMPARE_LISTS(std::vector<std::string>(classes.begin(), classes.begin() + 10),
                      {"0", "2", "2", "1", "1", "1", "5", "0", "0", "5"});
        const auto firstThree = [&](const char* name) {
            auto names = classesOf(*data->column(name));
            names.resize(3);
            return names;
        };
        COMPARE_LISTS(firstThree("Bool"), {"False", "True", "True"});
        COMPARE_LISTS(firstThree("BoolNA"), {"False", "-", "True"});
        QVERIFY(std::isnan(data->column("IntNA")->continuous()->values[0]));
        QCOMPARE(data->column("IntNA")->continuous()->values[1], 42.0F);
        QVERIFY(std::isnan(data->column("FloatNA")->continuous()->values[0]));
        QCOMPARE(data->column("total_counts")->continuous()->values[2], 191.0F);
    }

    void contiguousOfAnnData08() {
        const auto data = readFile(layout("krumsiek11_augmented_v0-8.h5ad"));
        QCOMPARE(data->matrixName, std::string("X"));
        QVERIFY(std::abs(sumOf(*data) - 2016.5208012731237) < 1e-6);
        COMPARE_LISTS(rowOf(*data, 3), {0.5972F, 0.0038F, -0.0009F, -0.0064F, 0.0007F, -0.0036F, 0.8534F,
                                        0.5992F, 0.1271F, 0.0311F, 0.1702F});
        QCOMPARE(data->featureNames.front(), std::string("Gata2"));
        QCOMPARE(data->ids.back(), std::string("159-3"));
        QCOMPARE(classesOf(*data->column("cell_type")).front(), std::string("progenitor"));
    }

    void notFiniteIsNamedWithIdAndFeature() {
        const std::string path = layout("nan.h5ad");
        QVERIFY(messageOf(path).empty()); // its principal components are sound
        const std::string message = messageOf(path, matrix("X"));
        QVERIFY2(message.find("X, row 1 (\"AAACATACAACCAC-1\"), column 6 (\"TNFRSF25\") is missing (NaN)") !=
                     std::string::npos,
                 message.c_str());
    }

    void matricesByName() {
        const std::string path = layout("example.h5ad");
        QCOMPARE(readFile(path, matrix("X_pca"))->matrixName, std::string("obsm/X_pca"));
        QCOMPARE(readFile(path, matrix("csc_counts"))->matrixName, std::string("layers/csc_counts"));
        const std::string message = messageOf(path, matrix("X_pac"));
        QVERIFY2(message.find("no matrix \"X_pac\"; it has \"obsm/X_pca\"") != std::string::npos,
                 message.c_str());
    }

    void labelsByName() {
        const std::string path = layout("example.h5ad");
        const auto data = readFile(path, {{}, {"Int"}});
        QCOMPARE(data->column("Int")->categorical()->categories.at(2), std::string("2"));
        const std::string message = messageOf(path, {{}, {"Leiden"}});
        QVERIFY2(message.find("no column \"Leiden\"; it has \"leiden\"") != std::string::npos,
                 message.c_str());
    }

    void summary() {
        const DatasetSummary summary = summarize(layout("example.h5ad"));
        QCOMPARE(summary.format, std::string("AnnData"));
        std::vector<std::string> matrices;
        for (const auto& info : summary.matrices)
            matrices.push_back(info.name + " " + std::to_string(info.rows) + "x" +
                               std::to_string(info.columns) + (info.isDefault ? "*" : ""));
        COMPARE_LISTS(matrices,
                      {"X 50x100", "obsm/X_pca 50x38*", "obsm/X_umap 50x2", "layers/counts 50x100",
                       "layers/csc_counts 50x100", "layers/dense_X 50x100", "layers/dense_counts 50x100"});
        QCOMPARE(summary.columns.front().name, std::string("Float"));
        QCOMPARE(summary.columns.front().kind, std::string("continuous"));
        QCOMPARE(summary.columns.back().name, std::string("leiden"));
        QCOMPARE(summary.columns.back().kind, std::string("categorical"));
        QCOMPARE(summary.columns.back().distinct, std::size_t{6});
    }
};

QTEST_GUILESS_MAIN(TestAnnDataLayouts)
#include "test_anndata_layouts.moc"
