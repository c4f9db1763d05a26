// SPDX-License-Identifier: MIT
// What a picture says of its map, there and back.
#include "output/map_description.h"

#include "core/error.h"

#include <QtTest>

using namespace shoal;

class TestMapDescription : public QObject {
    Q_OBJECT

    Dataset data_;

private Q_SLOTS:
    void initTestCase() {
        data_.name = "größe \"1\".h5ad";
        data_.source = "/somewhere/größe.h5ad";
        data_.matrixName = "obsm/X_pca";
        data_.features = Matrix::Zero(1200, 7);
    }

    void everythingComesBack() {
        Recipe recipe = Recipe::largeData();
        recipe.learningRate = 0.1;
        recipe.seed = 18'446'744'073'709'551'615U;
        const std::string json = toJson(MapOrigin{"Shoal 0.1", data_, &recipe, 750, 1.0 / 3});
        // In a PNG's plainest kind of text there is no room for other characters.
        QVERIFY(std::all_of(json.begin(), json.end(), [](char c) { return c >= ' ' && c < 127; }));
        const MapDescription map = mapDescriptionFromJson(json);
        QCOMPARE(map.program, std::string("Shoal 0.1"));
        QCOMPARE(map.dataName, data_.name);
        QCOMPARE(map.dataFile, data_.source.string());
        QCOMPARE(map.matrix, data_.matrixName);
        QCOMPARE(map.points, std::size_t{1200});
        QCOMPARE(map.features, std::size_t{7});
        QVERIFY(map.recipe == recipe);
        QCOMPARE(map.iteration, std::size_t{750});
        QCOMPARE(*map.klDivergence, 1.0 / 3);
        QCOMPARE(dataText(map), data_.name + " (obsm/X_pca, 1,200 points × 7 features)");
    }

    void aFirstPictureHasNoRecipe() {
        const MapDescription map = mapDescriptionFromJson(toJson(MapOrigin{"Shoal 0.1", data_}));
        QVERIFY(!map.recipe && !map.klDivergence);
    }

    void nonsenseIsRefused_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("none") << QByteArray("seed 42");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a list") << QByteArray("[1,2]");
        QTest::newRow("a negative count")
            << QByteArray(R"({"program":"S","data":{"name":"","file":"","matrix":"","points":-3,)"
                          R"("features":1},"recipe":null})");
        QTest::newRow("a recipe's value")
            << QByteArray(R"({"program":"S","data":{"name":"","file":"","matrix":"","points":3,)"
                          R"("features":1},"recipe":{"perplexity":-1},"iteration":0,"klDivergence":null})");
    }
    void nonsenseIsRefused() {
        QFETCH(QByteArray, json);
        QVERIFY_EXCEPTION_THROWN(mapDescriptionFromJson(json.toStdString()), Error);
    }
};

QTEST_APPLESS_MAIN(TestMapDescription)
#include "test_map_description.moc"
