// SPDX-License-Identifier: MIT
// Every way to open a file, and what a file that cannot be read leaves behind.
#include "window_harness.h"

#include "panels/banner.h"
#include "panels/empty_state.h"
#include "scatter/scatter_view.h"

#include <QComboBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

class TestOpen : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsEmptyWithSamplesToClick() {
        WindowHarness harness;
        QVERIFY(harness.find<EmptyState>("emptyState")->isVisible());
        QVERIFY(harness.find<QPushButton>("openButton")->isVisible());
        QVERIFY(!harness.find<QPushButton>("startButton")->isVisible());
        harness.click("sample1");
        QTRY_VERIFY_WITH_TIMEOUT(harness.window().document().picture(), 60'000);
        QVERIFY(!harness.find<EmptyState>("emptyState")->isVisible());
        QVERIFY(harness.find<QPushButton>("startButton")->isVisible());
        QVERIFY(harness.find<QPushButton>("startButton")->isDefault());
    }

    void opensADroppedFile() {
        WindowHarness harness;
        const QString path = harness.threeClasses();
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&harness.window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&harness.window(), &drop);
        QTRY_VERIFY(harness.window().document().picture());
        QCOMPARE(harness.find<QLabel>("dataName")->text(), QStringLiteral("three.csv"));
        QVERIFY(harness.find<QLabel>("dataSize")->text().contains(QStringLiteral("180 points × 6 features")));
    }

    void refusesADropOfTwoFiles() {
        WindowHarness harness;
        const QUrl url = QUrl::fromLocalFile(harness.threeClasses());
        QMimeData mime;
        mime.setUrls({url, url});
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&harness.window(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void opensThroughTheDialog() {
        WindowHarness harness;
        const QString path = harness.threeClasses();
        QTest::keyClick(&harness.window(), Qt::Key_O, Qt::ControlModifier);
        auto* dialog = harness.find<QFileDialog>("openDialog");
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isVisible());
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(name);
        name->setText(path); // typed, Qt's completer would take some of the keys
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(harness.window().document().picture());
        QCOMPARE(harness.window().document().path(), path);
    }

    void remembersRecentFiles() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.reopen();
        auto* recent = harness.find<QPushButton>("recent1");
        QVERIFY(recent && recent->isVisible());
        QCOMPARE(recent->text(), QStringLiteral("three.csv"));
        harness.click("recent1");
        QTRY_VERIFY(harness.window().document().picture());
    }

    void showsTheClassesAtOnce() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QTRY_VERIFY(countPixels(harness.canvas(), harness.colorOf("red")) > 50);
        QVERIFY(countPixels(harness.canvas(), harness.colorOf("green")) > 50);
        QVERIFY(countPixels(harness.canvas(), harness.colorOf("blue")) > 50);
        QCOMPARE(harness.find<QComboBox>("colorBy")->currentText(), QStringLiteral("kind"));
    }

    void badFilesLeaveTheDataOpen_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("empty");
        QTest::newRow("unknown") << QByteArray("%PDF-1.4\n\x01\x02\x03\x00\xff\xfe binary", 28) << QString();
        QTest::newRow("not a number") << QByteArray("a,b\n1,2\n3,nan\n5,6\n") << QStringLiteral("3");
        QTest::newRow("infinite") << QByteArray("a,b\n1,2\n3,4\ninf,6\n") << QString();
        QTest::newRow("cut")
            << QByteArray("\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (9", 60)
            << QString();
    }
    void badFilesLeaveTheDataOpen() {
        QFETCH(const QByteArray, contents);
        QFETCH(const QString, says);
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.window().openFile(harness.file(QStringLiteral("bad.file"), contents));
        QTRY_VERIFY(!harness.bannerText().isEmpty());
        const QString sentence = harness.bannerText();
        QVERIFY2(sentence.contains(QStringLiteral("bad.file")), qPrintable(sentence));
        QVERIFY2(sentence.contains(says, Qt::CaseInsensitive), qPrintable(sentence));
        QVERIFY(sentence.endsWith(QLatin1Char('.')));
        QCOMPARE(harness.window().document().data()->points(), std::size_t{180});
        QVERIFY(countPixels(harness.canvas(), harness.colorOf("red")) > 50);
        harness.click("bannerClose");
        QVERIFY(harness.bannerText().isEmpty());
    }

    void saysThatAFileIsMissing() {
        WindowHarness harness;
        harness.window().openFile(harness.path(QStringLiteral("nowhere.csv")));
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("nowhere.csv")));
        QVERIFY(harness.find<EmptyState>("emptyState")->isVisible());
    }

    void cancelKeepsWhatWasOpen() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QByteArray large("x,y,z\n");
        for (int i = 0; i < 400'000; ++i)
            large += QByteArray::number(i) + ",1.25,-7\n";
        const QString path = harness.file(QStringLiteral("large.csv"), large);
        harness.window().openFile(path);
        harness.click("cancelLoading");
        QVERIFY(!harness.find<QWidget>("loadingStrip")->isVisible());
        // The next file is read by the same thread: once it is there, nothing of the cancelled one can come
        // any more.
        QVERIFY(harness.openAndSee(harness.file(QStringLiteral("next.csv"), "a,b\n1,2\n3,4\n5,7\n")));
        QCOMPARE(harness.window().document().data()->points(), std::size_t{3});
    }

    void choosesAnotherMatrix() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(QStringLiteral(SHOAL_WINDOW_DATA "/10x_pbmc68k_reduced.h5ad")));
        auto* matrix = harness.find<QComboBox>("matrix");
        QVERIFY(matrix->isVisible() && matrix->count() > 1);
        const auto dimensions = harness.window().document().data()->dimensions();
        const int other = matrix->currentIndex() == 0 ? 1 : 0;
        matrix->setFocus();
        QTest::keyClick(matrix, other == 1 ? Qt::Key_Down : Qt::Key_Up);
        QTRY_VERIFY(harness.window().document().data()->dimensions() != dimensions);
        QCOMPARE(harness.window().document().data()->matrixName,
                 matrix->itemData(other).toString().toStdString());
    }
};

QTEST_MAIN(TestOpen)
#include "test_open.moc"
