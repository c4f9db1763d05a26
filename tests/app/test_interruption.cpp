// SPDX-License-Identifier: MIT
// Ctrl-C and its kin while a run is under way: it ends, says so, and leaves nothing half.
#include "shoal_process.h"

#include <QtTest>

#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace shoal::test;

namespace {

/// A run that would take hours.
const QStringList longRun{QStringLiteral("embed"), cells(), QStringLiteral("--phases"),
                          QStringLiteral("1:9000000")};
const QByteArray underWay = "optimization: iteration 100,";

void send(const QProcess& process, int signal) {
    ::kill(static_cast<pid_t>(process.processId()), signal);
}

} // namespace

class TestInterruption : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesTheLogAndOldFilesAlone_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGHUP") << SIGHUP;
    }
    void leavesTheLogAndOldFilesAlone() {
        QFETCH(int, signal);
        const ShoalFolder folder;
        folder.write(QStringLiteral("map.csv"), "old");
        const auto process = folder.process(longRun + QStringList{"--csv", "map.csv", "--npy", "map.npy",
                                                                  "--png", "map.png", "--log", "run.jsonl"});
        process->start();
        QVERIFY(waitForError(*process, underWay));
        send(*process, signal);
        const Result result = resultOf(*process);
        QVERIFY(!result.crashed);
        QCOMPARE(result.exitCode, 128 + signal);
        QVERIFY(result.err.endsWith("\nInterrupted.\n"));
        QCOMPARE(folder.names(), (QStringList{QStringLiteral("map.csv"), QStringLiteral("run.jsonl")}));
        QCOMPARE(folder.contents(QStringLiteral("map.csv")), "old");
        // Every line of the log is whole; the last one says how it ended.
        const QList<QJsonObject> log = folder.log(QStringLiteral("run.jsonl"));
        for (const QJsonObject& line : log)
            QVERIFY(!line.isEmpty());
        QCOMPARE(log.last(), (QJsonObject{{QStringLiteral("error"), QStringLiteral("Interrupted.")}}));
    }

    void theLogCanBeWatched() {
        const ShoalFolder folder;
        const auto process = folder.process(longRun + QStringList{"--log", "run.jsonl"});
        process->start();
        QVERIFY(waitForError(*process, underWay));
        QVERIFY(folder.contents(QStringLiteral("run.jsonl")).contains("\"iteration\":50,"));
        send(*process, SIGINT);
        QCOMPARE(resultOf(*process).exitCode, 128 + SIGINT);
    }

    // nohup, and jobs in the background of a script.
    void ignoredSignalsStayIgnored() {
        const ShoalFolder folder;
        const auto process = folder.process(longRun + QStringList{"--csv", "map.csv"});
        process->setChildProcessModifier([] { std::signal(SIGHUP, SIG_IGN); });
        process->start();
        QVERIFY(waitForError(*process, underWay));
        send(*process, SIGHUP);
        send(*process, SIGTERM);
        QCOMPARE(resultOf(*process).exitCode, 128 + SIGTERM);
    }

    // The first one cannot end a program that waits for a pipe's reader; the second one does.
    void theSecondOneKills() {
        const ShoalFolder folder;
        const QByteArray pipe = folder.path(QStringLiteral("pipe")).toLocal8Bit();
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        const int reader = ::open(pipe.constData(), O_RDONLY | O_NONBLOCK);
        QVERIFY(reader >= 0);
        QVERIFY(::fcntl(reader, F_SETPIPE_SZ, 4096) == 4096); // less than the CSV
        const auto process =
            folder.process({"embed", cells(), "--phases", "1:50", "--csv", "pipe", "--quiet"});
        process->start();
        QVERIFY(process->waitForStarted());
        pollfd writing{reader, POLLIN, 0};
        QCOMPARE(::poll(&writing, 1, 60'000), 1);
        send(*process, SIGINT);
        send(*process, SIGTERM);
        const Result result = resultOf(*process);
        ::close(reader);
        QVERIFY(result.crashed);
        QCOMPARE(result.exitCode, SIGTERM);
    }
};

QTEST_GUILESS_MAIN(TestInterruption)
#include "test_interruption.moc"
