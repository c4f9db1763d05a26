// SPDX-License-Identifier: MIT
#include "panels/stage_chip.h"

#include "panels/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace shoal::ui {

namespace {
constexpr int padding = 10;
constexpr int chipHeight = 26;
constexpr int markWidth = 16;
} // namespace

StageChip::StageChip(const QString& name, bool opens, QWidget* parent)
    : QAbstractButton(parent)
    , opens_(opens) {
    setText(name);
    setFocusPolicy(opens ? Qt::TabFocus : Qt::NoFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setEnabled(opens);
    if (opens)
        setCursor(Qt::PointingHandCursor);
    setAccessibleName(description());
}

void StageChip::setLook(const Look& look) {
    if (look == look_)
        return;
    const bool resized =
        look.state != look_.state || look.secondsLeft.has_value() != look_.secondsLeft.has_value();
    look_ = look;
    setEnabled(opens_ && look.state != State::Done);
    setAccessibleName(description());
    if (resized)
        updateGeometry();
    update();
}

QString StageChip::timeText() const {
    if (look_.state != State::UnderWay || !look_.secondsLeft)
        return {};
    const long long seconds = std::max(1LL, std::llround(*look_.secondsLeft));
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    return seconds < 3600 ? tr("%1 min").arg(seconds / 60)
                          : tr("%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
}

QString StageChip::description() const {
    QStringList parts{text()};
    if (look_.state == State::UnderWay)
        parts += tr("%1 %").arg(static_cast<int>(look_.fraction * 100));
    if (look_.state == State::Done)
        parts += tr("done");
    if (const QString time = timeText(); !time.isEmpty())
        parts += tr("%1 left").arg(time);
    return parts.join(QStringLiteral(", "));
}

QSize StageChip::sizeHint() const {
    int width = fontMetrics().horizontalAdvance(text()) + 2 * padding;
    if (look_.state == State::Done)
        width += markWidth;
    else if (look_.state == State::UnderWay && look_.secondsLeft)
        width += fontMetrics().horizontalAdvance(QStringLiteral("  59 min")); // no jumps as time runs out
    return {width, chipHeight + 2};
}

QSize StageChip::minimumSizeHint() const {
    return {2 * padding + fontMetrics().averageCharWidth() * 3, chipHeight + 2};
}

void StageChip::enterEvent(QEnterEvent*) {
    update();
}

void StageChip::leaveEvent(QEvent*) {
    update();
}

void StageChip::paintEvent(QPaintEvent*) {
    const Theme& theme = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool active = look_.state == State::UnderWay;
    const QRectF box(0.5, 1.5, width() - 1, chipHeight - 1);
    QPainterPath shape;
    shape.addRoundedRect(box, box.height() / 2, box.height() / 2);
    QColor back = isEnabled() && underMouse() ? theme.hover : theme.surface;
    back.setAlpha(235);
    painter.fillPath(shape, back);
    if (active) {
        painter.save();
        painter.setClipPath(shape);
        QColor fill = theme.accent;
        fill.setAlpha(60);
        painter.fillRect(QRectF(box.left(), box.top(), box.width() * look_.fraction, box.height()), fill);
        painter.restore();
    }
    painter.setPen(QPen(active || hasFocus() ? theme.accent : theme.border, hasFocus() ? 2 : 1));
    painter.drawPath(shape);
    QRectF room = box.adjusted(padding, 0, -padding, 0);
    if (look_.state == State::Done) {
        const double middle = box.center().y();
        painter.setPen(QPen(theme.good, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{
            {room.left(), middle}, {room.left() + 3.5, middle + 3.5}, {room.left() + 10, middle - 4}});
        room.adjust(markWidth, 0, 0, 0);
    }
    const QString time = timeText();
    if (!time.isEmpty()) {
        painter.setPen(theme.muted);
        painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter, time);
        room.adjust(0, 0, -fontMetrics().horizontalAdvance(time) - 6, 0);
    }
    painter.setPen(look_.state == State::ToCome ? theme.muted : theme.text);
    painter.drawText(room, (time.isEmpty() ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideRight, static_cast<int>(room.width()) + 1));
}

} // namespace shoal::ui
