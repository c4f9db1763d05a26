// SPDX-License-Identifier: MIT
// Pictures and coordinates taken home through the dialog, and what happens when the disk refuses.
#include "window_harness.h"

#include "panels/number_fields.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::ui;

class TestExport : public QObject {
    Q_OBJECT

    static QDialog* openDialog(WindowHarness& harness) {
        QTest::keyClick(&harness.window(), Qt::Key_E, Qt::ControlModifier);
        auto* dialog = harness.find<QDialog>("exportDialog");
        return dialog && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
    }
    template <class Widget>
    static Widget* in(QDialog* dialog, const char* name) {
        return dialog->findChild<Widget*>(QLatin1String(name));
    }
    static void type(QLineEdit* edit, const QString& text) {
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    static void choose(QDialog* dialog, int format) {
        auto* box = in<QComboBox>(dialog, "exportFormat");
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < format; ++i)
            QTest::keyClick(box, Qt::Key_Down);
    }
    static void go(QDialog* dialog) {
        QTest::mouseClick(in<QPushButton>(dialog, "exportGo"), Qt::LeftButton);
    }
    static QList<QByteArray> lines(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QList<QByteArray>();
    }

private Q_SLOTS:
    void pictureShowsTheClasses() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        const QString path = harness.path(QStringLiteral("map.png"));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        type(in<QLineEdit>(dialog, "exportPath"), path);
        in<RealField>(dialog, "pictureWidth")->setValue(900);
        in<RealField>(dialog, "pictureHeight")->setValue(600);
        type(in<QLineEdit>(dialog, "pictureTitle"), QStringLiteral("Three"));
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("map.png")));
        const QImage image(path);
        QCOMPARE(image.size(), QSize(900, 600));
        QVERIFY(std::abs(image.dotsPerMeterX() - 144 / 0.0254) < 2);
        for (const char* name : {"red", "green", "blue"})
            QVERIFY2(countPixels(image, harness.colorOf(name)) > 100, name);
        QVERIFY(countPixels(image, qRgb(255, 255, 255)) > image.width() * image.height() / 3);
    }

    void theLastFormatComesFirst() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        choose(dialog, 1);
        const QString path = harness.path(QStringLiteral("map.csv"));
        type(in<QLineEdit>(dialog, "exportPath"), path);
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("map.csv")));
        harness.reopen();
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        dialog = openDialog(harness);
        QVERIFY(dialog);
        QCOMPARE(in<QComboBox>(dialog, "exportFormat")->currentIndex(), 1);
        QVERIFY(in<QLineEdit>(dialog, "exportPath")->text().endsWith(QStringLiteral(".csv")));
    }

    void millimetresBecomePixels() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        const QString path = harness.path(QStringLiteral("print.png"));
        type(in<QLineEdit>(dialog, "exportPath"), path);
        in<QComboBox>(dialog, "pictureUnit")->setCurrentIndex(1);
        in<CountField>(dialog, "pictureDpi")->setValue(300);
        in<RealField>(dialog, "pictureWidth")->setValue(85);
        in<RealField>(dialog, "pictureHeight")->setValue(60);
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("print.png")));
        QCOMPARE(QImage(path).size(), QSize(1004, 709)); // 85 and 60 mm at 300 dots in 25.4 mm
    }

    void aNameWithoutTheFormatsEndingGetsIt() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        type(in<QLineEdit>(dialog, "exportPath"), harness.path(QStringLiteral("map.pdf")));
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(harness.path(QStringLiteral("map.pdf.png"))));
        QVERIFY(!QFile::exists(harness.path(QStringLiteral("map.pdf"))));
    }

    void transparentPictureHasAlpha() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        const QString path = harness.path(QStringLiteral("clear.png"));
        type(in<QLineEdit>(dialog, "exportPath"), path);
        in<QCheckBox>(dialog, "pictureTransparent")->setChecked(true);
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("clear.png")));
        QCOMPARE(qAlpha(QImage(path).pixel(1, 1)), 0);
    }

    void csvHasALineAPoint() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        harness.typeOnePhase(60);
        harness.click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(harness.window().run().state(), SessionState::Finished, 20'000);
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        choose(dialog, 1);
        QVERIFY(in<QLineEdit>(dialog, "exportPath")->text().endsWith(QStringLiteral(".csv")));
        const QString path = harness.path(QStringLiteral("map.csv"));
        type(in<QLineEdit>(dialog, "exportPath"), path);
        QTest::mouseClick(in<QCheckBox>(dialog, "csvSettings"), Qt::LeftButton, {}, {8, 8});
        QVERIFY(in<QCheckBox>(dialog, "csvSettings")->isChecked());
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("map.csv")));
        QList<QByteArray> all = lines(path);
        QVERIFY(all.contains("# seed: 42"));
        QVERIFY(all.contains("# phases: 4:60"));
        all.removeIf([](const QByteArray& line) { return line.startsWith('#'); });
        QCOMPARE(all.size(), 181);
        QCOMPARE(all[0], QByteArray("id,x,y,kind"));
        QVERIFY(all[1].endsWith(",red") && all[2].endsWith(",green"));
        const auto fields = all[1].split(',');
        QCOMPARE(fields[1].toFloat(), harness.window().run().snapshot()->positions(0, 0));
    }

    void npyHoldsThePositions() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        choose(dialog, 2);
        const QString path = harness.path(QStringLiteral("map.npy"));
        type(in<QLineEdit>(dialog, "exportPath"), path);
        go(dialog);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("map.npy")));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith("\x93NUMPY"));
        const auto& positions = *harness.window().document().picture();
        const qsizetype size = positions.size() * qsizetype(sizeof(float));
        QCOMPARE(bytes.last(size), QByteArray(reinterpret_cast<const char*>(positions.data()), size));
    }

    void aRefusalSaysSoAndNothingIsLost_data() {
        QTest::addColumn<QString>("path");
        QTest::newRow("full disk") << QStringLiteral("/dev/full");
        QTest::newRow("no such folder") << QStringLiteral("/nowhere/at/all/map.png");
        QTest::newRow("not permitted") << QStringLiteral("/proc/map.png");
    }
    void aRefusalSaysSoAndNothingIsLost() {
        QFETCH(const QString, path);
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        auto* dialog = openDialog(harness);
        QVERIFY(dialog);
        type(in<QLineEdit>(dialog, "exportPath"), path);
        type(in<QLineEdit>(dialog, "pictureTitle"), QStringLiteral("Kept"));
        go(dialog);
        QTRY_VERIFY(!harness.bannerText().isEmpty());
        QVERIFY2(harness.bannerText().contains(path.section(QLatin1Char('/'), -1)),
                 qPrintable(harness.bannerText()));
        QVERIFY(!harness.bannerText().startsWith(QStringLiteral("Saved")));
        QCOMPARE(harness.window().document().data()->points(), std::size_t{180});
        // The dialog comes back as it was left.
        QTRY_VERIFY(!harness.find<QDialog>("exportDialog"));
        harness.click("bannerAction");
        auto* again = harness.find<QDialog>("exportDialog");
        QVERIFY(again);
        QCOMPARE(in<QLineEdit>(again, "pictureTitle")->text(), QStringLiteral("Kept"));
    }

    void ctrlCCopiesThePicture() {
        WindowHarness harness;
        QVERIFY(harness.openAndSee(harness.threeClasses()));
        QTest::keyClick(&harness.window(), Qt::Key_C, Qt::ControlModifier);
        QTRY_VERIFY(harness.bannerText().contains(QStringLiteral("clipboard")));
        const QImage image = QGuiApplication::clipboard()->image();
        QVERIFY(countPixels(image, harness.colorOf("red")) > 50);
    }
};

QTEST_MAIN(TestExport)
#include "test_export.moc"
