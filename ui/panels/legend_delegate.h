// SPDX-License-Identifier: MIT
// Draws one row of the legend: swatch, name, count to the right; a class that is off is faint and hollow.
#pragma once

#include <QStyledItemDelegate>

namespace shoal::ui {

class LegendDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace shoal::ui
