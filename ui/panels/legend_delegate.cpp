// SPDX-License-Identifier: MIT
#include "panels/legend_delegate.h"

#include "panels/legend_model.h"
#include "panels/theme.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>

namespace shoal::ui {

void LegendDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const Theme& theme = themeOf(QApplication::palette()); // the list's own has a transparent window
    const bool on = index.data(LegendModel::OnRole).toBool();
    const QColor color = QColor::fromRgb(index.data(LegendModel::ColorRole).toUInt());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect.adjusted(0, 1, 0, -1);
    if (option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus)) {
        const bool focused = option.state & QStyle::State_HasFocus;
        painter->setPen(focused ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(theme.hover);
        painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QRectF swatch(row.left() + 6, row.center().y() - 5, 11, 11);
    painter->setPen(QPen(on ? color : theme.muted, 1.5));
    painter->setBrush(on ? QBrush(color) : QBrush(Qt::NoBrush));
    painter->drawEllipse(swatch);

    const QString count = QLocale().toString(index.data(LegendModel::CountRole).toULongLong());
    const int countWidth = option.fontMetrics.horizontalAdvance(count);
    const QRect countRect(row.right() - countWidth - 8, row.top(), countWidth + 2, row.height());
    painter->setPen(theme.muted);
    painter->drawText(countRect, Qt::AlignRight | Qt::AlignVCenter, count);
    const QRect nameRect(row.left() + 26, row.top(), countRect.left() - row.left() - 34, row.height());
    painter->setPen(on ? theme.text : theme.muted);
    painter->drawText(
        nameRect, Qt::AlignLeft | Qt::AlignVCenter,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, nameRect.width()));
    painter->restore();
}

QSize LegendDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {80, std::max(26, option.fontMetrics.height() + 10)};
}

} // namespace shoal::ui
