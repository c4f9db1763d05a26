// SPDX-License-Identifier: MIT
// Where an embedding starts, as the command line lets people choose it.
#include "shoal_process.h"

#include <QtTest>

using namespace shoal::test;

namespace {

Result embed(const ShoalFolder& folder, const QStringList& options) {
    return folder.run(QStringList{"embed", cells(), "--phases", "1:50", "--quiet", "--log", "run.jsonl"} +
                      options);
}

/// What the log tells of a stage.
QString detailOf(const ShoalFolder& folder, const QString& stage) {
    for (const QJsonObject& line : folder.log(QStringLiteral("run.jsonl")))
        if (line[QLatin1String("stage")].toString() == stage && line.contains(QLatin1String("detail")))
            return line[QLatin1String("detail")].toString();
    return {};
}

} // namespace

class TestStarts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void spectral() {
        const ShoalFolder folder;
        QCOMPARE(embed(folder, {"--init", "spectral"}).exitCode, 0);
        QCOMPARE(detailOf(folder, "initialization"), QStringLiteral("spectral"));
    }

    void anEarlierMapIsTakenUp() {
        const ShoalFolder folder;
        QCOMPARE(embed(folder, {"--csv", "map.csv", "--npy", "map.npy"}).exitCode, 0);
        QCOMPARE(embed(folder, {"--init-from", "map.csv", "--npy", "a.npy", "--no-rescale"}).exitCode, 0);
        QCOMPARE(detailOf(folder, "initialization"), QStringLiteral("given: map.csv"));
        QCOMPARE(
            embed(folder, {"--init", "given", "--init-from", "map.npy", "--npy", "b.npy", "--no-rescale"})
                .exitCode,
            0);
        QCOMPARE(folder.contents("a.npy"), folder.contents("b.npy"));
        QCOMPARE(embed(folder, {"--init-from", "map.csv", "--npy", "c.npy"}).exitCode, 0);
        QVERIFY(folder.contents("a.npy") != folder.contents("c.npy"));
    }

    void twoColumnsOfTheFile() {
        const ShoalFolder folder;
        QByteArray table = "a,b,c,px,py\n";
        for (int i = 0; i < 60; ++i)
            table += QByteArray::number(i % 7) + ".5," + QByteArray::number(i * i % 11) + ".5," +
                     QByteArray::number(i) + ".25," + QByteArray::number(i * 0.5 + 0.25) + ',' +
                     QByteArray::number(0.125 - i) + '\n';
        folder.write("table.csv", table);
        const Result result = folder.run({"embed", "table.csv", "--perplexity", "5", "--phases", "1:50",
                                          "--init-from", "px,py", "--csv", "map.csv", "--log", "run.jsonl"});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        // They are no features then.
        QVERIFY2(detailOf(folder, "read").startsWith("60 points × 3 features"),
                 qPrintable(detailOf(folder, "read")));
        QCOMPARE(detailOf(folder, "initialization"), QStringLiteral("given: px,py"));
    }

    void aSampleIsExtendedByMedians() {
        const ShoalFolder folder;
        QCOMPARE(embed(folder, {"--init", "downsample", "--sample", "100", "--place-on", "10",
                                "--place-weights", "affinity", "--jitter"})
                     .exitCode,
                 0);
        QCOMPARE(detailOf(folder, "placement"), QStringLiteral("100 sampled points, medians of 10"));
    }

    void whatDoesNotFitIsRefused_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QString>("part");
        QTest::newRow("no source") << QStringList{"--init", "given"} << 2 << "--init-from";
        QTest::newRow("another start")
            << QStringList{"--init", "random", "--init-from", "x"} << 2 << "of no use";
        QTest::newRow("no sample") << QStringList{"--place-on", "3"} << 2 << "--place-on is of no use";
        QTest::newRow("no weights") << QStringList{"--init", "downsample", "--place-weights", "near"} << 2
                                    << "uniform, affinity";
        QTest::newRow("none to place on")
            << QStringList{"--init", "downsample", "--place-on", "0"} << 2 << "at least 1";
        QTest::newRow("scale") << QStringList{"--no-rescale"} << 2 << "of no use";
        QTest::newRow("unknown source")
            << QStringList{"--init-from", "nothing"} << 1 << "nothing to start from";
        QTest::newRow("unknown columns") << QStringList{"--init-from", "p,q"} << 1 << "p";
        QTest::newRow("no numbers") << QStringList{"--init-from", "cluster,PC1"} << 1
                                    << "no column of numbers";
    }

    void whatDoesNotFitIsRefused() {
        QFETCH(const QStringList, options);
        QFETCH(const int, exitCode);
        QFETCH(const QString, part);
        const ShoalFolder folder;
        const Result result = embed(folder, options);
        QCOMPARE(result.exitCode, exitCode);
        QVERIFY2(QString::fromUtf8(result.err).contains(part), result.err.constData());
        QCOMPARE(result.err.count('\n'), 1);
    }
};

QTEST_GUILESS_MAIN(TestStarts)
#include "test_starts.moc"
