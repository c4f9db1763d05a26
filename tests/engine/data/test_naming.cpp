// SPDX-License-Identifier: MIT
// Names, numbers and classes as texts tell them.
#include "data/column.h"
#include "data/dataset.h"
#include "data/naming.h"
#include "data/number.h"

#include <QtTest>

#include <clocale>
#include <cmath>

using namespace shoal;

class TestNaming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbers_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        const double infinity = std::numeric_limits<double>::infinity();
        QTest::newRow("plain") << "12.5" << 12.5;
        QTest::newRow("spaces") << " \t-12.5  " << -12.5;
        QTest::newRow("plus") << "+3" << 3.0;
        QTest::newRow("exponent") << "1E-3" << 1e-3;
        QTest::newRow("no digit before the point") << ".5" << 0.5;
        QTest::newRow("no digit behind the point") << "5." << 5.0;
        QTest::newRow("hexadecimal") << "-0x1.8p+3" << -12.0;
        QTest::newRow("infinity") << "-inf" << -infinity;
        QTest::newRow("too large") << "1e999" << infinity;
        QTest::newRow("too small") << "-1e-999" << 0.0;
        QTest::newRow("too small, plain") << "0." + QString(400, u'0') + "1" << 0.0;
        QTest::newRow("too large, plain") << "1" + QString(400, u'0') << infinity;
        QTest::newRow("long") << "0.1000000000000000055511151231257827021181583404541015625" << 0.1;
    }
    void numbers() {
        QFETCH(QString, text);
        QFETCH(double, value);
        const char* const before = std::setlocale(LC_ALL, nullptr);
        std::setlocale(LC_ALL, "de_DE.UTF-8"); // where it is installed, the locale must not matter
        const std::optional<double> number = parseNumber(text.toStdString());
        std::setlocale(LC_ALL, before);
        QVERIFY(number.has_value());
        QVERIFY(*number == value);
    }

    void noNumbers() {
        for (const char* text : {"", " ", "-", "+", "--1", "+-1", "-+1", "1-", "1 2", "1,5", "0x", "0x-1",
                                 "e5", "1e", "abc", "1.2.3", "5\" tall"})
            QVERIFY2(!parseNumber(text), text);
        QCOMPARE(parseNumber("1,5", ','), 1.5);
        QVERIFY(!parseNumber("1,5,0", ','));
    }

    void classesInOrder() {
        const CategoricalColumn column = categorize({"10", "b", "9", "", "a", "NA", "10", "-1.5", "nan"});
        const std::vector<std::string> categories{"-1.5", "9", "10", "a", "b"};
        QVERIFY(column.categories == categories);
        const std::vector<std::int32_t> codes{2, 4, 1, -1, 3, -1, 2, 0, -1};
        QVERIFY(column.codes == codes);
    }

    void defaultLabels() {
        Dataset data;
        const CategoricalColumn two{{"a", "b"}, {0, 1}, {}};
        const CategoricalColumn one{{"a"}, {0, 0}, {}};
        data.columns = {{"height", ContinuousColumn{{1, 2}}}, {"same", one}, {"any", two}};
        QCOMPARE(data.defaultLabels()->name, std::string("any"));
        data.columns.push_back({"louvain_r1", two});
        QCOMPARE(data.defaultLabels()->name, std::string("louvain_r1"));
        data.columns.push_back({"Cell type", two});
        QCOMPARE(data.defaultLabels()->name, std::string("Cell type"));
        data.columns.clear();
        QVERIFY(!data.defaultLabels());
    }

    void closestNamesComeFirst() {
        QCOMPARE(closestNames("luvain", {"cell_type", "louvain", "phase"}),
                 std::string("\"louvain\", \"phase\" and \"cell_type\""));
        QCOMPARE(closestNames("type", {"phase", "cell_type"}), std::string("\"cell_type\" and \"phase\""));
        std::vector<std::string> many(30, "x");
        QVERIFY(closestNames("x", many).ends_with(" and 20 more"));
    }

    void textThatStandsInSentences() {
        QCOMPARE(inQuotes("a\nb\x7F"), std::string("\"a·b·\""));
        QCOMPARE(inQuotes(std::string(80, 'x')), "\"" + std::string(60, 'x') + "…\"");
        QCOMPARE(toUtf8("caf\xE9"), std::string("café"));
        QCOMPARE(toUtf8("café β😀"), std::string("café β😀"));
        QCOMPARE(toUtf8("\xC0\xAF"), std::string("À¯"));                // overlong
        QCOMPARE(toUtf8("\xED\xA0\x80"), std::string("í\u00A0\u0080")); // half a surrogate pair
    }
};

QTEST_APPLESS_MAIN(TestNaming)
#include "test_naming.moc"
