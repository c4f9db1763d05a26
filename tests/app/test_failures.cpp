// SPDX-License-Identifier: MIT
// Everything that can be wrong: the exit code, one sentence, and nothing lost.
#include "shoal_process.h"

#include <QFile>
#include <QRegularExpression>
#include <QtTest>

#include <csignal>

#include <sys/resource.h>

using namespace shoal::test;

namespace {

constexpr int failed = 1;
constexpr int wrongUsage = 2;

QString oneLineOf(const Result& result) {
    const QString text = QString::fromUtf8(result.err);
    return text.count(QLatin1Char('\n')) == 1 && text.endsWith(QLatin1Char('\n')) ? text.chopped(1)
                                                                                  : "not one line: " + text;
}

/// Files may not grow beyond a kilobyte: the disk refuses half way.
void limitFiles() {
    constexpr rlim_t bytes = 1024;
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace

class TestFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongUsageIsExplained_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        // CELLS stands for the cells' file.
        const auto row = [](const char* tag, const char* arguments, const char* sentence) {
            QTest::newRow(tag) << QString::fromLatin1(arguments).split(QLatin1Char(' '))
                               << QString::fromUtf8(sentence);
        };
        row("no input", "embed --csv map.csv", "INPUT is required.");
        row("no output", "embed CELLS", "Nothing would be kept: give an output, such as --csv FILE.");
        row("unknown option", "embed CELLS --csv map.csv --perplexty 5", "--perplexty is not expected here.");
        row("second input", "embed CELLS other.csv --csv map.csv", "other.csv is not expected here.");
        row("option without value", "embed CELLS --csv", "--csv: 1 required FILE missing.");
        row("empty value", "embed CELLS --csv map.csv --phases=", "--phases: 1 required LIST missing.");
        row("no number", "embed CELLS --csv map.csv --perplexity many", "--perplexity many is not a number.");
        row("half a number", "embed CELLS --csv map.csv --perplexity 30x",
            "--perplexity 30x is not a number.");
        row("no whole number", "embed CELLS --csv map.csv --seed 1.5", "--seed 1.5 is not a whole number.");
        row("negative seed", "embed CELLS --csv map.csv --seed=-1", "--seed -1 is not a whole number.");
        row("large seed", "embed CELLS --csv map.csv --seed 18446744073709551616",
            "--seed 18446744073709551616 is out of range.");
        row("perplexity below 1", "embed CELLS --csv map.csv --perplexity 0.5",
            "Perplexity 0.5 does not work: use at least 1.");
        row("perplexity not finite", "embed CELLS --csv map.csv --perplexity nan",
            "Perplexity must be a finite number: use at least 1.");
        row("unknown start", "embed CELLS --csv map.csv --init tsne",
            "There is no start named \"tsne\"; use one of: pca, spectral, random, given, downsample.");
        row("malformed phases", "embed CELLS --csv map.csv --phases 12:250,1",
            "\"1\" is no phase; write exaggeration:iterations, both above 0, as in 12:250,1:500, or with a "
            "momentum below 1, as in 12:250:0.5.");
        row("phase left out", "embed CELLS --csv map.csv --phases 12:250,,1:3",
            "A phase is missing beside a comma; write exaggeration:iterations, both above 0, as in "
            "12:250,1:500, or with a momentum below 1, as in 12:250:0.5.");
        row("rate of 0", "embed CELLS --csv map.csv --learning-rate 0",
            "Learning rate 0 does not work: use a number above 0, or none for the automatic one.");
        row("momentum of 1", "embed CELLS --csv map.csv --momentum 1",
            "Momentum 1 does not work: use at most 0.99.");
        row("phase's momentum of 1", "embed CELLS --csv map.csv --phases 12:250:1",
            "\"12:250:1\" is no phase; write exaggeration:iterations, both above 0, as in 12:250,1:500, or "
            "with a momentum below 1, as in 12:250:0.5.");
        row("step of 0", "embed CELLS --csv map.csv --max-step-norm 0",
            "Greatest step 0 does not work: use a number above 0, such as 5.");
        row("gradient below 0", "embed CELLS --csv map.csv --max-gradient-norm -1",
            "Greatest gradient -1 does not work: use a number above 0, or none for any gradient.");
        row("no degrees of freedom", "embed CELLS --csv map.csv --dof 0",
            "Degrees of freedom 0 does not work: use 0.1 to 100.");
        row("unknown repulsion", "embed CELLS --csv map.csv --repulsion tree",
            "There is no repulsion named \"tree\"; use one of: automatic, fft, barnes-hut, exact.");
        row("theta of no use", "embed CELLS --csv map.csv --theta 0.3",
            "--theta is of no use without --repulsion barnes-hut.");
        row("theta above 1", "embed CELLS --csv map.csv --repulsion barnes-hut --theta 1.5",
            "Theta 1.5 does not work: use 0 to 1.");
        row("sample of no use", "embed CELLS --csv map.csv --sample 100",
            "--sample is of no use without --init downsample.");
        row("sample perplexity of no use", "embed CELLS --csv map.csv --init random --sample-perplexity 10",
            "--sample-perplexity is of no use without --init downsample.");
        row("sample too small", "embed CELLS --csv map.csv --init downsample --sample 3",
            "A sample of 3 points is too small: use at least 10.");
        row("unknown metric", "embed CELLS --csv map.csv --metric hamming",
            "There is no metric named \"hamming\"; use one of: euclidean, cosine, correlation, manhattan.");
        row("unknown neighbours", "embed CELLS --csv map.csv --neighbors given",
            "--neighbors given does not work: use auto, exact, hnsw or a graph of the file, such as "
            "obsp/distances.");
        row("unknown affinities", "embed CELLS --csv map.csv --affinities umap",
            "There is no kind of affinities named \"umap\"; use one of: perplexity, multiscale, mixture, "
            "sigma, uniform, given.");
        row("affinities from nowhere", "embed CELLS --csv map.csv --affinities given",
            "--affinities given does not work: name the file, as in affinities.npz.");
        row("several perplexities", "embed CELLS --csv map.csv --perplexity 5,50",
            "--perplexity of several numbers is of no use without --affinities multiscale or mixture.");
        row("half a list", "embed CELLS --csv map.csv --affinities mixture --perplexity 5,",
            "--perplexity  is not a number.");
        row("no perplexities", "embed CELLS --csv map.csv --affinities mixture",
            "There are no perplexities for mixture affinities: give at least one, as in 50,500.");
        row("perplexity of no use", "embed CELLS --csv map.csv --affinities uniform --perplexity 5",
            "--perplexity is of no use without --affinities perplexity, multiscale or mixture.");
        row("no sigma", "embed CELLS --csv map.csv --affinities sigma",
            "There is no sigma for sigma affinities: give the width of the Gaussians, in the unit of the "
            "distances.");
        row("sigma of no use", "embed CELLS --csv map.csv --sigma 2",
            "--sigma is of no use without --affinities sigma.");
        row("k of no use", "embed CELLS --csv map.csv --k 20",
            "--k is of no use without --affinities sigma or uniform.");
        row("no neighbours", "embed CELLS --csv map.csv --affinities uniform --k 0",
            "0 neighbours are too few: use at least 1.");
        row("symmetry of no use", "embed CELLS --csv map.csv --symmetry mean",
            "--symmetry is of no use without --affinities uniform.");
        row("output over affinities", "embed CELLS --npy p.npz --affinities p.npz",
            "--npy would overwrite the affinities p.npz.");
        row("no threads", "embed CELLS --csv map.csv --threads 0",
            "--threads 0 does not work: use 1 to 1024.");
        row("two outputs in one file", "embed CELLS --csv map.csv --png ./map.csv",
            "--csv and --png name the same file.");
        row("output over input", "embed CELLS --npy CELLS", "--npy would overwrite the input CELLS.");
        row("two files for the window", "one.csv two.csv", "two.csv is not expected here.");
        row("info of nothing", "info", "INPUT is required.");
    }
    void wrongUsageIsExplained() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        arguments.replaceInStrings(QStringLiteral("CELLS"), cells());
        sentence.replace(QLatin1String("CELLS"), cells());
        const ShoalFolder folder;
        const Result result = folder.run(arguments);
        QCOMPARE(result.exitCode, wrongUsage);
        const QString command = arguments.first() == QLatin1String("embed")  ? QStringLiteral("shoal embed")
                                : arguments.first() == QLatin1String("info") ? QStringLiteral("shoal info")
                                                                             : QStringLiteral("shoal");
        QCOMPARE(oneLineOf(result), QStringLiteral("shoal: %1 (See %2 --help.)").arg(sentence, command));
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(folder.names(), QStringList());
    }

    // With --quiet, so that the sentence stands alone wherever the run has got to.
    void failuresAreExplained_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* tag, const char* arguments, const char* sentence) {
            QTest::newRow(tag) << QString::fromLatin1(arguments).split(QLatin1Char(' '))
                               << QString::fromUtf8(sentence);
        };
        row("missing file", "embed none.csv --csv map.csv",
            "There is no file none.csv; check its name and folder.");
        row("missing file of info", "info none.csv", "There is no file none.csv; check its name and folder.");
        row("empty file", "embed empty.csv --csv map.csv",
            "empty.csv is empty; choose a file with data in it.");
        row("empty file in a folder", "embed folder/empty.csv --csv map.csv",
            "empty.csv is empty; choose a file with data in it.");
        row("wrong format", "embed picture.csv --csv map.csv",
            "picture.csv is a picture, which Shoal does not read; save it as CSV, .npy or .h5ad.");
        row("not a number", "embed gap.csv --csv map.csv",
            "gap.csv, line 3, column \"b\" is missing (nan); fill it in, or leave out that row or column.");
        row("single row", "embed single.csv --csv map.csv",
            "A single row cannot be embedded: open a file with at least two rows.");
        row("unknown labels", "embed CELLS --labels clusters --csv map.csv",
            "pbmc3k-400\\.csv has no column \"clusters\"; it has \"cluster\", .*");
        row("unknown matrix", "embed CELLS --obsm X_pca --csv map.csv",
            "pbmc3k-400.csv has no matrix \"X_pca\": it holds a single table; open it without naming one.");
        row("sample too large", "embed CELLS --init downsample --sample 400 --csv map.csv",
            "A sample of 400 cannot be drawn from 400 points: use a sample size of at most 399, or start "
            "pca.");
        row("no folder for the CSV", "embed CELLS --csv none/map.csv",
            "map.csv was not written: there is no folder none; make it or choose another one.");
        row("a folder for the array", "embed CELLS --npy folder",
            "folder is a folder; give the name of a file.");
        row("no folder for the log", "embed CELLS --log none/run.jsonl",
            "run.jsonl was not written: there is no folder none; make it or choose another one.");
        if (QFileInfo::exists(QStringLiteral("/sys/kernel"))) // mounted, and no mere folder
            row("no writing there", "embed CELLS --png /sys/map.png",
                "map.png was not written: /sys may not be written to; choose another folder.");
        // Refused before the file is looked for.
        row("outputs come first", "embed none.csv --csv none/map.csv",
            "map.csv was not written: there is no folder none; make it or choose another one.");
    }
    void failuresAreExplained() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        arguments.replaceInStrings(QStringLiteral("CELLS"), cells());
        const ShoalFolder folder;
        folder.write(QStringLiteral("empty.csv"), "");
        folder.write(QStringLiteral("picture.csv"), "\x89PNG\r\n");
        folder.write(QStringLiteral("gap.csv"), "a,b\n1,2\n3,nan\n5,6\n7,8\n");
        folder.write(QStringLiteral("single.csv"), "a,b\n1,2\n");
        QVERIFY(QDir(folder.path(QString())).mkdir(QStringLiteral("folder")));
        folder.write(QStringLiteral("folder/empty.csv"), "");
        const QStringList before = folder.names();
        if (arguments.first() == QLatin1String("embed"))
            arguments.append(QStringLiteral("--quiet"));

        const Result result = folder.run(arguments);
        QCOMPARE(result.exitCode, failed);
        const QString line = oneLineOf(result);
        const QRegularExpression pattern(QStringLiteral("\\Ashoal: %1\\z").arg(sentence));
        QVERIFY2(line == "shoal: " + sentence || pattern.match(line).hasMatch(), qPrintable(line));
        QCOMPARE(result.out, QByteArray());
        QCOMPARE(folder.names(), before);
    }

    void failuresStandInTheLog() {
        const ShoalFolder folder;
        folder.write(QStringLiteral("run.jsonl"), QByteArray(1000, 'x') + '\n');
        QCOMPARE(folder.run({"embed", "none.csv", "--log", "run.jsonl"}).exitCode, failed);
        const QList<QJsonObject> log = folder.log(QStringLiteral("run.jsonl"));
        QCOMPARE(log.size(), 1);
        QCOMPARE(log[0],
                 (QJsonObject{{QStringLiteral("error"),
                               QStringLiteral("There is no file none.csv; check its name and folder.")}}));
    }

    void aFullDiskLosesNoOtherFile() {
        QVERIFY2(QFile::exists(QStringLiteral("/dev/full")), "this test needs /dev/full");
        const ShoalFolder folder;
        const Result result = folder.run({"embed", cells(), "--phases", "1:50", "--csv", "/dev/full", "--npy",
                                          "map.npy", "--png", "map.png", "--quiet"});
        QCOMPARE(result.exitCode, failed);
        QCOMPARE(oneLineOf(result),
                 "shoal: full was not written: the disk that holds /dev is full; free some room or "
                 "choose another folder.");
        QCOMPARE(folder.names(), (QStringList{QStringLiteral("map.npy"), QStringLiteral("map.png")}));
    }

    void aFullDiskUnderTheLogLosesNoFile() {
        QVERIFY2(QFile::exists(QStringLiteral("/dev/full")), "this test needs /dev/full");
        const ShoalFolder folder;
        const Result result = folder.run(
            {"embed", cells(), "--phases", "1:50", "--csv", "map.csv", "--log", "/dev/full", "--quiet"});
        QCOMPARE(result.exitCode, failed);
        QCOMPARE(oneLineOf(result),
                 "shoal: full was not written: the disk that holds /dev is full; free some room or "
                 "choose another folder.");
        QCOMPARE(folder.names(), QStringList{QStringLiteral("map.csv")});
    }

    void aLogThatFailsIsNoSuccess() {
        QVERIFY2(QFile::exists(QStringLiteral("/dev/full")), "this test needs /dev/full");
        const QByteArray sentence =
            "full was not written: the disk that holds /dev is full; free some room or "
            "choose another folder.";
        const ShoalFolder folder;
        const Result log =
            folder.run({"embed", cells(), "--phases", "1:50", "--csv", "map.csv", "--log", "/dev/full"});
        QCOMPARE(log.exitCode, failed);
        QVERIFY2(log.err.endsWith("\nshoal: " + sentence + "\n"), log.err.constData());
        QVERIFY2(!log.err.contains("Embedded"), log.err.constData());
        const Result both = folder.run({"embed", cells(), "--phases", "1:50", "--csv", "/dev/full", "--npy",
                                        "map.npy", "--log", "/dev/./full"});
        QCOMPARE(both.exitCode, failed);
        const QByteArray ofTheLog = QByteArray(sentence).replace("/dev", "/dev/.");
        QVERIFY2(both.err.endsWith("\nshoal: " + sentence + " " + ofTheLog + "\n"), both.err.constData());
    }

    void anAnswerNobodyGetsIsAFailure() {
        QVERIFY2(QFile::exists(QStringLiteral("/dev/full")), "this test needs /dev/full");
        const ShoalFolder folder;
        const auto process = folder.process({"info", cells()});
        process->setStandardOutputFile(QStringLiteral("/dev/full"));
        process->start();
        const Result result = resultOf(*process);
        QCOMPARE(result.exitCode, failed);
        QCOMPARE(oneLineOf(result), "shoal: The answer could not be written to the standard output.");
    }

    void whatCannotBeReplacedStays() {
        const ShoalFolder folder;
        const QStringList files{QStringLiteral("map.csv"), QStringLiteral("map.npy"),
                                QStringLiteral("map.png")};
        for (const QString& name : files)
            folder.write(name, "old");
        const Result result = folder.run({"embed", cells(), "--phases", "1:50", "--csv", "map.csv", "--npy",
                                          "map.npy", "--png", "map.png", "--quiet"},
                                         limitFiles);
        QCOMPARE(result.exitCode, failed);
        QCOMPARE(oneLineOf(result), "shoal: map.csv was not written to .: File too large. map.npy was not "
                                    "written to .: File too large. "
                                    "map.png was not written to .: File too large.");
        QCOMPARE(folder.names(), files);
        for (const QString& name : files)
            QCOMPARE(folder.contents(name), "old");
    }

    void withoutADisplayTheCommandLineIsNamed_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<QString>("file");
        const QStringList none;
        QTest::newRow("no display") << QStringList{"my.csv"} << none << QStringLiteral("my.csv");
        QTest::newRow("no file") << none << none << QStringLiteral("FILE");
        QTest::newRow("a display that is gone")
            << QStringList{"my.csv"} << QStringList{"DISPLAY=:65000"} << QStringLiteral("my.csv");
        QTest::newRow("platform of no name")
            << none << QStringList{"QT_QPA_PLATFORM="} << QStringLiteral("FILE");
        QTest::newRow("platform xcb") << none << QStringList{"QT_QPA_PLATFORM=xcb"} << QStringLiteral("FILE");
        QTest::newRow("platform xcb with an option")
            << none << QStringList{"QT_QPA_PLATFORM=xcb:nograb"} << QStringLiteral("FILE");
    }
    void withoutADisplayTheCommandLineIsNamed() {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, environment);
        QFETCH(QString, file);
        const ShoalFolder folder;
        const auto process = folder.process(arguments);
        QProcessEnvironment variables = process->processEnvironment();
        for (const QString& variable : environment)
            variables.insert(variable.section(QLatin1Char('='), 0, 0), variable.section(QLatin1Char('='), 1));
        process->setProcessEnvironment(variables);
        process->start();
        const Result result = resultOf(*process);
        QCOMPARE(result.exitCode, failed);
        QCOMPARE(oneLineOf(result),
                 QStringLiteral("shoal: There is no display to open a window on; use the command line: "
                                "shoal embed %1 --csv map.csv --png map.png")
                     .arg(file));
    }
};

QTEST_GUILESS_MAIN(TestFailures)
#include "test_failures.moc"
