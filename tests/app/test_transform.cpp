// SPDX-License-Identifier: MIT
// New points into a finished map, on the command line.
#include "shoal_process.h"

#include <QRegularExpression>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace shoal::test;

namespace {

QList<QByteArray> rowsOf(const QByteArray& csv) {
    QList<QByteArray> rows;
    for (const QByteArray& line : csv.split('\n'))
        if (!line.isEmpty() && !line.startsWith('#') && !line.startsWith("id,"))
            rows.append(line);
    return rows;
}

QByteArray contentsOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A table of 60 features, so that components are made of them.
QByteArray wideTable(int first, int rows) {
    QByteArray table;
    for (int column = 0; column < 60; ++column)
        table += (column ? ",f" : "f") + QByteArray::number(column);
    table += '\n';
    for (int row = first; row < first + rows; ++row) {
        for (int column = 0; column < 60; ++column)
            table += (column ? "," : "") +
                     QByteArray::number(std::sin(row * (column % 5 + 1) * 0.3) + (row % 3) * (column % 4) +
                                        0.01 * std::cos(row * column));
        table += '\n';
    }
    return table;
}

} // namespace

class TestTransform : public QObject {
    Q_OBJECT

    ShoalFolder folder_;

    Result transform(const QStringList& options) const {
        return folder_.run(QStringList{"transform", "map.csv"} + options);
    }

private Q_SLOTS:
    void initTestCase() {
        QCOMPARE(folder_
                     .run({"embed", cells(), "--phases", "12:50,1:100", "--csv", "map.csv", "--settings",
                           "--quiet"})
                     .exitCode,
                 0);
        folder_.write("new.csv", contentsOf(cells()).split('\n').mid(0, 41).join('\n') + '\n');
    }

    void pointsOfTheMapLandNearThemselves() {
        const QByteArray map = folder_.contents("map.csv");
        const Result result = transform({"new.csv", "--csv", "out.csv", "--settings", "--log", "run.jsonl"});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(result.err.contains("Placed 40 points among 400"));
        QCOMPARE(folder_.contents("map.csv"), map);
        const auto there = rowsOf(map);
        const auto landed = rowsOf(folder_.contents("out.csv"));
        QCOMPARE(landed.size(), 40);
        std::vector<double> distances;
        for (int i = 0; i < 40; ++i) {
            const auto a = there[i].split(',');
            const auto b = landed[i].split(',');
            QCOMPARE(b[0], a[0]);
            QCOMPARE(b[3], a[3]);
            distances.push_back(
                std::hypot(a[1].toDouble() - b[1].toDouble(), a[2].toDouble() - b[2].toDouble()));
        }
        std::sort(distances.begin(), distances.end());
        QVERIFY2(distances[20] < 1, qPrintable(QString::number(distances[20])));
        QVERIFY(folder_.contents("out.csv").contains("\n# into the map: map.csv\n"));
        int divergences = 0;
        for (const QJsonObject& line : folder_.log("run.jsonl"))
            divergences += line.contains(QLatin1String("kl"));
        QCOMPARE(divergences, 5);
    }

    void sameAtAnyThreadCount() {
        QCOMPARE(transform({"new.csv", "--npy", "one.npy", "--threads", "1", "--quiet"}).exitCode, 0);
        QCOMPARE(transform({"new.csv", "--npy", "eight.npy", "--threads", "8", "--quiet"}).exitCode, 0);
        QCOMPARE(folder_.contents("one.npy"), folder_.contents("eight.npy"));
        QCOMPARE(transform({"new.csv", "--npy", "placed.npy", "--iterations", "0", "--quiet"}).exitCode, 0);
        QVERIFY(folder_.contents("one.npy") != folder_.contents("placed.npy"));
        QCOMPARE(transform({"new.csv", "--npy", "phases.npy", "--phases", "1.5:250", "--quiet"}).exitCode, 0);
        QCOMPARE(folder_.contents("one.npy"), folder_.contents("phases.npy"));
    }

    void componentsAreTheMaps() {
        const ShoalFolder folder;
        folder.write("all.csv", wideTable(0, 90));
        folder.write("one.csv", wideTable(17, 1));
        QCOMPARE(folder
                     .run({"embed", "all.csv", "--perplexity", "5", "--phases", "1:50", "--csv", "map.csv",
                           "--settings", "--quiet"})
                     .exitCode,
                 0);
        // Placed on its nearest alone, which is itself.
        const Result result = folder.run({"transform", "map.csv", "one.csv", "--place-on", "1",
                                          "--iterations", "0", "--csv", "out.csv", "--quiet"});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const auto expected = rowsOf(folder.contents("map.csv"))[17].split(',');
        const auto landed = rowsOf(folder.contents("out.csv"))[0].split(',');
        QCOMPARE(landed[1], expected[1]);
        QCOMPARE(landed[2], expected[2]);
    }

    void dataThatMovedAreNamed() {
        QByteArray map = folder_.contents("map.csv");
        map.replace(QByteArray("# file: ") + cells().toUtf8(), "# file: /nowhere/gone.csv");
        folder_.write("moved.csv", map);
        const Result lost = folder_.run({"transform", "moved.csv", "new.csv", "--csv", "x.csv"});
        QCOMPARE(lost.exitCode, 1);
        QVERIFY2(lost.err.contains("--data"), lost.err.constData());
        QCOMPARE(
            folder_.run({"transform", "moved.csv", "new.csv", "--data", cells(), "--csv", "x.csv"}).exitCode,
            0);
        const Result other =
            folder_.run({"transform", "moved.csv", "new.csv", "--data", "new.csv", "--csv", "y.csv"});
        QCOMPARE(other.exitCode, 1);
        QVERIFY2(other.err.contains("map's own data"), other.err.constData());
    }

    void aMapWithoutSettingsNeedsItsDataNamed() {
        folder_.write("bare.csv", rowsOf(folder_.contents("map.csv")).join('\n').prepend("id,x,y,cluster\n"));
        const Result lost = folder_.run({"transform", "bare.csv", "new.csv", "--csv", "x.csv"});
        QCOMPARE(lost.exitCode, 1);
        QVERIFY2(lost.err.contains("--data"), lost.err.constData());
        for (const char* map : {"bare.csv", "map.csv"})
            QCOMPARE(folder_
                         .run({"transform", map, "new.csv", "--data", cells(), "--npy", QString(map) + ".npy",
                               "--quiet"})
                         .exitCode,
                     0);
        QCOMPARE(folder_.contents("bare.csv.npy"), folder_.contents("map.csv.npy"));
    }

    void mapsOfOtherDistancesAndKernels_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("standard");
        QTest::newRow("metric") << QStringList{"--metric", "cosine"} << QByteArray("# metric: cosine")
                                << QByteArray("# metric: euclidean");
        QTest::newRow("degrees of freedom")
            << QStringList{"--dof", "0.5"} << QByteArray("# degrees of freedom: 0.5")
            << QByteArray("# degrees of freedom: 1");
    }
    void mapsOfOtherDistancesAndKernels() {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, standard);
        QCOMPARE(folder_
                     .run(QStringList{"embed", cells(), "--phases", "12:50,1:100", "--csv", "other.csv",
                                      "--settings", "--quiet"} +
                          options)
                     .exitCode,
                 0);
        QByteArray map = folder_.contents("other.csv");
        QVERIFY(map.contains(line));
        const auto placed = [&](const char* name) {
            const QString out = QString(name) + ".npy";
            const Result result = folder_.run({"transform", name, "new.csv", "--npy", out, "--quiet"});
            return result.exitCode == 0 ? folder_.contents(out) : result.err;
        };
        const QByteArray landed = placed("other.csv");
        const auto there = rowsOf(map);
        const auto* values = reinterpret_cast<const float*>(landed.constData() + landed.size() - 40 * 8);
        std::vector<double> distances;
        for (int i = 0; i < 40; ++i) {
            const auto expected = there[i].split(',');
            distances.push_back(std::hypot(expected[1].toDouble() - static_cast<double>(values[2 * i]),
                                           expected[2].toDouble() - static_cast<double>(values[2 * i + 1])));
        }
        std::sort(distances.begin(), distances.end());
        QVERIFY2(distances[20] < 2, qPrintable(QString::number(distances[20])));
        // It is the map's own metric and kernel that have brought them there.
        folder_.write("standard.csv", map.replace(line, standard));
        QVERIFY(placed("standard.csv") != landed);
    }

    void unknownDistancesAreRefused() {
        QByteArray map = folder_.contents("map.csv");
        folder_.write("other.csv", map.replace("# metric: euclidean", "# metric: crow"));
        const Result result = folder_.run({"transform", "other.csv", "new.csv", "--csv", "x.csv"});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("\"crow\""), result.err.constData());
    }

    void whatDoesNotFitIsRefused() {
        QCOMPARE(folder_.run({"transform", "new.csv", "new.csv", "--csv", "x.csv"}).exitCode, 1);
        folder_.write("narrow.csv", "PC1,PC2\n1.5,2.5\n0.5,1.25\n");
        const Result narrow = transform({"narrow.csv", "--csv", "x.csv"});
        QCOMPARE(narrow.exitCode, 1);
        QVERIFY2(narrow.err.contains("no feature named \"PC3\""), narrow.err.constData());
        for (const QStringList& options : {QStringList{},
                                           {"--csv", "map.csv"},
                                           {"--csv", "x.csv", "--perplexity", "0"},
                                           {"--npy", "x.npy", "--settings"},
                                           {"--csv", "x.csv", "--place-on", "0"},
                                           {"--csv", "x.csv", "--learning-rate", "-1"},
                                           {"--csv", "x.csv", "--iterations", "5", "--phases", "1:5"}})
            QCOMPARE(transform(QStringList{"new.csv"} + options).exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(TestTransform)
#include "test_transform.moc"
