// SPDX-License-Identifier: MIT
#include "panels/color_by.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QFocusEvent>
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
    auto* completer = new QCompleter(this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setMaxVisibleItems(12);
    completer->setModel(new QStringListModel(completer));
    completer->popup()->setObjectName(QStringLiteral("completions"));
    setCompleter(completer);

    connect(this, &QComboBox::activated, this, [this](int index) {
        take(index <= 0 ? ColorChoice{}
                        : ColorChoice{ColorChoice::Kind::Column, static_cast<std::size_t>(index - 1)});
    });
    const auto takeText = [this](const QString& text) {
        if (const auto found = find(text))
            take(*found);
    };
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, takeText);
    connect(lineEdit(), &QLineEdit::returnPressed, this, [this, takeText] { takeText(lineEdit()->text()); });
}

void ColorBy::setData(std::shared_ptr<const Dataset> dataset) {
    const QSignalBlocker quiet(this);
    data_ = std::move(dataset);
    clear();
    addItem(tr("Nothing"));
    QStringList names{tr("Nothing")};
    choice_ = {};
    const Column* labels = data_->defaultLabels();
    for (std::size_t i = 0; i < data_->columns.size(); ++i) {
        const Column& column = data_->columns[i];
        const QString name = QString::fromStdString(column.name);
        addItem(name);
        names += name;
        setItemData(count() - 1,
                    column.categorical()  ? tr("%1 classes").arg(column.categorical()->categories.size())
                    : column.continuous() ? tr("numbers")
                                          : tr("text"),
                    Qt::ToolTipRole);
        if (&column == labels)
            choice_ = {ColorChoice::Kind::Column, i};
    }
    for (std::size_t i = 0; i < data_->dimensions(); ++i)
        names += featureName(*data_, i);
    qobject_cast<QStringListModel*>(completer()->model())->setStringList(names);
    setChoice(choice_);
}

void ColorBy::setChoice(ColorChoice choice) {
    choice_ = choice;
    const QSignalBlocker quiet(this);
    setCurrentIndex(choice.kind == ColorChoice::Kind::None     ? 0
                    : choice.kind == ColorChoice::Kind::Column ? static_cast<int>(choice.index) + 1
                                                               : -1);
    setEditText(nameOf(choice));
    lineEdit()->setCursorPosition(0);
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

QString ColorBy::nameOf(ColorChoice choice) const {
    switch (choice.kind) {
    case ColorChoice::Kind::None:
        return tr("Nothing");
    case ColorChoice::Kind::Column:
        return QString::fromStdString(data_->columns[choice.index].name);
    case ColorChoice::Kind::Feature:
        return featureName(*data_, choice.index);
    }
    return {};
}

std::optional<ColorChoice> ColorBy::find(const QString& text) const {
    if (!data_)
        return std::nullopt;
    const auto same = [&](const QString& name) { return name.compare(text, Qt::CaseInsensitive) == 0; };
    for (std::size_t i = 0; i < data_->columns.size(); ++i)
        if (same(QString::fromStdString(data_->columns[i].name)))
            return ColorChoice{ColorChoice::Kind::Column, i};
    for (std::size_t i = 0; i < data_->dimensions(); ++i)
        if (same(featureName(*data_, i)))
            return ColorChoice{ColorChoice::Kind::Feature, i};
    if (same(tr("Nothing")))
        return ColorChoice{};
    return std::nullopt;
}

void ColorBy::take(ColorChoice choice) {
    if (!data_)
        return;
    const bool changed = choice != choice_;
    setChoice(choice);
    if (changed)
        Q_EMIT chosen(choice);
}

} // namespace shoal::ui
