// SPDX-License-Identifier: MIT
// Sessions and pictures that say how they were made, on the command line.
#include "shoal_process.h"

#include <QImage>
#include <QRegularExpression>
#include <QtTest>

using namespace shoal::test;

class TestSession : public QObject {
    Q_OBJECT

    ShoalFolder folder_;

    Result embed(const QStringList& options) const {
        return folder_.run(QStringList{"embed", "cells.csv", "--phases", "12:50,1:100", "--quiet"} + options);
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(QFile::copy(cells(), folder_.path("cells.csv")));
        QVERIFY(QFile::copy(cells(), folder_.path("copied.csv")));
        folder_.write("new.csv", folder_.contents("cells.csv").split('\n').mid(0, 41).join('\n') + '\n');
        const Result result = embed(
            {"--session", "map.shoal", "--csv", "map.csv", "--settings", "--png", "map.png", "--seed", "7"});
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }

    void infoTellsOfASession() {
        const QByteArray out = folder_.run({"info", "map.shoal"}).out;
        const QRegularExpression wanted(QStringLiteral(
            "\\AFormat: session, saved by Shoal [\\d.]+\n"
            "Data: cells.csv, 400 points × 20 features\n"
            "Data read from: /.*/cells.csv\n"
            "Coloured by: cluster\n"
            "Runs:\n"
            "  Run 1  finished, iteration 150, KL \\d\\.\\d{4}, seed 7, phases 12:50,1:100\n\\z"));
        QVERIFY2(wanted.match(QString::fromUtf8(out)).hasMatch(), out.constData());
    }

    void infoTellsOfAPicture() {
        const QByteArray out = folder_.run({"info", "map.png"}).out;
        QVERIFY2(out.contains("Format: picture of a map, drawn by Shoal "), out.constData());
        QVERIFY2(out.contains("Data: cells.csv (400 points × 20 features)\n"), out.constData());
        QVERIFY2(out.contains("Iteration: 150\n"), out.constData());
        QVERIFY2(out.contains("\"seed\": 7"), out.constData());
        QImage(4, 4, QImage::Format_RGB32).save(folder_.path("foreign.png"));
        const Result foreign = folder_.run({"info", "foreign.png"});
        QCOMPARE(foreign.exitCode, 1);
        QVERIFY2(foreign.err.contains("foreign.png is a picture that does not say"), foreign.err.constData());
    }

    void newPointsLandAsInTheTable() {
        QCOMPARE(folder_.run({"transform", "map.shoal", "new.csv", "--npy", "a.npy", "--quiet"}).exitCode, 0);
        QCOMPARE(folder_.run({"transform", "map.csv", "new.csv", "--npy", "b.npy", "--quiet"}).exitCode, 0);
        QVERIFY(!folder_.contents("a.npy").isEmpty());
        QCOMPARE(folder_.contents("a.npy"), folder_.contents("b.npy"));
    }

    void ofOtherDistancesAndKernelsToo() {
        QCOMPARE(embed({"--metric", "correlation", "--dof", "0.7", "--session", "other.shoal", "--csv",
                        "other.csv", "--settings"})
                     .exitCode,
                 0);
        QCOMPARE(folder_.run({"transform", "other.shoal", "new.csv", "--npy", "a.npy", "--quiet"}).exitCode,
                 0);
        QCOMPARE(folder_.run({"transform", "other.csv", "new.csv", "--npy", "b.npy", "--quiet"}).exitCode, 0);
        QCOMPARE(folder_.contents("a.npy"), folder_.contents("b.npy"));
    }

    void dataThatMovedAreNamed() {
        const ShoalFolder other;
        QVERIFY(QFile::copy(folder_.path("cells.csv"), other.path("here.csv")));
        QCOMPARE(other.run({"embed", "here.csv", "--phases", "1:50", "--session", "map.shoal", "--quiet"})
                     .exitCode,
                 0);
        QVERIFY(QFile::rename(other.path("here.csv"), other.path("there.csv")));
        QVERIFY(QFile::copy(folder_.path("new.csv"), other.path("new.csv")));
        const Result lost = other.run({"transform", "map.shoal", "new.csv", "--csv", "x.csv"});
        QCOMPARE(lost.exitCode, 1);
        QVERIFY2(lost.err.contains("here.csv is not in the folder of map.shoal") &&
                     lost.err.contains("--data"),
                 lost.err.constData());
        const Result wrong =
            other.run({"transform", "map.shoal", "new.csv", "--data", "new.csv", "--csv", "x.csv"});
        QCOMPARE(wrong.exitCode, 1);
        QVERIFY2(wrong.err.contains("new.csv holds other data"), wrong.err.constData());
        QCOMPARE(other
                     .run({"transform", "map.shoal", "new.csv", "--data", "there.csv", "--csv", "x.csv",
                           "--quiet"})
                     .exitCode,
                 0);
    }

    void aCopyOfTheDataGoesAlong() {
        QCOMPARE(folder_
                     .run({"embed", "copied.csv", "--phases", "1:50", "--session", "copy.shoal",
                           "--copy-data", "--npy", "first.npy", "--quiet"})
                     .exitCode,
                 0);
        QVERIFY(QFile::remove(folder_.path("copied.csv")));
        QCOMPARE(folder_.run({"transform", "copy.shoal", "new.csv", "--csv", "x.csv", "--quiet"}).exitCode,
                 0);
        // Its data can be embedded again.
        QCOMPARE(folder_
                     .run({"embed", "copy.shoal", "--phases", "1:50", "--labels", "cluster", "--npy",
                           "again.npy", "--quiet"})
                     .exitCode,
                 0);
        QCOMPARE(folder_.contents("again.npy"), folder_.contents("first.npy"));
        QVERIFY(folder_.run({"info", "copy.shoal"}).out.contains("Data held: a copy\n"));
        for (const QStringList& unknown : {QStringList{"--labels", "nothing"}, {"--obsm", "X_pca"}})
            QCOMPARE(folder_.run(QStringList{"embed", "copy.shoal", "--csv", "y.csv"} + unknown).exitCode, 1);
    }

    // What is embedded is then no longer what the file holds.
    void aStartFromColumnsTakesTheDataAlong() {
        QCOMPARE(embed({"--init-from", "PC1,PC2", "--session", "started.shoal"}).exitCode, 0);
        QVERIFY(folder_.run({"info", "started.shoal"})
                    .out.contains("400 points × 18 features\nData held: a copy"));
    }

    void whatIsNoSessionIsTold() {
        const QByteArray whole = folder_.contents("map.shoal");
        folder_.write("cut.shoal", whole.left(whole.size() / 2));
        for (const QStringList& command :
             {QStringList{"info", "cut.shoal"}, {"transform", "cut.shoal", "new.csv", "--csv", "x.csv"}}) {
            const Result result = folder_.run(command);
            QCOMPARE(result.exitCode, 1);
            QVERIFY2(result.err.contains("cut.shoal is not a sound Shoal session") &&
                         result.err.count('\n') == 1,
                     result.err.constData());
        }
    }

    void wrongUseIsTold() {
        QCOMPARE(embed({"--csv", "x.csv", "--copy-data"}).exitCode, 2);
        QCOMPARE(embed({"--csv", "x.csv", "--session", "x.csv"}).exitCode, 2);
        QCOMPARE(embed({"--session", "cells.csv"}).exitCode, 2);
        QCOMPARE(embed({"--session", "no/such/folder.shoal"}).exitCode, 1);
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"
