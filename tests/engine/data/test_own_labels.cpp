// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "data/own_labels.h"

#include <QtTest>

using namespace shoal;

namespace {

Dataset fivePoints() {
    Dataset data;
    data.features = Matrix::Random(5, 3);
    data.ids = {"a", "b", "c", "d", "e"};
    data.columns.push_back({"kind", CategoricalColumn{{"x", "y"}, {0, 1, 0, 1, 0}, {}}});
    return data;
}

std::shared_ptr<const Dataset> label(const Dataset& data, const std::string& column, const std::string& value,
                                     const std::vector<std::uint32_t>& points) {
    return labelled(data, column, value, points);
}

using Names = std::vector<std::string>;
using Codes = std::vector<std::int32_t>;

} // namespace

class TestOwnLabels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewColumnComesLast() {
        const Dataset data = fivePoints();
        const auto changed = label(data, "mine", "left", {1, 4});
        QCOMPARE(data.columns.size(), std::size_t{1});
        QCOMPARE(changed->columns.size(), std::size_t{2});
        QVERIFY(changed->columns[1].own && !changed->columns[0].own);
        QCOMPARE(changed->columns[1].name, std::string("mine"));
        QCOMPARE(changed->columns[1].categorical()->categories, Names{"left"});
        QCOMPARE(changed->columns[1].categorical()->codes, (Codes{-1, 0, -1, -1, 0}));
        QCOMPARE(changed->ids, data.ids);
        QVERIFY(changed->features.data() == data.features.data()); // shared, not copied
    }

    void furtherValuesKeepTheirOrder() {
        auto data = label(fivePoints(), "mine", "zebra", {0});
        data = label(*data, "mine", "ant", {1, 2});
        data = label(*data, "mine", "zebra", {3});
        QCOMPARE(data->columns.size(), std::size_t{2});
        QCOMPARE(data->columns[1].categorical()->categories, (Names{"zebra", "ant"}));
        QCOMPARE(data->columns[1].categorical()->codes, (Codes{0, 1, 1, 0, -1}));
    }

    void aValueThatNoPointHasAnyMoreIsGone() {
        auto data = label(fivePoints(), "mine", "one", {0, 1});
        data = label(*data, "mine", "two", {2});
        data = label(*data, "mine", "three", {0, 1});
        QCOMPARE(data->columns[1].categorical()->categories, (Names{"two", "three"}));
        QCOMPARE(data->columns[1].categorical()->codes, (Codes{1, 1, 0, -1, -1}));
    }

    void whatCannotBeALabelIsRefused_data() {
        QTest::addColumn<std::string>("column");
        QTest::addColumn<std::string>("value");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("no column") << std::string() << std::string("v") << QByteArray("Name the column");
        QTest::newRow("the file's") << std::string("kind") << std::string("v")
                                    << QByteArray("The file has a column");
        QTest::newRow("no value") << std::string("mine") << std::string() << QByteArray("Say what");
        QTest::newRow("missing") << std::string("mine") << std::string("NA")
                                 << QByteArray("stands for a missing value");
    }
    void whatCannotBeALabelIsRefused() {
        QFETCH(std::string, column);
        QFETCH(std::string, value);
        QFETCH(QByteArray, sentence);
        const Dataset data = fivePoints();
        const auto problem = problemWithLabel(data, column, value);
        QVERIFY(problem);
        QVERIFY2(problem->find(sentence.toStdString()) != std::string::npos, problem->c_str());
        QVERIFY_EXCEPTION_THROWN(label(data, column, value, {0}), Error);
        QVERIFY(!problemWithLabel(data, "mine", "v"));
    }
};

QTEST_APPLESS_MAIN(TestOwnLabels)
#include "test_own_labels.moc"
