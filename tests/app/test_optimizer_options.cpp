// SPDX-License-Identifier: MIT
// The options of `shoal embed` that steer the optimiser: that each reaches it, and what their runs tell.
#include "shoal_process.h"

#include <QtTest>

using namespace shoal::test;

namespace {

QStringList embed(const QStringList& options) {
    return QStringList{QStringLiteral("embed"), cells(), QStringLiteral("--threads"), QStringLiteral("2")} +
           options;
}

/// The map that these options make.
QByteArray mapWith(const QStringList& options) {
    const ShoalFolder folder;
    QStringList arguments = embed({"--npy", "map.npy"}) + options;
    if (!options.contains(QStringLiteral("--phases")))
        arguments += {"--phases", "12:60,1:60"};
    const Result result = folder.run(arguments);
    return result.exitCode == 0 ? folder.contents(QStringLiteral("map.npy")) : result.err;
}

} // namespace

class TestOptimizerOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachMakesAnotherMap() {
        const QByteArray plain = mapWith({});
        QVERIFY(plain.startsWith("\x93NUMPY"));
        QCOMPARE(
            mapWith({"--momentum", "0.8", "--max-step-norm", "5", "--dof", "1", "--repulsion", "automatic"}),
            plain);
        QSet<QByteArray> maps{plain};
        const QList<QStringList> options{{"--learning-rate", "100"},
                                         {"--momentum", "0.5"},
                                         {"--max-step-norm", "0.1"},
                                         {"--max-gradient-norm", "0.001"},
                                         {"--dof", "0.5"},
                                         {"--repulsion", "fft"},
                                         {"--repulsion", "exact"},
                                         {"--repulsion", "barnes-hut"},
                                         {"--repulsion", "barnes-hut", "--theta", "0.9"},
                                         {"--phases", "12:60:0.5,1:60"}};
        for (const QStringList& option : options) {
            const QByteArray map = mapWith(option);
            QVERIFY2(map.startsWith("\x93NUMPY"), map.constData());
            QVERIFY2(!maps.contains(map), qPrintable(option.join(u' ')));
            maps.insert(map);
        }
    }

    void earlyStoppingIsTold() {
        const ShoalFolder folder;
        QCOMPARE(folder.run(embed({"--early-stopping", "--log", "run.jsonl"})).exitCode, 0);
        int last = 0;
        QStringList changes;
        for (const QJsonObject& line : folder.log(QStringLiteral("run.jsonl"))) {
            if (line.contains(QLatin1String("kl")))
                last = line[QLatin1String("iteration")].toInt();
            if (line.contains(QLatin1String("change")))
                changes.append(line[QLatin1String("change")].toString());
        }
        QCOMPARE(changes.size(), 2);
        QVERIFY(changes[0].startsWith(QLatin1String("phase 12:250 ended after ")));
        QVERIFY(changes[1].startsWith(QLatin1String("phase 1:500 ended after ")));
        QVERIFY(last > 0 && last < 750);
    }

    void aRateTooLargeFailsWithASentence() {
        const ShoalFolder folder;
        const Result result = folder.run(embed({"--learning-rate", "40000", "--csv", "map.csv"}));
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains("The embedding diverged by iteration "), result.err.constData());
        QVERIFY(result.err.contains("use a smaller learning rate than 4e+04"));
    }
};

QTEST_GUILESS_MAIN(TestOptimizerOptions)
#include "test_optimizer_options.moc"
