// SPDX-License-Identifier: MIT
#include "panels/color_bar.h"

#include "panels/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace shoal::ui {

namespace {
constexpr int barHeight = 16;
constexpr int overhang = 3;         // of the grips, above and below the bar
constexpr int gripWidth = 7;        // logical pixels; also how far the bar is inset
constexpr double narrowest = 0.005; // of the extent
} // namespace

ColorBar::ColorBar(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("colorBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColorBar::setScale(const ColorRange& range, const ColorRange& extent, bool movable) {
    range_ = range;
    if (!grabbed_) // the bar holds still under the hand
        extent_ = extent;
    movable_ = movable;
    setCursor(movable ? Qt::SplitHCursor : Qt::ArrowCursor);
    setToolTip(movable ? tr("Drag an end to spread the colours over other values") : QString());
    setAccessibleName(tr("Colour scale from %1 to %2").arg(range.low).arg(range.high));
    update();
}

int ColorBar::positionOf(double value) const {
    const double width = extent_.high - extent_.low;
    const double fraction = width > 0 ? std::clamp((value - extent_.low) / width, 0.0, 1.0) : 0;
    return gripWidth / 2 + static_cast<int>(std::lround(fraction * (this->width() - gripWidth)));
}

QSize ColorBar::sizeHint() const {
    return {160, barHeight + 2 * overhang};
}

void ColorBar::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int low = positionOf(range_.low);
    const int high = positionOf(range_.high);
    QLinearGradient gradient(low, 0, std::max(high, low + 1), 0);
    for (int i = 0; i <= 16; ++i)
        gradient.setColorAt(i / 16.0, QColor::fromRgb(viridis(i / 16.0)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(QRectF(0, overhang, width(), barHeight), 4, 4);
    if (!movable_)
        return;
    painter.setPen(QPen(theme.muted, 1));
    painter.setBrush(theme.surface);
    for (const int x : {low, high})
        painter.drawRoundedRect(
            QRectF(x - gripWidth / 2.0 + 0.5, 0.5, gripWidth - 1, barHeight + 2 * overhang - 1), 2, 2);
}

void ColorBar::mousePressEvent(QMouseEvent* event) {
    if (!movable_ || event->button() != Qt::LeftButton)
        return;
    const double x = event->position().x();
    grabbed_ =
        std::abs(x - positionOf(range_.low)) <= std::abs(x - positionOf(range_.high)) ? End::Low : End::High;
    mouseMoveEvent(event);
}

void ColorBar::mouseMoveEvent(QMouseEvent* event) {
    if (!grabbed_)
        return;
    const double extent = extent_.high - extent_.low;
    const double fraction = (event->position().x() - gripWidth / 2.0) / std::max(1, width() - gripWidth);
    const double value = extent_.low + std::clamp(fraction, 0.0, 1.0) * extent;
    ColorRange next = range_;
    if (*grabbed_ == End::Low)
        next.low = std::min(value, range_.high - narrowest * extent);
    else
        next.high = std::max(value, range_.low + narrowest * extent);
    if (next == range_)
        return;
    range_ = next;
    update();
    Q_EMIT dragged(next);
}

void ColorBar::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        grabbed_.reset();
}

} // namespace shoal::ui
