// SPDX-License-Identifier: MIT
#include "panels/color_by.h"

#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QCompleter>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

namespace shoal::ui {

QString featureName(const Dataset& data, std::size_t index) {
    return data.featureNames.empty() ? ColorBy::tr("feature %1").arg(index + 1)
                                     : QString::fromStdString(data.featureNames[index]);
}

ColorBy::ColorBy(QWidget* parent)
    : QComboBox(parent) {
    setObjectName(QStringLiteral("colorBy"));
    setAccessibleName(tr("Colour by"));
    setToolTip(tr("Colours the points by a column of the file, or by one feature: type part of its name"));
    setEditable(true);
    setInsertPolicy(NoInsert);
    setMaxVisibleItems(20);
    setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
    lineEdit()->setPlaceholderText(tr("Type to search"));
    // The box's own reading of the text takes a suggestion's row for a row of the list: this class reads it.
    disconnect(lineEdit(), &QLineEdit::returnPressed, this, nullptr);
    disconnect(lineEdit(), &QLineEdit::editingFinished, this, nullptr);
    setCompleter(nullptr);
    auto* completer = new QCompleter(lineEdit());
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setMaxVisibleItems(12);
    completer->setModel(new QStringListModel(completer));
    completer->popup()->setObjectName(QStringLiteral("completions"));
    lineEdit()->setCompleter(completer);

    connect(this, &QComboBox::activated, this, [this](int row) { take(choiceAt(row)); });
    connect(completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this, completer](const QModelIndex& suggestion) {
                const auto* shown = qobject_cast<const QAbstractProxyModel*>(completer->completionModel());
                take(choiceAt(shown->mapToSource(suggestion).row()));
            });
    connect(lineEdit(), &QLineEdit::returnPressed, this, [this, completer] {
        if (completer->popup()->isVisible() && completer->popup()->currentIndex().isValid())
            return; // the completer is about to say which
        take(find(lineEdit()->text()).value_or(choice_));
    });
}

void ColorBy::setData(std::shared_ptr<const Dataset> dataset) {
    const QSignalBlocker quiet(this);
    data_ = std::move(dataset);
    clear();
    names_ = QStringList{tr("Nothing")};
    choice_ = {};
    const Column* labels = data_->defaultLabels();
    for (std::size_t i = 0; i < data_->columns.size(); ++i) {
        names_ += QString::fromStdString(data_->columns[i].name);
        if (&data_->columns[i] == labels)
            choice_ = {ColorChoice::Kind::Column, i};
    }
    for (std::size_t i = 0; i < data_->dimensions(); ++i)
        names_ += featureName(*data_, i);
    addItems(names_);
    for (std::size_t i = 0; i < data_->columns.size(); ++i) {
        const Column& column = data_->columns[i];
        setItemData(static_cast<int>(i) + 1,
                    column.categorical()  ? tr("%1 classes").arg(column.categorical()->categories.size())
                    : column.continuous() ? tr("numbers")
                                          : tr("text"),
                    Qt::ToolTipRole);
    }
    qobject_cast<QStringListModel*>(completer()->model())->setStringList(names_);
    setChoice(choice_);
}

void ColorBy::setChoice(ColorChoice choice) {
    choice_ = choice;
    const QSignalBlocker quiet(this);
    setCurrentIndex(rowOf(choice));
    setEditText(names_[rowOf(choice)]);
    lineEdit()->setCursorPosition(0);
}

void ColorBy::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && data_)
        take(choice_);
    else if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up)
        showPopup(); // rather than colouring by every name on the way
    else
        QComboBox::keyPressEvent(event);
}

void ColorBy::focusInEvent(QFocusEvent* event) {
    QComboBox::focusInEvent(event);
    QTimer::singleShot(0, lineEdit(), &QLineEdit::selectAll); // typing replaces the name
}

void ColorBy::focusOutEvent(QFocusEvent* event) {
    QComboBox::focusOutEvent(event);
    if (data_ && event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        setChoice(choice_); // a half-typed name is not left standing
}

ColorChoice ColorBy::choiceAt(int row) const {
    const auto columns = static_cast<int>(data_->columns.size());
    if (row <= 0)
        return {};
    if (row <= columns)
        return {ColorChoice::Kind::Column, static_cast<std::size_t>(row - 1)};
    return {ColorChoice::Kind::Feature, static_cast<std::size_t>(row - 1 - columns)};
}

int ColorBy::rowOf(ColorChoice choice) const {
    const auto index = static_cast<int>(choice.index);
    switch (choice.kind) {
    case ColorChoice::Kind::None:
        return 0;
    case ColorChoice::Kind::Column:
        return 1 + index;
    case ColorChoice::Kind::Feature:
        return 1 + static_cast<int>(data_->columns.size()) + index;
    }
    return 0;
}

std::optional<ColorChoice> ColorBy::find(const QString& text) const {
    if (text.isEmpty() || !data_)
        return std::nullopt;
    for (const auto sensitivity : {Qt::CaseSensitive, Qt::CaseInsensitive})
        for (int row = 0; row < names_.size(); ++row)
            if (names_[row].compare(text, sensitivity) == 0)
                return choiceAt(row);
    std::optional<ColorChoice> found;
    for (int row = 0; row < names_.size(); ++row) {
        if (!names_[row].startsWith(text, Qt::CaseInsensitive))
            continue;
        if (found)
            return std::nullopt;
        found = choiceAt(row);
    }
    return found;
}

void ColorBy::take(ColorChoice choice) {
    if (!data_)
        return;
    const bool changed = choice != choice_;
    setChoice(choice);
    completer()->popup()->hide();
    Q_EMIT finished();
    if (changed)
        Q_EMIT chosen(choice);
}

} // namespace shoal::ui
