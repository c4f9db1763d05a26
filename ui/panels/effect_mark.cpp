// SPDX-License-Identifier: MIT
#include "panels/effect_mark.h"

#include "panels/theme.h"

#include <QPainter>

namespace shoal::ui {

namespace {
constexpr int side = 10;
}

EffectMark::EffectMark(Effect effect, QWidget* parent)
    : QWidget(parent)
    , effect_(effect) {
    setFixedSize(side, side);
}

void EffectMark::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF disc(1.75, 1.75, side - 3.5, side - 3.5);
    const QColor color = effect_ == Effect::Live         ? theme.good
                         : effect_ == Effect::StartsAnew ? theme.muted
                                                         : theme.accent;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(effect_ == Effect::Live ? QBrush(color) : Qt::NoBrush);
    if (effect_ == Effect::StartsAnew)
        painter.drawRect(disc);
    else
        painter.drawEllipse(disc);
    if (effect_ == Effect::RecomputesAffinities) {
        painter.setBrush(color);
        painter.drawPie(disc, 90 * 16, 180 * 16);
    }
}

} // namespace shoal::ui
