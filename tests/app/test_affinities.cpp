// SPDX-License-Identifier: MIT
// `shoal embed` by other distances, neighbours and affinities: what the log tells of each, and what files of
// graphs bring.
#include "shoal_process.h"

#include <QFile>
#include <QtTest>

using namespace shoal::test;

namespace {

const QString example = QStringLiteral(SHOAL_TEST_DATA "/h5ad/example.h5ad");
const QStringList shortRun{QStringLiteral("--phases"), QStringLiteral("4:20,1:30"),
                           QStringLiteral("--log"),    QStringLiteral("log.json"),
                           QStringLiteral("--npy"),    QStringLiteral("map.npy")};

QString detailOf(const QList<QJsonObject>& log, const char* stage) {
    for (const QJsonObject& line : log)
        if (line[QLatin1String("stage")] == QLatin1String(stage) && line.contains(QLatin1String("detail")))
            return line[QLatin1String("detail")].toString();
    return {};
}

} // namespace

class TestAffinitiesOfApp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindRuns_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("neighbors");
        QTest::addColumn<QString>("affinities");
        const auto row = [](const char* options, const char* neighbors, const char* affinities) {
            QTest::newRow(options) << QString::fromLatin1(options).split(QLatin1Char(' '))
                                   << QString::fromLatin1(neighbors) << QString::fromLatin1(affinities);
        };
        row("--perplexity 20", "k = 60, recall 1", "perplexity 20, ");
        row("--metric cosine", "k = 90, recall 1, cosine", "perplexity 30, ");
        row("--metric correlation --perplexity 10", "k = 30, recall 1, correlation", "perplexity 10, ");
        row("--metric manhattan --neighbors exact", "k = 90, recall 1, manhattan, exact", "perplexity 30, ");
        row("--neighbors exact", "k = 90, recall 1, exact", "perplexity 30, ");
        row("--affinities multiscale --perplexity 5,40", "k = 120, recall 1", "multiscale, mean perplexity ");
        row("--affinities mixture --perplexity 40,5", "k = 120, recall 1", "mixture, mean perplexity ");
        row("--affinities sigma --sigma 4", "k = 30, recall 1", "sigma, mean perplexity ");
        row("--affinities uniform --k 15", "k = 15, recall 1", "uniform, mean perplexity 15, ");
        row("--affinities uniform --k 15 --symmetry mean", "k = 15, recall 1",
            "uniform, mean perplexity 15, ");
    }
    void everyKindRuns() {
        QFETCH(QStringList, options);
        QFETCH(QString, neighbors);
        QFETCH(QString, affinities);
        const ShoalFolder folder;
        const Result result = folder.run(QStringList{QStringLiteral("embed"), cells()} + options + shortRun);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QList<QJsonObject> log = folder.log(QStringLiteral("log.json"));
        QCOMPARE(detailOf(log, "neighbors"), neighbors);
        const QString made = detailOf(log, "affinities");
        QVERIFY2(made.startsWith(affinities), qPrintable(made));
    }

    void anIndexReportsItsRecall() {
        const ShoalFolder folder;
        QCOMPARE(folder
                     .run(QStringList{QStringLiteral("embed"), cells(), QStringLiteral("--neighbors"),
                                      QStringLiteral("hnsw")} +
                          shortRun)
                     .exitCode,
                 0);
        const QString detail = detailOf(folder.log(QStringLiteral("log.json")), "neighbors");
        const QStringList parts = detail.split(QStringLiteral(", "));
        QCOMPARE(parts.size(), 3);
        QVERIFY2(parts[1].startsWith(QLatin1String("recall ")) && parts[1].mid(7).toDouble() >= 0.95,
                 qPrintable(detail));
        QCOMPARE(parts[2], QStringLiteral("hnsw"));
    }

    // Other options, other maps: none of them is taken and forgotten.
    void mapsDiffer() {
        const ShoalFolder folder;
        QList<QByteArray> maps;
        for (const QStringList& options : {QStringList(),
                                           {"--metric", "cosine"},
                                           {"--metric", "correlation"},
                                           {"--metric", "manhattan"},
                                           {"--affinities", "multiscale", "--perplexity", "5,40"},
                                           {"--affinities", "mixture", "--perplexity", "5,40"},
                                           {"--affinities", "sigma", "--sigma", "4"},
                                           {"--affinities", "sigma", "--sigma", "4", "--k", "15"},
                                           {"--affinities", "uniform"},
                                           {"--affinities", "uniform", "--symmetry", "mean"}}) {
            QCOMPARE(folder.run(QStringList{QStringLiteral("embed"), cells()} + options + shortRun).exitCode,
                     0);
            const QByteArray map = folder.contents(QStringLiteral("map.npy"));
            QVERIFY2(!maps.contains(map), qPrintable(options.join(QLatin1Char(' '))));
            maps.append(map);
        }
    }

    void neighborsOfTheFile() {
        for (const char* name : {"obsp/distances", "obsp/connectivities"}) {
            const ShoalFolder folder;
            const Result result = folder.run(QStringList{QStringLiteral("embed"), example,
                                                         QStringLiteral("--neighbors"), QLatin1String(name)} +
                                             shortRun);
            QVERIFY2(result.exitCode == 0, result.err.constData());
            const QList<QJsonObject> log = folder.log(QStringLiteral("log.json"));
            const QString detail = detailOf(log, "neighbors");
            QVERIFY2(detail.startsWith(QLatin1String("k = ")) && detail.endsWith(QLatin1String(name)),
                     qPrintable(detail));
            // The graphs hold fewer neighbours than perplexity 30 wants: said, not passed over.
            QVERIFY2(result.err.contains("is too large for the"), result.err.constData());
            QVERIFY2(result.err.contains(name), result.err.constData());
        }
    }

    void aGraphThatIsNotThere() {
        const ShoalFolder folder;
        const Result result =
            folder.run({"embed", cells(), "--neighbors", "obsp/distances", "--npy", "map.npy"});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("holds no graph of its points"), result.err.constData());
    }

    void affinitiesOfAFile() {
        const ShoalFolder folder;
        QVERIFY(QFile::copy(QStringLiteral(SHOAL_TEST_DATA "/npz/csr_packed.npz"),
                            folder.path(QStringLiteral("p.npz"))));
        folder.write(QStringLiteral("four.csv"), "a,b\n1,2\n3,4\n5,5\n0,9\n");
        const Result result =
            folder.run(QStringList{"embed", "four.csv", "--affinities", "p.npz"} + shortRun);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QList<QJsonObject> log = folder.log(QStringLiteral("log.json"));
        QCOMPARE(detailOf(log, "neighbors"), QString());
        const QString detail = detailOf(log, "affinities");
        QVERIFY2(detail.startsWith(QLatin1String("given, mean perplexity ")) &&
                     detail.endsWith(QLatin1String(", 8 entries")),
                 qPrintable(detail));
    }

    void affinitiesOfOtherPoints() {
        const ShoalFolder folder;
        QVERIFY(QFile::copy(QStringLiteral(SHOAL_TEST_DATA "/npz/csr_packed.npz"),
                            folder.path(QStringLiteral("p.npz"))));
        const Result result =
            folder.run({"embed", cells(), "--affinities", "p.npz", "--npy", "map.npy", "--quiet"});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("p.npz has 4 rows and 4 columns; affinities of 400 points"),
                 result.err.constData());
    }

    // The sample is placed by the same metric, and has neighbours of its own though the file gives others.
    void samplesOfOtherMetrics() {
        const ShoalFolder folder;
        for (const QStringList& options :
             {QStringList{"--metric", "cosine"}, {"--metric", "manhattan"}, {"--neighbors", "hnsw"}})
            QCOMPARE(folder
                         .run(QStringList{"embed", cells(), "--init", "downsample", "--sample", "100"} +
                              options + shortRun)
                         .exitCode,
                     0);
        QCOMPARE(folder
                     .run(QStringList{"embed", example, "--init", "downsample", "--sample", "40",
                                      "--neighbors", "obsp/distances"} +
                          shortRun)
                     .exitCode,
                 0);
    }

    void graphsAreDescribed() {
        const ShoalFolder folder;
        const Result result = folder.run({"info", example});
        QVERIFY2(result.out.contains("Graphs of neighbours:\n  obsp/connectivities  964 entries\n"),
                 result.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestAffinitiesOfApp)
#include "test_affinities.moc"
