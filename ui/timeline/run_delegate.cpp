// SPDX-License-Identifier: MIT
#include "timeline/run_delegate.h"

#include "panels/theme.h"
#include "timeline/run_history.h"
#include "timeline/run_thumbnail.h"

#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QPainter>

#include <algorithm>

namespace shoal::ui {

namespace {

constexpr int padding = 8;

QRect textRectOf(const QRect& row) {
    return row.adjusted(2 * padding + thumbnailSide, padding, -padding, -padding);
}

} // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const Theme& theme = themeOf(QApplication::palette()); // the list's own has a transparent window
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver)) {
        const bool keyboard = (option.state & QStyle::State_HasFocus) && selected;
        painter->setPen(keyboard ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter->setBrush(theme.hover);
        painter->drawRoundedRect(QRectF(row).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6);
    }
    const QRect picture(row.left() + padding, row.top() + padding, thumbnailSide, thumbnailSide);
    painter->setPen(QPen(theme.border, 1));
    painter->setBrush(theme.surface);
    painter->drawRoundedRect(QRectF(picture).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    if (const auto image = index.data(Qt::DecorationRole).value<QImage>(); !image.isNull())
        painter->drawImage(picture, image);
    if (index.data(RunHistory::ActiveRole).toBool()) {
        painter->setPen(QPen(theme.surface, 1.5));
        painter->setBrush(theme.good);
        painter->drawEllipse(QPointF(picture.right() - 8, picture.top() + 9), 5, 5);
    }

    const QRect text = textRectOf(row);
    const int line = option.fontMetrics.height();
    int top = text.top();
    const auto write = [&](const QString& words, const QColor& color, bool bold) {
        if (words.isEmpty())
            return;
        QFont font = option.font;
        font.setBold(bold);
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(QRect(text.left(), top, text.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(words, Qt::ElideRight, text.width()));
        top += line + 1;
    };
    write(index.data().toString(), theme.text, true);
    write(index.data(RunHistory::NoteRole).toString(), theme.muted, false);
    write(index.data(RunHistory::DifferenceRole).toString(), theme.muted, false);
    write(index.data(RunHistory::FiguresRole).toString(), theme.muted, false);
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, 2 * padding + std::max(thumbnailSide, 4 * (option.fontMetrics.height() + 1))};
}

QWidget* RunDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const {
    auto* editor = new QLineEdit(parent);
    editor->setObjectName(QStringLiteral("runName"));
    editor->setAccessibleName(tr("Name of the run"));
    editor->setToolTip(tr("Enter keeps the name, Escape leaves it as it was"));
    return editor;
}

void RunDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
    // News of the run must not take away what is being typed.
    if (!editor->isVisible())
        QStyledItemDelegate::setEditorData(editor, index);
}

void RunDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                       const QModelIndex&) const {
    const QRect text = textRectOf(option.rect);
    const int height = editor->sizeHint().height();
    editor->setGeometry(text.left() - padding, text.top() - 4, text.width() + padding, height);
}

} // namespace shoal::ui
