// SPDX-License-Identifier: MIT
// What the program says when it is asked: about a file, its version, its options.
#include "shoal_process.h"

#include <QRegularExpression>
#include <QtTest>

using namespace shoal::test;

class TestInfo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void describesATable() {
        const ShoalFolder folder;
        const Result result = folder.run({"info", cells()});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.err, QByteArray());
        const QRegularExpression wanted(
            QStringLiteral("\\AFormat: CSV\n"
                           "Shape: 400 points × 20 features\n"
                           "Memory to embed it: about \\d+ MB of this machine's [\\d.,]+ GB\n"
                           "Columns:\n"
                           "  cluster  categorical, 7 classes\n\\z"));
        QVERIFY2(wanted.match(QString::fromUtf8(result.out)).hasMatch(), result.out.constData());
    }

    void namesOfColumnsAreAligned() {
        const ShoalFolder folder;
        QByteArray table = "a,b,kind,a longer name,remark\n";
        for (int row = 0; row < 40; ++row)
            table += QByteArray::number(row) + ",1.5," + (row % 2 ? "x" : "y") + ',' + "pqr"[row % 3] +
                     ",text " + QByteArray::number(row * row) + '\n';
        folder.write(QStringLiteral("table.csv"), table);
        const QByteArray out = folder.run({"info", "table.csv"}).out;
        QVERIFY2(out.endsWith("Columns:\n"
                              "  kind           categorical, 2 classes\n"
                              "  a longer name  categorical, 3 classes\n"
                              "  remark         text\n"),
                 out.constData());
    }

    void memoryGrowsWithTheData() {
        const ShoalFolder folder;
        // A header alone says how large a .npy is; a sparse file holds as many zeros as it wants.
        QByteArray header = "{'descr': '<f4', 'fortran_order': False, 'shape': (200000, 50), }";
        header = header.leftJustified(117, ' ') + '\n';
        folder.write(QStringLiteral("large.npy"), QByteArrayLiteral("\x93NUMPY\x01\x00\x76\x00") + header);
        QVERIFY(QFile::resize(folder.path(QStringLiteral("large.npy")), 128 + 200'000LL * 50 * 4));
        const QByteArray out = folder.run({"info", "large.npy"}).out;
        QVERIFY2(out.contains("Format: NumPy array\nShape: 200,000 points × 50 features\n"), out.constData());
        const auto match =
            QRegularExpression(QStringLiteral("about ([\\d.]+) (MB|GB) of")).match(QString::fromUtf8(out));
        const double megabytes =
            match.captured(1).toDouble() * (match.captured(2) == QLatin1String("GB") ? 1000 : 1);
        // 40 MB of features; 90 neighbours a point of 8 bytes are 144 MB, and affinities take more.
        QVERIFY2(megabytes > 300 && megabytes < 2000, out.constData());
    }

    void oneIsSingular() {
        const ShoalFolder folder;
        folder.write(QStringLiteral("row.csv"), "a,b\n1.5,x\n");
        folder.write(QStringLiteral("column.csv"), "a,kind\n" + QByteArray("1.5,x\n2.5,x\n").repeated(20));
        const QByteArray row = folder.run({"info", "row.csv"}).out;
        QVERIFY2(row.contains("Shape: 1 point × 1 feature\n"), row.constData());
        const QByteArray column = folder.run({"info", "column.csv"}).out;
        QVERIFY2(column.contains("  kind  categorical, 1 class\n"), column.constData());
    }

    void tellsItsVersion() {
        const Result result = ShoalFolder().run({"--version"});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.out, QByteArray("shoal " SHOAL_VERSION "\n"));
        QCOMPARE(result.err, QByteArray());
    }

    void helpNamesEverything_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("names");
        QTest::newRow("program") << QStringList{"--help"}
                                 << QStringList{"FILE", "embed", "info", "score", "--version"};
        QTest::newRow("embed") << QStringList{"embed", "--help"}
                               << QStringList{"INPUT",    "--obsm",    "--labels", "--perplexity",
                                              "--init",   "--sample ", "--csv",    "--sample-perplexity",
                                              "--phases", "--seed",    "--npy",    "--threads",
                                              "--png",    "--log",     "--quiet"};
        QTest::newRow("score") << QStringList{"score", "--help"} << QStringList{"DATA",
                                                                                "EMBEDDING",
                                                                                "--obsm",
                                                                                "--labels",
                                                                                "--seed",
                                                                                "--threads",
                                                                                "--json",
                                                                                "--quiet",
                                                                                "KNN",
                                                                                "KNC",
                                                                                "CPD",
                                                                                "Procrustes",
                                                                                "features as they are"};
        QTest::newRow("info") << QStringList{"info", "--help"}
                              << QStringList{"INPUT", "--transform", "--no-compensation"};
    }
    void helpNamesEverything() {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, names);
        const Result result = ShoalFolder().run(arguments);
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.err, QByteArray());
        const QString text = QString::fromUtf8(result.out);
        for (const QString& name : names)
            QVERIFY2(text.contains(name), qPrintable(name));
        for (const QString& line : text.split(QLatin1Char('\n')))
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }
};

QTEST_GUILESS_MAIN(TestInfo)
#include "test_info.moc"
