// SPDX-License-Identifier: MIT
#include "panels/color_bar.h"

#include "colors/coloring.h"
#include "colors/palette.h"
#include "panels/theme.h"

#include <QLocale>
#include <QPainter>

namespace shoal::ui {

namespace {
constexpr int barHeight = 16;
constexpr int swatchSize = 11;
} // namespace

ColorBar::ColorBar(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("colorBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColorBar::setRange(double low, double high, std::size_t missing) {
    low_ = low;
    high_ = high;
    missing_ = missing;
    const QString range = tr("Colour scale from %1 to %2").arg(low).arg(high);
    setAccessibleName(missing > 0 ? tr("%1, %2 missing").arg(range).arg(missing) : range);
    updateGeometry();
    update();
}

QSize ColorBar::sizeHint() const {
    const int line = fontMetrics().height();
    return {160, barHeight + 4 + line + (missing_ > 0 ? 8 + line : 0)};
}

void ColorBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QLinearGradient gradient(0, 0, width(), 0);
    for (int i = 0; i <= 16; ++i)
        gradient.setColorAt(i / 16.0, QColor::fromRgb(viridis(i / 16.0)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(QRectF(0, 0, width(), barHeight), 4, 4);
    painter.setPen(themeOf(palette()).muted);
    const QRect text(0, barHeight + 4, width(), fontMetrics().height());
    const QLocale locale;
    painter.drawText(text, Qt::AlignLeft, locale.toString(low_, 'g', 4));
    painter.drawText(text, Qt::AlignHCenter, locale.toString((low_ + high_) / 2, 'g', 4));
    painter.drawText(text, Qt::AlignRight, locale.toString(high_, 'g', 4));
    if (missing_ == 0)
        return;
    const QRect row = text.translated(0, 8 + text.height());
    painter.drawText(row, Qt::AlignRight, locale.toString(static_cast<qulonglong>(missing_)));
    painter.setPen(themeOf(palette()).text);
    painter.drawText(row.adjusted(swatchSize + 9, 0, 0, 0), Qt::AlignLeft, tr("missing"));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor::fromRgb(missingColor));
    const int top = row.center().y() - swatchSize / 2;
    painter.drawEllipse(QRectF(0, top, swatchSize, swatchSize));
}

} // namespace shoal::ui
