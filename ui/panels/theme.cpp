// SPDX-License-Identifier: MIT
#include "panels/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QIconEngine>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>

namespace shoal::ui {

namespace {

const Theme& lightTheme() {
    static const Theme theme{.dark = false,
                             .window = 0xf4f6f8,
                             .surface = 0xffffff,
                             .hover = 0xe8eef2,
                             .text = 0x1b2127,
                             .muted = 0x56616c,
                             .faint = 0x9aa3ac,
                             .border = 0xd5dbe1,
                             .accent = 0x0b6a8f,
                             .accentHover = 0x095875,
                             .onAccent = 0xffffff,
                             .error = 0xb3261e,
                             .warning = 0x8a5a00,
                             .good = 0x1d7a46};
    return theme;
}

const Theme& darkTheme() {
    static const Theme theme{.dark = true,
                             .window = 0x1a1d21,
                             .surface = 0x22262b,
                             .hover = 0x2d333a,
                             .text = 0xe6e9ec,
                             .muted = 0x9da8b3,
                             .faint = 0x67717b,
                             .border = 0x383f47,
                             .accent = 0x4bb3db,
                             .accentHover = 0x6cc3e4,
                             .onAccent = 0x0c1a21,
                             .error = 0xff8a80,
                             .warning = 0xf0b95b,
                             .good = 0x6fcf97};
    return theme;
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.surface);
    palette.setColor(QPalette::AlternateBase, theme.window);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.dark ? theme.hover : theme.window);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.error);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::ToolTipBase, theme.surface);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.faint);
    return palette;
}

QString styleSheetOf(const Theme& theme) {
    QFile file(QStringLiteral(":/shoal/style/shoal.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    // Longer names first, so that @accent does not eat the beginning of @accentHover.
    const std::pair<const char*, QColor> colors[] = {{"@accentHover", theme.accentHover},
                                                     {"@onAccent", theme.onAccent},
                                                     {"@window", theme.window},
                                                     {"@surface", theme.surface},
                                                     {"@hover", theme.hover},
                                                     {"@text", theme.text},
                                                     {"@muted", theme.muted},
                                                     {"@faint", theme.faint},
                                                     {"@border", theme.border},
                                                     {"@accent", theme.accent},
                                                     {"@error", theme.error}};
    for (const auto& [name, color] : colors)
        sheet.replace(QLatin1String(name), color.name());
    sheet.replace(QLatin1String("@check"),
                  theme.dark ? QLatin1String("check_dark.svg") : QLatin1String("check_light.svg"));
    return sheet.replace(QLatin1String("@chevron"), theme.dark ? QLatin1String("chevron_down_light.svg")
                                                               : QLatin1String("chevron_down.svg"));
}

QPixmap tinted(const QString& name, const QColor& color, QSize size) {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QSvgRenderer(QStringLiteral(":/shoal/icons/%1.svg").arg(name)).render(&painter, QRectF({}, QSizeF(size)));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), color);
    return pixmap;
}

/// Draws the icon's shape in the palette's colour of the moment, so that a change of theme needs no new
/// icons.
class ThemeIconEngine : public QIconEngine {
public:
    ThemeIconEngine(QString name, bool onAccent)
        : name_(std::move(name))
        , onAccent_(onAccent) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        painter->drawPixmap(rect, pixmap(rect.size() * painter->device()->devicePixelRatioF(), mode, state));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        const Theme& theme = themeOf(QApplication::palette());
        return tinted(name_,
                      mode == QIcon::Disabled ? theme.faint
                      : onAccent_             ? theme.onAccent
                                              : theme.text,
                      size);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
        QPixmap scaled = pixmap(size, mode, state);
        scaled.setDevicePixelRatio(scale);
        return scaled;
    }
    QIconEngine* clone() const override { return new ThemeIconEngine(*this); }

private:
    QString name_;
    bool onAccent_;
};

} // namespace

const Theme& themeOf(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128 ? darkTheme() : lightTheme();
}

void applyTheme(ThemeChoice choice) {
    qApp->setPalette(QPalette());
    const bool dark = choice == ThemeChoice::Dark ||
                      (choice == ThemeChoice::System && themeOf(QApplication::palette()).dark);
    const Theme& theme = dark ? darkTheme() : lightTheme();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QFont font = QApplication::font();
    if (QFontDatabase::hasFamily(QStringLiteral("Inter")))
        font.setFamily(QStringLiteral("Inter"));
    font.setPointSizeF(9.75); // 13 pixels at 96 dpi
    QApplication::setFont(font);
    qApp->setPalette(paletteOf(theme));
    qApp->setStyleSheet(styleSheetOf(theme));
}

QIcon themeIcon(const QString& name, bool onAccent) {
    return QIcon(new ThemeIconEngine(name, onAccent));
}

QPixmap tintedIcon(const QString& name, const QColor& color, int size, double devicePixelRatio) {
    QPixmap pixmap = tinted(name, color, QSize(size, size) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

void setStyleFlag(QWidget* widget, const char* flag, bool on) {
    if (widget->property(flag).toBool() == on)
        return;
    widget->setProperty(flag, on);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

QLabel* quietLabel(const QString& text, QWidget* parent, double scale) {
    auto* label = new QLabel(text, parent);
    label->setProperty("muted", true);
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * scale);
    label->setFont(font);
    return label;
}

} // namespace shoal::ui
