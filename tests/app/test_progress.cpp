// SPDX-License-Identifier: MIT
// Progress on stderr: one line rewritten on a terminal, plain lines elsewhere.
#include "shoal_process.h"

#include <QRegularExpression>
#include <QtTest>

#include <thread>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace shoal::test;

namespace {

/// A terminal of so many columns, and all that is written to it.
class Terminal {
public:
    explicit Terminal(unsigned short columns)
        : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0)
            qFatal("no terminal could be made");
        slave_ = ::open(::ptsname(master_), O_RDWR | O_NOCTTY | O_CLOEXEC);
        const winsize size{24, columns, 0, 0};
        ::ioctl(slave_, TIOCSWINSZ, &size);
    }
    ~Terminal() { ::close(master_); }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// Runs with stderr on the terminal.
    Result run(const ShoalFolder& folder, const QStringList& arguments) {
        const auto process = folder.process(arguments);
        process->setChildProcessModifier([slave = slave_] { ::dup2(slave, STDERR_FILENO); });
        process->start();
        std::thread reader([this] {
            char block[4096];
            for (ssize_t count = 0; (count = ::read(master_, block, sizeof block)) > 0;)
                text_.append(block, count);
        });
        Result result = resultOf(*process);
        ::close(slave_); // the last one: ends the reader
        reader.join();
        result.err = text_.replace("\r\n", "\n");
        return result;
    }

private:
    const int master_;
    int slave_ = -1;
    QByteArray text_;
};

/// What stood on the rewritten line, one after the other; what stays is left out.
QStringList rewritten(const QByteArray& text) {
    QStringList lines;
    for (const QString& part : QString::fromUtf8(text).split(QStringLiteral("\r\x1b[K")))
        if (!part.isEmpty() && !part.contains(QLatin1Char('\n')))
            lines.append(part);
    return lines;
}

} // namespace

class TestProgress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTerminalHasOneLine_data() {
        QTest::addColumn<int>("columns");
        QTest::newRow("wide") << 120;
        QTest::newRow("narrow") << 40;
        QTest::newRow("very narrow") << 12;
    }
    void aTerminalHasOneLine() {
        QFETCH(int, columns);
        const ShoalFolder folder;
        Terminal terminal(static_cast<unsigned short>(columns));
        const Result result = terminal.run(
            folder, {"embed", cells(), "--perplexity", "100", "--phases", "1:15000", "--csv", "map.csv"});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.out, QByteArray());
        const QStringList lines = rewritten(result.err);
        QVERIFY(lines.size() > 3);
        for (const QString& line : lines)
            QVERIFY2(line.size() < columns, qPrintable(line));
        if (columns == 120) {
            const QRegularExpression whole(QStringLiteral(
                "\\Aoptimization \\d+%  [\\d.]+ m?i?n?.*s left  iteration \\d+/15000  KL 0\\.\\d{4}  "
                "\\d+ iterations/s\\z"));
            QVERIFY2(!lines.filter(whole).isEmpty(), qPrintable(lines.join(QLatin1Char('\n'))));
        }
        if (columns == 40)
            QVERIFY(!lines.filter(QRegularExpression(QStringLiteral("\\Aoptimization \\d+%  .* left")))
                         .isEmpty());
        // What stays on the screen is the summary alone.
        const QString last = QString::fromUtf8(result.err).section(QStringLiteral("\x1b[K"), -1);
        const QRegularExpression summary(
            QStringLiteral("\\AEmbedded 400 points in .*, KL 0\\.\\d{4}: map.csv\\.\n\\z"));
        QVERIFY2(summary.match(last).hasMatch(), qPrintable(last));
        QCOMPARE(result.err.count('\n'), 1);
    }

    void aFailureLeavesNoHalfLine() {
        const ShoalFolder folder;
        Terminal terminal(80);
        const Result result = terminal.run(folder, {"embed", "none.csv", "--csv", "map.csv"});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(
            result.err.endsWith("\r\x1b[Kshoal: There is no file none.csv; check its name and folder.\n"),
            result.err.constData());
    }

    void elsewhereEveryThingHasItsLine() {
        const ShoalFolder folder;
        const Result result = folder.run({"embed", cells(), "--phases", "12:100,1:70", "--csv", "map.csv"});
        const QRegularExpression wanted(
            QStringLiteral("\\Aread: 400 points × 20 features, labels cluster, TIME\n"
                           "neighbors: k = 90, recall [\\d.]+, TIME\n"
                           "affinities: perplexity 30, [\\d,]+ entries, TIME\n"
                           "initialization: pca, TIME\n"
                           "optimization: iteration 50, KL \\d\\.\\d{4}, TIME(, TIME left)?\n"
                           "optimization: iteration 100, KL \\d\\.\\d{4}, TIME(, TIME left)?\n"
                           "optimization: iteration 150, KL \\d\\.\\d{4}, TIME(, TIME left)?\n"
                           "optimization: iteration 170, KL \\d\\.\\d{4}, TIME(, TIME left)?\n"
                           "optimization: 170 iterations, TIME\n"
                           "write: map.csv, TIME\n"
                           "Embedded 400 points in TIME, KL \\d\\.\\d{4}: map.csv.\n\\z")
                .replace(QLatin1String("TIME"), QLatin1String("[\\d.]+ s")));
        QVERIFY2(wanted.match(QString::fromUtf8(result.err)).hasMatch(), result.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestProgress)
#include "test_progress.moc"
