// SPDX-License-Identifier: MIT
// Archives as the reader and as Python see them.
#include "output/zip_writer.h"

#include "data/zip_archive.h"
#include "test_support.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <fstream>

using namespace shoal;
using namespace shoal::test;

class TestZipWriter : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::string path() const { return folder_.filePath(QStringLiteral("some.zip")).toStdString(); }
    void write(const std::vector<std::pair<std::string, std::string>>& members,
               std::uint64_t first64Bits) const {
        withThreads(1, [&](RunContext& context) {
            std::ofstream stream(path(), std::ios::binary);
            ZipWriter archive(stream, first64Bits);
            for (const auto& [name, contents] : members)
                archive.add(name,
                            {{contents.data(), contents.size() / 2},
                             std::span(contents).subspan(contents.size() / 2)},
                            ZipWriter::Packing::WhenSmaller, context);
            archive.finish();
        });
    }
    std::string read(const ZipArchive& archive, const std::string& name) const {
        return withThreads(1, [&](RunContext& context) {
            const auto member = std::ranges::find(archive.members(), name, &ZipArchive::Member::name);
            if (member == archive.members().end())
                return std::string("absent");
            const Buffer<char> bytes = archive.read(*member, context);
            return std::string(bytes.data(), bytes.size());
        });
    }

private Q_SLOTS:
    void whatIsWrittenIsRead_data() {
        QTest::addColumn<qulonglong>("first64Bits");
        QTest::newRow("32 bits") << qulonglong{ZipWriter::most32Bits};
        QTest::newRow("some with 64 bits") << qulonglong{1000};
        QTest::newRow("all with 64 bits") << qulonglong{0};
    }
    void whatIsWrittenIsRead() {
        QFETCH(qulonglong, first64Bits);
        std::string noise(3'000'001, '\0');
        RandomStream random(1, 2);
        for (char& byte : noise)
            byte = static_cast<char>(random.normal() * 100);
        const std::vector<std::pair<std::string, std::string>> members{
            {"first", "short"},
            {"zeros/größe", std::string(5'000'000, '\0')},
            {"noise", noise},
            {"empty", ""}};
        write(members, first64Bits);
        const InputFile file(path());
        QVERIFY(file.size() > 3'000'000 && file.size() < 3'100'000); // zeros are packed, noise is not
        const ZipArchive archive(file, {"archive", "try again"});
        for (const auto& [name, contents] : members)
            QVERIFY2(read(archive, name) == contents, name.c_str());
        QCOMPARE(archive.members().size(), members.size());
    }

    void pythonReadsIt_data() { whatIsWrittenIsRead_data(); }
    void pythonReadsIt() {
        QFETCH(qulonglong, first64Bits);
        const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
        if (python.isEmpty())
            QSKIP("There is no Python to ask.");
        write({{"a", "some text"}, {"b/c", std::string(100'000, 'x')}}, first64Bits);
        QProcess process;
        process.start(python, {QStringLiteral("-c"),
                               QStringLiteral("import sys, zipfile\n"
                                              "z = zipfile.ZipFile(sys.argv[1])\n"
                                              "assert z.testzip() is None\n"
                                              "print(z.namelist(), z.read('a'), len(z.read('b/c')))"),
                               QString::fromStdString(path())});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.readAllStandardOutput().trimmed(), QByteArray("['a', 'b/c'] b'some text' 100000"));
    }
};

QTEST_GUILESS_MAIN(TestZipWriter)
#include "test_zip_writer.moc"
