// SPDX-License-Identifier: MIT
// Files are there whole or not at all, whatever goes wrong on the way.
#include "output/atomic_file.h"

#include "core/error.h"

#include <QtTest>

#include <csignal>
#include <ostream>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace shoal;

namespace {

/// The tests run as root in some places, where no permission stops anything: this gives them up for a while.
class AsNobody {
public:
    AsNobody()
        : was_(::geteuid()) {
        constexpr uid_t nobody = 65534;
        if (was_ == 0 && ::seteuid(nobody) != 0)
            qFatal("cannot give up root's rights");
    }
    ~AsNobody() {
        if (::seteuid(was_) != 0)
            qFatal("cannot get root's rights back");
    }

private:
    const uid_t was_;
};

/// No file may grow beyond so many bytes.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

template <class Body>
QString errorOf(const Body& body) {
    try {
        body();
    } catch (const Error& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

void writeText(const std::filesystem::path& path, const std::string& text) {
    writeAtomically(path, [&](std::ostream& stream) { stream << text; });
}

} // namespace

class TestAtomicFile : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;

    std::filesystem::path path(const char* name) const {
        return folder_->filePath(QLatin1String(name)).toStdString();
    }
    QStringList names() const {
        return QDir(folder_->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    }
    static QByteArray contents(const std::filesystem::path& path) {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
    }
    static mode_t modeOf(const std::filesystem::path& path) {
        struct stat status {};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
    }

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
        ::chmod(qPrintable(folder_->path()), 0755);
    }

    void writesNewFilesWithUsualPermissions() {
        const mode_t mask = ::umask(027);
        writeText(path("map.csv"), "whole");
        ::umask(mask);
        QCOMPARE(contents(path("map.csv")), "whole");
        QCOMPARE(modeOf(path("map.csv")), mode_t{0640});
        QCOMPARE(names(), QStringList{QStringLiteral("map.csv")});
    }

    void writesMoreThanABuffer() {
        std::string text(300'001, 'a');
        text += "end";
        writeText(path("map.csv"), text);
        QCOMPARE(contents(path("map.csv")), QByteArray::fromStdString(text));
    }

    void replacesKeepingPermissions() {
        writeText(path("map.csv"), "old");
        ::chmod(path("map.csv").c_str(), 0604);
        writeText(path("map.csv"), "new");
        QCOMPARE(contents(path("map.csv")), "new");
        QCOMPARE(modeOf(path("map.csv")), mode_t{0604});
    }

    void keepsLinksPointing() {
        QVERIFY(QDir(folder_->path()).mkdir(QStringLiteral("elsewhere")));
        writeText(path("elsewhere/real.csv"), "old");
        std::filesystem::create_symlink("elsewhere/real.csv", path("link.csv"));
        writeText(path("link.csv"), "new");
        QVERIFY(std::filesystem::is_symlink(path("link.csv")));
        QCOMPARE(contents(path("elsewhere/real.csv")), "new");
        QCOMPARE(QDir(folder_->filePath(QStringLiteral("elsewhere")))
                     .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)
                     .size(),
                 1);
    }

    void aWriterThatThrowsLeavesTheOldFile() {
        writeText(path("map.csv"), "old");
        const QString error = errorOf([&] {
            writeAtomically(path("map.csv"), [](std::ostream& stream) {
                stream << "half" << std::flush;
                throw Error("It went wrong.");
            });
        });
        QCOMPARE(error, "It went wrong.");
        QCOMPARE(contents(path("map.csv")), "old");
        QCOMPARE(names(), QStringList{QStringLiteral("map.csv")});
    }

    void aFileThatCannotGrowLeavesTheOldFile() {
        writeText(path("map.csv"), "old");
        QString error;
        {
            const FileSizeLimit limit(100'000);
            error = errorOf([&] { writeText(path("map.csv"), std::string(200'000, 'a')); });
        }
        QCOMPARE(error,
                 QStringLiteral("map.csv was not written to %1: File too large.").arg(folder_->path()));
        QCOMPARE(contents(path("map.csv")), "old");
        QCOMPARE(names(), QStringList{QStringLiteral("map.csv")});
    }

    void aFullDiskIsNamed() {
        QVERIFY2(QFileInfo::exists(QStringLiteral("/dev/full")), "this test needs /dev/full");
        QCOMPARE(errorOf([] { writeText("/dev/full", "text"); }),
                 "full was not written: the disk that holds /dev is full; free some room or choose another "
                 "folder.");
    }

    void devicesAreWrittenTo() {
        writeText("/dev/null", "text");
        requireWritable("/dev/null");
        QVERIFY(std::filesystem::is_character_file("/dev/null"));
    }

    // What is refused is refused before as well as at the end, in the same words.
    void refusals_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* tag, const QString& name, const char* sentence) {
            QTest::newRow(tag) << name << QString::fromUtf8(sentence);
        };
        row("missing folder", QStringLiteral("none/map.csv"),
            "map.csv was not written: there is no folder %1/none; make it or choose another one.");
        row("a file for a folder", QStringLiteral("file/map.csv"),
            "map.csv was not written: there is no folder %1/file; make it or choose another one.");
        row("a folder", QStringLiteral("folder"), "%1/folder is a folder; give the name of a file.");
        row("a folder that is not there", QStringLiteral("none/"),
            "%1/none/ is a folder; give the name of a file.");
        row("too long a name", QString(300, QLatin1Char('a')),
            qPrintable(QString(300, QLatin1Char('a')) +
                       QStringLiteral(" was not written: the name is too long; choose a shorter one.")));
        row("folder not to be written to", QStringLiteral("closed/map.csv"),
            "map.csv was not written: %1/closed may not be written to; choose another folder.");
        row("protected file", QStringLiteral("open/protected.csv"),
            "%1/open/protected.csv is write-protected; choose another name or make it writable.");
    }
    void refusals() {
        QFETCH(QString, name);
        QFETCH(QString, sentence);
        writeText(path("file"), "a file");
        for (const char* sub : {"folder", "closed", "open"})
            std::filesystem::create_directory(path(sub));
        writeText(path("open/protected.csv"), "old");
        ::chmod(path("open/protected.csv").c_str(), 0444);
        ::chmod(path("closed").c_str(), 0555);
        ::chmod(path("open").c_str(), 0777);
        const std::filesystem::path target = folder_->path().toStdString() + "/" + name.toStdString();
        const QString expected =
            sentence.contains(QLatin1String("%1")) ? sentence.arg(folder_->path()) : sentence;

        bool called = false;
        {
            const AsNobody nobody;
            QCOMPARE(errorOf([&] { writeAtomically(target, [&](std::ostream&) { called = true; }); }),
                     expected);
            QCOMPARE(errorOf([&] { requireWritable(target); }), expected);
        }
        QVERIFY2(!called || name.size() == 300, "nothing is computed for a file that cannot be");
        QCOMPARE(contents(path("open/protected.csv")), "old");
        QCOMPARE(names(), (QStringList{QStringLiteral("closed"), QStringLiteral("file"),
                                       QStringLiteral("folder"), QStringLiteral("open")}));
    }

    void tryingLeavesEverythingAsItIs() {
        writeText(path("old.csv"), "old");
        requireWritable(path("old.csv"));
        requireWritable(path("new.csv"));
        QCOMPARE(contents(path("old.csv")), "old");
        QCOMPARE(names(), QStringList{QStringLiteral("old.csv")});
    }
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "test_atomic_file.moc"
