// SPDX-License-Identifier: MIT
// What the theme does to controls of Qt's own: check boxes that are seen, dialogs' buttons in the style.
#include "panels/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace shoal::ui;

namespace {

/// The contrast of two colours as the web's accessibility rules (WCAG 2) define it, 1 to 21.
double contrast(const QColor& one, const QColor& other) {
    const auto luminance = [](const QColor& color) {
        const auto linear = [](double part) {
            return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
               0.0722 * linear(color.blueF());
    };
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT

    static void themes() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

private Q_SLOTS:
    // WCAG AA: 4.5 for text, 3 for what is no text.
    void textIsReadable_data() { themes(); }
    void textIsReadable() {
        QFETCH(bool, dark);
        applyTheme(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        const QPalette palette = QApplication::palette();
        const Theme& theme = themeOf(palette);
        QCOMPARE(theme.dark, dark);
        const auto check = [](const char* name, const QColor& ink, const QColor& paper, double least) {
            const double found = contrast(ink, paper);
            if (found < least)
                QFAIL(qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(name)).arg(found)));
        };
        for (const QColor& paper : {theme.window, theme.surface, theme.hover}) {
            check("text", theme.text, paper, 4.5);
            check("muted", theme.muted, paper, 4.5);
            check("accent, of links", theme.accent, paper, 4.5);
            check("error", theme.error, paper, 4.5);
            check("warning", theme.warning, paper, 3);
            check("good", theme.good, paper, 3);
        }
        check("on accent", theme.onAccent, theme.accent, 4.5);
        check("on accent, pointed at", theme.onAccent, theme.accentHover, 4.5);
        check("selected", palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight), 4.5);
        check("placeholder", palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base), 4.5);
        check("tooltip", palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase), 4.5);
        check("button", palette.color(QPalette::ButtonText), palette.color(QPalette::Button), 4.5);
    }

    void uncheckedBoxesAreSeen_data() { themes(); }
    void uncheckedBoxesAreSeen() {
        QFETCH(bool, dark);
        applyTheme(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QDialog dialog;
        auto* box = new QCheckBox(&dialog);
        auto* layout = new QVBoxLayout(&dialog);
        layout->addWidget(box);
        layout->addWidget(new QPushButton(&dialog)); // has the focus, so that the box is plain
        dialog.layout()->itemAt(1)->widget()->setFocus();
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const QImage image = dialog.grab(box->geometry()).toImage();
        double best = 0;
        for (int x = 0; x < 16; ++x)
            best = std::max(best, contrast(image.pixelColor(x, image.height() / 2),
                                           dialog.palette().color(QPalette::Window)));
        QVERIFY2(best >= 3, qPrintable(QString::number(best))); // WCAG's least for controls
    }

    void dialogButtonsAreInTheStyle_data() { themes(); }
    void dialogButtonsAreInTheStyle() {
        QFETCH(bool, dark);
        applyTheme(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QDialog dialog;
        auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog);
        (new QVBoxLayout(&dialog))->addWidget(buttons);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QPushButton* accepting = buttons->button(QDialogButtonBox::Ok);
        QPushButton* refusing = buttons->button(QDialogButtonBox::Cancel);
        QVERIFY(accepting->icon().isNull());
        QVERIFY(refusing->icon().isNull());
        const auto fill = [](QPushButton* button) {
            return button->grab().toImage().pixelColor(6, button->height() / 2);
        };
        const Theme& theme = themeOf(QApplication::palette());
        QVERIFY(accepting->isDefault());
        QCOMPARE(fill(accepting), theme.accent);
        QCOMPARE(fill(refusing), theme.surface);
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
