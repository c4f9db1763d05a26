// SPDX-License-Identifier: MIT
// Opening whatever people drop on the window: by content, with one sentence where it cannot be; the bundled
// samples.
#include "reading.h"

#include <QDir>
#include <QDirIterator>

using namespace shoal;
using namespace shoal::test;

class TestOpenDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoFile() {
        const Folder folder;
        VERIFY_REFUSED(folder.path("nowhere.csv"), "no file", "nowhere.csv");
        VERIFY_REFUSED(folder.path("."), "is a folder");
        VERIFY_REFUSED(folder.write("empty.csv", ""), "empty.csv", "is empty");
        VERIFY_REFUSED("/dev/null", "not an ordinary file");
    }

    void otherFormatsAreNamed_data() {
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QString>("name");
        QTest::newRow("parquet") << QByteArray("PAR1\x15\x04\x15\x10") << "Parquet";
        QTest::newRow("zip") << QByteArray("PK\x03\x04\x14\0\0\0", 8) << "zip";
        QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1A\n", 8) << "picture";
        QTest::newRow("bytes") << QByteArray("\1\2\3\4\5\6\7\0", 8) << "no format that Shoal reads";
    }
    void otherFormatsAreNamed() {
        QFETCH(QByteArray, start);
        QFETCH(QString, name);
        const Folder folder;
        VERIFY_REFUSED(folder.write("some.csv", start), "some.csv", qPrintable(name));
    }

    void contentsCountNotNames() {
        const Folder folder;
        QCOMPARE(summarize(folder.write("table.npy", "a,b\n1,2\n3,4\n")).format, std::string("CSV"));
    }

    /// Files that broke other programs: each is read, or refused with one sentence that begins with its name.
    void malformedFilesAreRefused() {
        QDirIterator files(QStringLiteral(SHOAL_TEST_DATA "/malformed"), QDir::Files,
                           QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.endsWith(QLatin1String("README.md")))
                continue;
            const std::string message = messageOf(path.toStdString());
            const std::string name = QFileInfo(path).fileName().toStdString();
            QVERIFY2(message.empty() || (message.starts_with(name) && message.ends_with(".")),
                     message.c_str());
            ++count;
        }
        QVERIFY(count > 10);
    }

    void aSinglePointIsRead() { // whether it can be embedded is for the recipe to say
        const Folder folder;
        QCOMPARE(readFile(folder.write("one.csv", "a,b\n1,2\n"))->points(), std::size_t{1});
    }

    void bundledSamples() {
        const auto blood = readFile(SHOAL_RESOURCES "/samples/pbmc3k.h5ad");
        QCOMPARE(blood->points(), std::size_t{2526});
        QCOMPARE(blood->dimensions(), std::size_t{50});
        QCOMPARE(blood->matrixName, std::string("obsm/X_pca"));
        QCOMPARE(blood->defaultLabels()->name, std::string("cell_type"));
        QCOMPARE(blood->defaultLabels()->categorical()->categories.size(), std::size_t{8});
        QCOMPARE(blood->idOf(0), std::string("AAACATACAACCAC"));
        const auto brain = readFile(SHOAL_RESOURCES "/samples/mouse-cns.h5ad");
        QCOMPARE(brain->points(), std::size_t{169'004});
        QCOMPARE(brain->defaultLabels()->name, std::string("population"));
        COMPARE_LISTS(brain->featureNames,
                      {"NK11", "CD3", "CD45", "Ly6G", "CD11b", "B220", "CD8a", "Ly6C", "CD4"});
    }
};

QTEST_GUILESS_MAIN(TestOpenDataset)
#include "test_open_dataset.moc"
