// SPDX-License-Identifier: MIT
#include "selection/share_list.h"

#include "panels/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>

namespace shoal::ui {

namespace {

enum Role { ValueRole = Qt::UserRole, ShareRole, ColorRole, IdRole };
constexpr int barHeight = 3;
constexpr int edge = 6;

class ShareDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = themeOf(QApplication::palette());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        const QRect row = option.rect.adjusted(0, 1, 0, -1);
        if (option.state & (QStyle::State_MouseOver | QStyle::State_HasFocus)) {
            painter->setBrush(theme.hover);
            painter->drawRoundedRect(row, 4, 4);
        }
        const QRect inside = row.adjusted(edge, 0, -edge, 0);
        const QRectF track(inside.left(), row.bottom() - barHeight - 1, inside.width(), barHeight);
        painter->setBrush(theme.border);
        painter->drawRoundedRect(track, 1.5, 1.5);
        const double share = std::clamp(index.data(ShareRole).toDouble(), 0.0, 1.0);
        const auto color = index.data(ColorRole).value<QColor>();
        painter->setBrush(color.isValid() ? color : theme.accent);
        if (share > 0) // what is there at all is seen
            painter->drawRoundedRect(
                QRectF(track.topLeft(), QSizeF(std::max(2.0, share * track.width()), track.height())), 1.5,
                1.5);

        const QRect text(inside.left(), row.top(), inside.width(), row.height() - barHeight - 2);
        const QString value = index.data(ValueRole).toString();
        const int valueWidth = option.fontMetrics.horizontalAdvance(value);
        painter->setPen(theme.muted);
        painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, value);
        painter->setPen(theme.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle,
                                                        text.width() - valueWidth - 8));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {80, option.fontMetrics.height() + barHeight + 8};
    }
};

} // namespace

ShareList::ShareList(QWidget* parent)
    : QListView(parent)
    , rows_(new QStandardItemModel(this)) {
    setModel(rows_);
    setItemDelegate(new ShareDelegate(this));
    setUniformItemSizes(true);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setChoosable(false);
    connect(this, &QListView::clicked, this, &ShareList::choose);
}

void ShareList::setRows(const std::vector<ShareRow>& rows) {
    rows_->clear();
    for (const ShareRow& row : rows) {
        auto* item = new QStandardItem(row.name);
        item->setData(row.value, ValueRole);
        item->setData(row.share, ShareRole);
        item->setData(row.color, ColorRole);
        item->setData(static_cast<qulonglong>(row.id), IdRole);
        item->setToolTip(row.explanation);
        item->setAccessibleText(QStringLiteral("%1, %2").arg(row.name, row.value));
        rows_->appendRow(item);
    }
    updateGeometry();
}

void ShareList::setChoosable(bool choosable) {
    choosable_ = choosable;
    viewport()->setCursor(choosable ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

QSize ShareList::sizeHint() const {
    const int rows = rows_->rowCount();
    return {120, rows == 0 ? 0 : rows * sizeHintForRow(0)};
}

void ShareList::keyPressEvent(QKeyEvent* event) {
    if (choosable_ && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        choose(currentIndex());
    else
        QListView::keyPressEvent(event);
}

void ShareList::choose(const QModelIndex& index) {
    if (choosable_ && index.isValid())
        Q_EMIT chosen(index.data(IdRole).toULongLong());
}

} // namespace shoal::ui
