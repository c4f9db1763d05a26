// SPDX-License-Identifier: MIT
#include "panels/color_bar.h"

#include "colors/coloring.h"
#include "panels/theme.h"

#include <QLocale>
#include <QPainter>

namespace shoal::ui {

namespace {
constexpr int barHeight = 16;
}

ColorBar::ColorBar(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("colorBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColorBar::setRange(double low, double high) {
    low_ = low;
    high_ = high;
    setAccessibleName(tr("Colour scale from %1 to %2").arg(low).arg(high));
    update();
}

QSize ColorBar::sizeHint() const {
    return {160, barHeight + 4 + fontMetrics().height()};
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
}

} // namespace shoal::ui
