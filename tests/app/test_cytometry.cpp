// SPDX-License-Identifier: MIT
// FCS files on the command line: what is done to the markers is said, chosen, and kept with the map.
#include "shoal_process.h"

#include <QtTest>

using namespace shoal::test;

namespace {

const QString fcs = QStringLiteral(SHOAL_TEST_DATA "/fcs/accuri.fcs");

} // namespace

class TestCytometry : public QObject {
    Q_OBJECT

    ShoalFolder folder_;

private Q_SLOTS:
    void infoTellsWhatIsDone() {
        const QByteArray out = folder_.run({"info", fcs}).out;
        for (const char* line : {"Format: FCS 3.1\n", "Shape: 1,589 points × 8 features\n",
                                 "Spillover between 8 channels is compensated.\n",
                                 "Markers are on the scale arcsinh(value / 150), usual for fluorescence.\n",
                                 "  markers   1,589 points × 8 features (default)\n",
                                 "  channels  1,589 points × 14 features\n", "  Time   continuous\n"})
            QVERIFY2(out.contains(line), out.constData());
        const QByteArray plain = folder_.run({"info", fcs, "--transform", "none", "--no-compensation"}).out;
        QVERIFY2(!plain.contains("Spillover") && !plain.contains("arcsinh"), plain.constData());
        const QByteArray other = folder_.run({"info", fcs, "--transform", "arcsinh:20"}).out;
        QVERIFY2(other.contains("arcsinh(value / 20)"), other.constData());
    }

    void aMapKeepsWhatWasDone() {
        const Result made = folder_.run({"embed", fcs, "--transform", "arcsinh:20", "--no-compensation",
                                         "--phases", "12:20", "--csv", "map.csv", "--settings", "--quiet"});
        QVERIFY2(made.exitCode == 0, made.err.constData());
        const QByteArray map = folder_.contents(QStringLiteral("map.csv"));
        for (const char* line : {"# matrix: markers\n", "# transform: arcsinh:20\n", "# compensation: off\n"})
            QVERIFY2(map.contains(line), map.left(2000).constData());
        // The map's own points find themselves only when they are read the same way.
        const Result placed = folder_.run(
            {"transform", "map.csv", fcs, "--iterations", "0", "--place-on", "1", "--csv", "again.csv"});
        QVERIFY2(placed.exitCode == 0, placed.err.constData());
        const QByteArray again = folder_.contents(QStringLiteral("again.csv"));
        const QByteArray points = map.mid(map.indexOf("id,"));
        int same = 0;
        const QList<QByteArray> before = points.split('\n');
        const QList<QByteArray> after = again.split('\n');
        QCOMPARE(after.size(), before.size());
        for (qsizetype i = 0; i < before.size(); ++i)
            same += before[i] == after[i] ? 1 : 0;
        QVERIFY2(same > 1500, qPrintable(QString::number(same))); // but for cells that are equal
    }

    void nonsenseIsRefused() {
        const Result result = folder_.run({"info", fcs, "--transform", "log"});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("\"log\" is no transform"), result.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCytometry)
#include "test_cytometry.moc"
