// SPDX-License-Identifier: MIT
// `shoal embed` on real cells: what it writes, and what the log tells.
#include "shoal_process.h"

#include "colors/palette.h"

#include <QColor>
#include <QDir>
#include <QImage>
#include <QtTest>

#include <charconv>
#include <cmath>
#include <cstring>
#include <map>

using namespace shoal::test;

namespace {

QStringList embed(const QStringList& options) {
    return QStringList{QStringLiteral("embed"), cells()} + options;
}

QList<QByteArray> linesOf(const QByteArray& text) {
    return text.trimmed().split('\n');
}

/// Names of the stages in the order they ended, and of the keys of their lines.
QStringList stagesOf(const QList<QJsonObject>& log) {
    QStringList stages;
    for (const QJsonObject& line : log)
        if (line.contains(QLatin1String("stage")) && !line.contains(QLatin1String("kl")))
            stages.append(line[QLatin1String("stage")].toString());
    return stages;
}

QList<QJsonObject> klLinesOf(const QList<QJsonObject>& log, const QString& stage) {
    QList<QJsonObject> lines;
    for (const QJsonObject& line : log)
        if (line.contains(QLatin1String("kl")) && line[QLatin1String("stage")] == stage)
            lines.append(line);
    return lines;
}

const QStringList shortRun{QStringLiteral("--phases"), QStringLiteral("4:20,1:40")};

} // namespace

class TestEmbed : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void settingsStandAboveTheTableOnRequest() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--csv", "bare.csv", "--quiet"})).exitCode, 0);
        QCOMPARE(folder.run(embed({"--csv", "told.csv", "--settings", "--quiet"})).exitCode, 0);
        const QByteArray bare = folder.contents("bare.csv");
        const QByteArray told = folder.contents("told.csv");
        QVERIFY(bare.startsWith("id,x,y"));
        QVERIFY(told.startsWith("# program: Shoal"));
        QVERIFY(told.endsWith(bare));
        for (const char* line : {"# seed: 42", "# metric: euclidean", "# affinities: perplexity",
                                 "# perplexity: 30", "# degrees of freedom: 1"})
            QVERIFY2(told.contains(QByteArray(line) + '\n'), line);
    }

    void csvHoldsEveryCell() {
        const ShoalFolder folder;
        const Result result = folder.run(embed({"--csv", "map.csv"}));
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(folder.names(), QStringList{QStringLiteral("map.csv")});

        QFile input(cells());
        QVERIFY(input.open(QIODevice::ReadOnly));
        const QList<QByteArray> given = linesOf(input.readAll());
        const QList<QByteArray> map = linesOf(folder.contents(QStringLiteral("map.csv")));
        QCOMPARE(map.first(), "id,x,y,cluster");
        QCOMPARE(map.size(), given.size());
        for (int row = 1; row < map.size(); ++row) {
            const QList<QByteArray> fields = map[row].split(',');
            const QList<QByteArray> wanted = given[row].split(',');
            QCOMPARE(fields.size(), 4);
            QCOMPARE(fields.first(), wanted.first());
            QCOMPARE(fields.last(), wanted.last());
            for (int axis = 1; axis <= 2; ++axis) {
                bool isNumber = false;
                QVERIFY(std::isfinite(fields[axis].toFloat(&isNumber)) && isNumber);
            }
        }
    }

    // Cells lie by their own kind: a map of noise, or of rows in another order, would not.
    void neighboursOnTheMapShareTheirCluster() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--csv", "map.csv"})).exitCode, 0);
        struct Cell {
            float x, y;
            QByteArray cluster;
        };
        std::vector<Cell> map;
        for (const QByteArray& line : linesOf(folder.contents(QStringLiteral("map.csv"))).mid(1)) {
            const QList<QByteArray> fields = line.split(',');
            map.push_back({fields[1].toFloat(), fields[2].toFloat(), fields[3]});
        }
        int same = 0;
        for (const Cell& cell : map) {
            const Cell* nearest = nullptr;
            const auto distance = [&](const Cell& other) {
                return std::hypot(other.x - cell.x, other.y - cell.y);
            };
            for (const Cell& other : map)
                if (&other != &cell && (!nearest || distance(other) < distance(*nearest)))
                    nearest = &other;
            same += nearest->cluster == cell.cluster ? 1 : 0;
        }
        QVERIFY2(same > 320, qPrintable(QString::number(same))); // by chance it would be some 70 of 400
    }

    void npyHoldsTheSameNumbers() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--csv", "map.csv", "--npy", "map.npy"}) + shortRun).exitCode, 0);
        const QByteArray npy = folder.contents(QStringLiteral("map.npy"));
        QVERIFY(npy.startsWith(QByteArrayLiteral("\x93NUMPY\x01\x00")));
        QVERIFY(npy.contains("'shape': (400, 2)"));
        const QByteArray values = npy.last(400 * 2 * 4);
        const QList<QByteArray> map = linesOf(folder.contents(QStringLiteral("map.csv")));
        for (int row = 0; row < 400; ++row)
            for (int axis = 0; axis < 2; ++axis) {
                float value = 0;
                std::memcpy(&value, values.constData() + (2 * row + axis) * 4, sizeof value);
                char text[32];
                const QByteArray shortest(text, std::to_chars(text, text + sizeof text, value).ptr - text);
                QCOMPARE(map[row + 1].split(',')[axis + 1], shortest);
            }
    }

    void pictureShowsTheClasses() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--png", "map.png"})).exitCode, 0);
        const QImage picture(folder.path(QStringLiteral("map.png")));
        QCOMPARE(picture.size(), QSize(1600, 1200));
        // The legend, at the right edge, has the colours whatever the map shows.
        const int mapWidth = 1450;
        std::map<int, int> pixels;
        const auto palette = shoal::ui::classPalette(7);
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < mapWidth; ++x) {
                const QColor color = picture.pixelColor(x, y);
                if (color.saturation() < 60)
                    continue;
                int nearest = 0;
                const auto distance = [&](int i) {
                    const QColor other = QColor::fromRgb(palette[static_cast<std::size_t>(i)]);
                    return std::abs(other.red() - color.red()) + std::abs(other.green() - color.green()) +
                           std::abs(other.blue() - color.blue());
                };
                for (int i = 1; i < 7; ++i)
                    nearest = distance(i) < distance(nearest) ? i : nearest;
                if (distance(nearest) < 100)
                    ++pixels[nearest];
            }
        // 24 cells or more of each class, of some 40 pixels each.
        for (int i = 0; i < 7; ++i)
            QVERIFY2(pixels[i] > 400,
                     qPrintable(QStringLiteral("class %1: %2 pixels").arg(i).arg(pixels[i])));
    }

    void logTellsEveryStage() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--log", "run.jsonl", "--csv", "map.csv", "--npy", "map.npy"})).exitCode,
                 0);
        const QList<QJsonObject> log = folder.log(QStringLiteral("run.jsonl"));
        QCOMPARE(stagesOf(log),
                 (QStringList{"read", "neighbors", "affinities", "initialization", "optimization", "write"}));
        double peak = 0;
        for (const QJsonObject& line : log) {
            const bool kl = line.contains(QLatin1String("kl"));
            QCOMPARE(line.keys(), kl ? (QStringList{"exaggeration", "iteration", "kl", "peak_memory_bytes",
                                                    "seconds", "stage"})
                                     : (QStringList{"detail", "peak_memory_bytes", "seconds", "stage"}));
            QVERIFY(line[QLatin1String("seconds")].toDouble(-1) >= 0);
            QVERIFY(line[QLatin1String("peak_memory_bytes")].toDouble() >= peak);
            peak = line[QLatin1String("peak_memory_bytes")].toDouble();
        }
        QVERIFY(peak > 1e6);
        QCOMPARE(log.last()[QLatin1String("detail")].toString(), "map.csv, map.npy");

        const QList<QJsonObject> kls = klLinesOf(log, QStringLiteral("optimization"));
        QCOMPARE(kls.size(), 15);
        for (int i = 0; i < kls.size(); ++i) {
            QCOMPARE(kls[i][QLatin1String("iteration")].toInt(), 50 * (i + 1));
            QCOMPARE(kls[i][QLatin1String("exaggeration")].toDouble(), i < 5 ? 12.0 : 1.0);
        }
        QVERIFY(kls.last()[QLatin1String("kl")].toDouble() > 0.1);
        QVERIFY(kls.last()[QLatin1String("kl")].toDouble() < kls.first()[QLatin1String("kl")].toDouble());
    }

    void downsampleEmbedsASampleFirst() {
        const ShoalFolder folder;
        QCOMPARE(folder
                     .run(embed({"--init", "downsample", "--sample", "100", "--sample-perplexity", "7",
                                 "--csv", "map.csv", "--log", "run.jsonl"}))
                     .exitCode,
                 0);
        const QList<QJsonObject> log = folder.log(QStringLiteral("run.jsonl"));
        QCOMPARE(stagesOf(log), (QStringList{"read", "sample neighbors", "sample affinities",
                                             "initialization", "sample optimization", "neighbors",
                                             "affinities", "placement", "optimization", "write"}));
        QVERIFY(log[2][QLatin1String("detail")].toString().startsWith(QLatin1String("perplexity 7,")));
        // Its own phases, unless others are asked for.
        const QList<QJsonObject> kls = klLinesOf(log, QStringLiteral("optimization"));
        QCOMPARE(kls.last()[QLatin1String("iteration")].toInt(), 1250);
        QCOMPARE(kls.last()[QLatin1String("exaggeration")].toDouble(), 4.0);
        QCOMPARE(linesOf(folder.contents(QStringLiteral("map.csv"))).size(), 401);
    }

    void sameSeedSameBytes_data() {
        QTest::addColumn<QString>("start");
        for (const char* start : {"pca", "random", "downsample"})
            QTest::newRow(start) << QString::fromLatin1(start);
    }
    void sameSeedSameBytes() {
        QFETCH(QString, start);
        const ShoalFolder folder;
        const auto map = [&](const QString& seed, const QString& threads) {
            QStringList options{"--init", start, "--seed", seed, "--threads", threads, "--npy", "map.npy"};
            if (start == QLatin1String("downsample"))
                options += {"--sample", "200"};
            return folder.run(embed(options) + shortRun).exitCode == 0
                       ? folder.contents(QStringLiteral("map.npy"))
                       : QByteArray();
        };
        const QByteArray one = map(QStringLiteral("7"), QStringLiteral("1"));
        QVERIFY(!one.isEmpty());
        QCOMPARE(map(QStringLiteral("7"), QStringLiteral("2")), one);
        QCOMPARE(map(QStringLiteral("7"), QStringLiteral("3")), one);
        QVERIFY(map(QStringLiteral("8"), QStringLiteral("2")) != one);
    }

    void threadsAreAsManyAsAskedFor() {
        const auto threadsAtWork = [](const QString& asked) {
            const ShoalFolder folder;
            const auto process =
                folder.process(embed({"--phases", "1:9000000", "--log", "run.jsonl", "--threads", asked}));
            process->start();
            const bool working = waitForError(*process, "optimization: iteration 100,");
            const QDir tasks(QStringLiteral("/proc/%1/task").arg(process->processId()));
            const auto count = working ? tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() : 0;
            process->terminate();
            resultOf(*process);
            return count;
        };
        const auto one = threadsAtWork(QStringLiteral("1"));
        QVERIFY(one > 0);
        QCOMPARE(threadsAtWork(QStringLiteral("2")), one + 1);
        QCOMPARE(threadsAtWork(QStringLiteral("4")), one + 3);
    }

    void optionsReachTheRun() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--perplexity", "12.5", "--log", "run.jsonl"}) + shortRun).exitCode, 0);
        const QList<QJsonObject> log = folder.log(QStringLiteral("run.jsonl"));
        QCOMPARE(log[1][QLatin1String("detail")].toString(), "k = 37, recall 1");
        QVERIFY(log[2][QLatin1String("detail")].toString().startsWith(QLatin1String("perplexity 12.5,")));
        const QList<QJsonObject> kls = klLinesOf(log, QStringLiteral("optimization"));
        QCOMPARE(kls.size(), 2);
        QCOMPARE(kls[0][QLatin1String("iteration")].toInt(), 50);
        QCOMPARE(kls[1][QLatin1String("iteration")].toInt(), 60);
    }

    void chosenLabelsAreNoFeatures() {
        const ShoalFolder folder;
        QByteArray table = "name,a,b,donor,kind\n";
        for (int row = 0; row < 30; ++row)
            table += "cell" + QByteArray::number(row) + ',' + QByteArray::number(row * row % 17) + ',' +
                     QByteArray::number(row % 7) + ',' + QByteArray::number(row % 3) + ",k" +
                     QByteArray::number(row % 2) + '\n';
        folder.write(QStringLiteral("table.csv"), table);
        const QStringList command{"embed", "table.csv", "--perplexity", "5",         "--phases", "1:50",
                                  "--csv", "map.csv",   "--log",        "run.jsonl", "--labels", "donor"};
        QCOMPARE(folder.run(command).exitCode, 0);
        const QList<QByteArray> map = linesOf(folder.contents(QStringLiteral("map.csv")));
        QCOMPARE(map.first(), "id,x,y,donor");
        QVERIFY(map[5].startsWith("cell4,") && map[5].endsWith(",1"));
        QCOMPARE(folder.log(QStringLiteral("run.jsonl")).first()[QLatin1String("detail")].toString(),
                 QStringLiteral("30 points × 2 features, labels donor"));
    }

    void pointsWithoutNamesAndLabelsAreNumbered() {
        const ShoalFolder folder;
        QByteArray table;
        for (int row = 0; row < 30; ++row)
            table +=
                QByteArray::number(row * row % 17 + 0.5) + ',' + QByteArray::number(row % 7 + 0.25) + '\n';
        folder.write(QStringLiteral("table.csv"), table);
        QCOMPARE(folder
                     .run({"embed", "table.csv", "--perplexity", "5", "--phases", "1:50", "--csv", "map.csv",
                           "--png", "map.png"})
                     .exitCode,
                 0);
        const QList<QByteArray> map = linesOf(folder.contents(QStringLiteral("map.csv")));
        QCOMPARE(map.first(), "id,x,y");
        QVERIFY(map[1].startsWith("1,"));
        QVERIFY(map[30].startsWith("30,"));
        QVERIFY(!QImage(folder.path(QStringLiteral("map.png"))).isNull());
    }

    void largePerplexityIsWarnedOf() {
        const ShoalFolder folder;
        const Result result = folder.run(embed({"--perplexity", "500", "--log", "run.jsonl"}) + shortRun);
        QCOMPARE(result.exitCode, 0);
        const QString sentence = QStringLiteral("Perplexity 500 is too large for 400 points: 133 is used.");
        QVERIFY(result.err.contains("warning: " + sentence.toUtf8() + "\n"));
        QCOMPARE(folder.log(QStringLiteral("run.jsonl"))[1],
                 (QJsonObject{{QStringLiteral("warning"), sentence}}));
    }

    void equalPointsAreWarnedOf() {
        const ShoalFolder folder;
        folder.write(QStringLiteral("same.csv"), QByteArray("1,2,3\n").repeated(50));
        const Result result = folder.run({"embed", "same.csv", "--perplexity", "5", "--phases", "1:50",
                                          "--csv", "map.csv", "--log", "run.jsonl"});
        QCOMPARE(result.exitCode, 0);
        const QString sentence = QStringLiteral("All 50 points are the same: there is nothing to tell them "
                                                "apart by, and the map shows chance alone.");
        QVERIFY(result.err.contains("warning: " + sentence.toUtf8() + "\n"));
        QCOMPARE(folder.log(QStringLiteral("run.jsonl"))[1],
                 (QJsonObject{{QStringLiteral("warning"), sentence}}));
    }

    void quietSaysNothing() {
        const ShoalFolder folder;
        const Result result =
            folder.run(embed({"--perplexity", "500", "--quiet", "--csv", "map.csv", "--png", "map.png"}));
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(result.err, QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestEmbed)
#include "test_embed.moc"
