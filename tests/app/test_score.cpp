// SPDX-License-Identifier: MIT
// How well a map keeps its data, asked on the command line: the table, the JSON, and what is refused.
#include "shoal_process.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QtTest>

#include <csignal>

using namespace shoal::test;

namespace {

constexpr int failed = 1;
constexpr int wrongUsage = 2;

/// A cross of points, each with a name.
QByteArray cross(const QByteArray& header, bool withIds, int points = 40) {
    QByteArray table = header;
    for (int i = 0; i < points; ++i) {
        if (withIds)
            table += "cell" + QByteArray::number(i) + ',';
        table += QByteArray::number(i % 2 == 0 ? i * 0.5 : 0) + ',' +
                 QByteArray::number(i % 2 == 0 ? 0 : i * i * 0.25) + '\n';
    }
    return table;
}

/// A .npy of float32 zeros.
void writeZeros(const ShoalFolder& folder, const QString& name, int rows, int columns) {
    QByteArray header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + QByteArray::number(rows) +
                        ", " + QByteArray::number(columns) + "), }";
    header = header.leftJustified(117, ' ') + '\n';
    folder.write(name, QByteArrayLiteral("\x93NUMPY\x01\x00\x76\x00") + header);
    if (!QFile::resize(folder.path(name), 128 + qint64{rows} * columns * 4))
        qFatal("cannot fill the array");
}

QJsonObject scoresOf(const QByteArray& json) {
    return QJsonDocument::fromJson(json).object()[QLatin1String("scores")].toObject();
}

} // namespace

class TestScore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresAMapOfItsOwn() {
        const ShoalFolder folder;
        QCOMPARE(folder
                     .run({"embed", cells(), "--phases", "12:50,1:150", "--csv", "map.csv", "--npy",
                           "map.npy", "--quiet"})
                     .exitCode,
                 0);
        const Result result = folder.run({"score", cells(), "map.csv"});
        QCOMPARE(result.exitCode, 0);
        const QRegularExpression wanted(
            QStringLiteral("\\AMetric           Value   How\n"
                           "KNN              0\\.[3-9]\\d{3}  exact, k = 10\n"
                           "trustworthiness  0\\.9\\d{3}  exact, k = 10\n"
                           "KNC              (0\\.[4-9]|1\\.0)\\d{3}  exact, k = 3, "
                           "means of 7 classes of \"cluster\"\n"
                           "CPD              0\\.[3-9]\\d{3}  exact\n"
                           "Procrustes       0\\.\\d{4}  exact\n\\z"));
        QVERIFY2(wanted.match(QString::fromUtf8(result.out)).hasMatch(), result.out.constData());
        QVERIFY2(result.err.startsWith("read: 400 points × 20 features, labels cluster, "),
                 result.err.constData());

        // From the array, which holds the same numbers, and on one thread.
        const Result again =
            folder.run({"score", cells(), "map.npy", "--quiet", "--threads", "1", "--seed", "7"});
        QCOMPARE(again.out, result.out);
        QCOMPARE(again.err, QByteArray());
    }

    void jsonHoldsTheSame() {
        const ShoalFolder folder;
        QByteArray map = "x,y\n";
        for (int i = 0; i < 400; ++i)
            map += QByteArray::number(i * 37 % 101) + ',' + QByteArray::number(i * 53 % 89) + '\n';
        folder.write(QStringLiteral("map.csv"), map);
        const QByteArray table = folder.run({"score", cells(), "map.csv", "--quiet"}).out;
        const Result result =
            folder.run({"score", cells(), "map.csv", "--json", "--labels", "cluster", "--seed", "5"});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.out.count('\n'), 1);
        const QJsonObject object = QJsonDocument::fromJson(result.out).object();
        QCOMPARE(object[QLatin1String("points")].toInt(), 400);
        QCOMPARE(object[QLatin1String("features")].toInt(), 20);
        QCOMPARE(object[QLatin1String("labels")].toString(), QStringLiteral("cluster"));
        QCOMPARE(object[QLatin1String("seed")].toInt(), 5);
        QVERIFY(object[QLatin1String("matrix")].isNull());
        const QJsonObject scores = scoresOf(result.out);
        QCOMPARE(scores.size(), 5);
        for (const QString& line : QString::fromUtf8(table).split(QLatin1Char('\n')).mid(1, 5)) {
            const QStringList words = line.simplified().split(QLatin1Char(' '));
            const QJsonObject score = scores[words[0]].toObject();
            QCOMPARE(QString::number(score[QLatin1String("value")].toDouble(), 'f', 4), words[1]);
            QVERIFY(score[QLatin1String("sampled")].isNull());
            QVERIFY(score[QLatin1String("standard_error")].isNull());
        }
        QCOMPARE(scores[QLatin1String("KNC")].toObject()[QLatin1String("k")].toInt(), 3);
        QVERIFY(scores[QLatin1String("CPD")].toObject()[QLatin1String("k")].isNull());
    }

    void aPlaneIsItsOwnMap() {
        const ShoalFolder folder;
        folder.write(QStringLiteral("data.csv"), cross("name,a,b\n", true));
        folder.write(QStringLiteral("map.csv"), cross("# perplexity: 30\n# seed: 42\nid,x,y\n", true));
        const Result result = folder.run({"score", "data.csv", "map.csv", "--quiet"});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.out, "Metric           Value   How\n"
                             "KNN              1.0000  exact, k = 10\n"
                             "trustworthiness  1.0000  exact, k = 10\n"
                             "KNC              none    needs classes: name a column with --labels\n"
                             "CPD              1.0000  exact\n"
                             "Procrustes       0.0000  exact\n");
        QCOMPARE(result.err, QByteArray());
    }

    void whatCannotBeMeasuredIsSaid() {
        const ShoalFolder folder;
        QByteArray data = "a,b,kind\n";
        for (int i = 0; i < 10; ++i)
            data += QByteArray::number(i * i) + ",1," + (i % 2 == 0 ? "even" : "odd") + '\n';
        folder.write(QStringLiteral("data.csv"), data);
        writeZeros(folder, QStringLiteral("map.npy"), 10, 2);
        const Result result = folder.run({"score", "data.csv", "map.npy"});
        QCOMPARE(result.exitCode, 0);
        QVERIFY2(
            result.out.contains("KNC              none    needs 3 classes, there are 2 classes of \"kind\"\n"
                                "CPD              none    all distances are equal\n"
                                "Procrustes       none    all points are at one place\n"),
            result.out.constData());
        QVERIFY(result.out.contains("exact, k = 4\n"));
        const QJsonObject scores = scoresOf(folder.run({"score", "data.csv", "map.npy", "--json"}).out);
        QVERIFY(scores[QLatin1String("CPD")].toObject()[QLatin1String("value")].isNull());
    }

    void matricesAndLabelsAreNamed() {
        const ShoalFolder folder;
        QByteArray map = "x,y\n";
        for (int i = 0; i < 60; ++i)
            map += QByteArray::number(i * 37 % 61) + ',' + QByteArray::number(i * 53 % 59) + '\n';
        folder.write(QStringLiteral("map.csv"), map);
        const QString data = QStringLiteral(SHOAL_TEST_DATA "/h5ad/pbmc68k-60.h5ad");
        const Result result = folder.run(
            {"score", data, "map.csv", "--obsm", "X_umap", "--labels", "phase", "--json", "--quiet"});
        QCOMPARE(result.exitCode, 0);
        const QJsonObject object = QJsonDocument::fromJson(result.out).object();
        QCOMPARE(object[QLatin1String("matrix")].toString(), QStringLiteral("obsm/X_umap"));
        QCOMPARE(object[QLatin1String("features")].toInt(), 2);
        QCOMPARE(object[QLatin1String("labels")].toString(), QStringLiteral("phase"));
        QCOMPARE(scoresOf(result.out)[QLatin1String("KNC")].toObject()[QLatin1String("k")].toInt(), 1);
    }

    void columnsAreFoundByName() {
        const ShoalFolder folder;
        folder.write(QStringLiteral("data.csv"), cross("a,b\n", false));
        QByteArray map = "size,y,x\n"; // of the data's columns the other way round, behind another one
        for (const QByteArray& line : cross("", false).trimmed().split('\n')) {
            const QList<QByteArray> fields = line.split(',');
            map += QByteArray::number(line.size() * 7.5) + ',' + fields[1] + ',' + fields[0] + '\n';
        }
        folder.write(QStringLiteral("map.csv"), map);
        folder.write(QStringLiteral("plain.csv"), cross("", false));
        folder.write(QStringLiteral("other.csv"), cross("tsne1,tsne2\n", false));
        for (const char* name : {"map.csv", "plain.csv", "other.csv"}) {
            const QByteArray out = folder.run({"score", "data.csv", name, "--quiet"}).out;
            QVERIFY2(out.contains("Procrustes       0.0000  exact\n"), out.constData());
        }
    }

    void aLargeMapIsSampled() {
        const ShoalFolder folder;
        QByteArray data = "a,b\n";
        QByteArray map = "x,y\n";
        for (int i = 0; i < 10'300; ++i) {
            const QByteArray first = QByteArray::number(i * 7919 % 10'301);
            data += first + ',' + QByteArray::number(i * 104'729LL % 10'301) + '\n';
            map += first + ',' + QByteArray::number(i % 4000) + '\n';
        }
        folder.write(QStringLiteral("data.csv"), data);
        folder.write(QStringLiteral("map.csv"), map);
        const QStringList arguments{QStringLiteral("score"), QStringLiteral("data.csv"),
                                    QStringLiteral("map.csv"), QStringLiteral("--quiet")};
        const Result result = folder.run(arguments);
        const QRegularExpression wanted(QStringLiteral(
            "\nKNN              0\\.\\d{4}  sampled, 10,000 queries, standard error 0\\.000\\d, k = 10\n"
            "trustworthiness  0\\.\\d{4}  sampled, 10,000 queries, standard error 0\\.000\\d, k = 10\n"
            "KNC .*\n"
            "CPD              0\\.\\d{4}  sampled, 1,000 points, standard error 0\\.0[012]\\d{2}\n"
            "Procrustes       0\\.\\d{4}  exact\n"));
        QVERIFY2(wanted.match(QString::fromUtf8(result.out)).hasMatch(), result.out.constData());
        QCOMPARE(folder.run(arguments + QStringList{"--threads", "8"}).out, result.out);
        QVERIFY(folder.run(arguments + QStringList{"--seed", "43"}).out != result.out);
        const QJsonObject scores = scoresOf(folder.run(arguments + QStringList{"--json"}).out);
        const QJsonObject knn = scores[QLatin1String("KNN")].toObject();
        QCOMPARE(knn[QLatin1String("sampled")].toInt(), 10'000);
        QVERIFY(knn[QLatin1String("standard_error")].toDouble() > 0);
    }

    void failuresAreExplained_data() {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* tag, const char* arguments, const char* sentence) {
            QTest::newRow(tag) << QString::fromLatin1(arguments) << QString::fromUtf8(sentence);
        };
        row("no data", "none.csv map.csv", "There is no file none.csv; check its name and folder.");
        row("no embedding", "data.csv none.csv", "There is no file none.csv; check its name and folder.");
        row("fewer rows", "data.csv short.csv",
            "short.csv has 39 rows, but data.csv has 40 points; give an embedding with a row for each of "
            "them.");
        row("three columns of an array", "data.csv three.npy",
            "three.npy has 3 columns; an embedding has two, x and y.");
        row("one column of an array", "data.csv one.npy",
            "one.npy has 1 column; an embedding has two, x and y.");
        row("no y", "data.csv noy.csv",
            "noy.csv has no column of numbers named \"y\"; an embedding has the columns x and y.");
        row("other ids", "data.csv others.csv",
            "others.csv, row 3 is of \"cell7\", but that point of data.csv is \"cell2\"; give an embedding "
            "of the same points in the same order.");
        row("not a number", "data.csv nan.csv",
            "nan.csv, line 4, column \"y\" is missing (nan); fill it in, or leave out that row or column.");
        row("not a number in the data", "nan.csv map.csv",
            "nan.csv, line 4, column \"y\" is missing (nan); fill it in, or leave out that row or column.");
        row("unknown labels", "data.csv map.csv --labels kind",
            "data.csv has no column \"kind\"; it has \"name\", \"a\" and \"b\".");
        row("unknown matrix", "data.csv map.csv --obsm X_pca",
            "data.csv has no matrix \"X_pca\": it holds a single table; open it without naming one.");
        row("two points", "two.csv two.csv",
            "The quality of an embedding of 2 points cannot be measured: use at least 3.");
    }

    void failuresAreExplained() {
        QFETCH(QString, arguments);
        QFETCH(QString, sentence);
        const ShoalFolder folder;
        folder.write(QStringLiteral("data.csv"), cross("name,a,b\n", true));
        folder.write(QStringLiteral("map.csv"), cross("id,x,y\n", true));
        folder.write(QStringLiteral("short.csv"), cross("id,x,y\n", true, 39));
        folder.write(QStringLiteral("noy.csv"),
                     cross("x,z,v\n", false).replace("\n", ",5\n").replace("v,5", "v"));
        folder.write(
            QStringLiteral("others.csv"),
            cross("id,x,y\n", true).replace("cell2,", "cell7,").replace("cell7,0,12.25", "cell2,0,12.25"));
        folder.write(QStringLiteral("nan.csv"), cross("id,x,y\n", true).replace("cell2,1,0", "cell2,1,nan"));
        folder.write(QStringLiteral("two.csv"), "x,y\n1,2\n3,4\n");
        writeZeros(folder, QStringLiteral("three.npy"), 40, 3);
        writeZeros(folder, QStringLiteral("one.npy"), 40, 1);
        const QStringList before = folder.names();

        const Result result =
            folder.run(QStringList{"score"} + arguments.split(QLatin1Char(' ')) + QStringList{"--quiet"});
        QCOMPARE(QString::fromUtf8(result.err), "shoal: " + sentence + '\n');
        QCOMPARE(result.exitCode, failed);
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(folder.names(), before);
    }

    void wrongUsageIsExplained_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("no files") << QStringList{"score"} << QStringLiteral("DATA is required.");
        QTest::newRow("no embedding")
            << QStringList{"score", "a.csv"} << QStringLiteral("EMBEDDING is required.");
        QTest::newRow("no number") << QStringList{"score", "a.csv", "b.csv", "--seed", "x"}
                                   << QStringLiteral("--seed x is not a whole number.");
        QTest::newRow("no threads") << QStringList{"score", "a.csv", "b.csv", "--threads", "0"}
                                    << QStringLiteral("--threads 0 does not work: use 1 to 1024.");
        QTest::newRow("option of embed") << QStringList{"score", "a.csv", "b.csv", "--csv", "c.csv"}
                                         << QStringLiteral("--csv is not expected here.");
    }

    void wrongUsageIsExplained() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        const Result result = ShoalFolder().run(arguments);
        QCOMPARE(QString::fromUtf8(result.err), "shoal: " + sentence + " (See shoal score --help.)\n");
        QCOMPARE(result.exitCode, wrongUsage);
        QCOMPARE(result.out, QByteArray());
    }

    void isInterrupted() {
        const ShoalFolder folder;
        writeZeros(folder, QStringLiteral("data.npy"), 12'000, 2000); // minutes
        writeZeros(folder, QStringLiteral("map.npy"), 12'000, 2);
        const auto process = folder.process({"score", "data.npy", "map.npy"});
        process->start();
        QVERIFY(waitForError(*process, "read the embedding: "));
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const Result result = resultOf(*process);
        QVERIFY(!result.crashed);
        QCOMPARE(result.exitCode, 128 + SIGINT);
        QVERIFY2(result.err.endsWith("\nInterrupted.\n"), result.err.constData());
        QCOMPARE(result.out, QByteArray());
    }
};

QTEST_GUILESS_MAIN(TestScore)
#include "test_score.moc"
