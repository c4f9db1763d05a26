// SPDX-License-Identifier: MIT
#include "panels/color_by.h"

#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QCompleter>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QStandardItemModel>
#include <QStringListModel>
#include <QTimer>

namespace shoal::ui {

namespace {
/// Features in the drop-down list; those beyond are found by typing, as a list of thousands is not read.
constexpr int featuresListed = 300;
/// More names than these are narrowed by typing on.
constexpr std::size_t mostSuggested = 200;
} // namespace

std::vector<int> bestMatches(const QStringList& names, const QString& text, std::size_t most) {
    std::vector<int> ranks[3]; // the name itself, its beginning, any part of it
    for (int position = 0; position < names.size(); ++position) {
        const qsizetype found = names[position].indexOf(text, 0, Qt::CaseInsensitive);
        if (found >= 0)
            ranks[found > 0 ? 2 : names[position].size() > text.size() ? 1 : 0].push_back(position);
    }
    std::vector<int> best;
    for (const std::vector<int>& rank : ranks)
        for (const int position : rank)
            if (best.size() < most)
                best.push_back(position);
    return best;
}

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
    // It filters what suggest() gives it, the best first: of all names it would lay out thousands of rows.
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setMaxVisibleItems(12);
    completer->setModel(new QStringListModel(completer));
    completer->popup()->setObjectName(QStringLiteral("completions"));
    lineEdit()->setCompleter(completer);

    connect(this, &QComboBox::activated, this,
            [this](int row) { take(choiceAt(row < headingRow() ? row : row - 1)); });
    connect(completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this, completer](const QModelIndex& suggestion) {
                const auto* shown = qobject_cast<const QAbstractProxyModel*>(completer->completionModel());
                const int row = shown->mapToSource(suggestion).row();
                take(choiceAt(suggested_[static_cast<std::size_t>(row)]));
            });
    connect(lineEdit(), &QLineEdit::textEdited, this, &ColorBy::suggest);
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
    names_ += tr("Where is this map wrong?");
    for (std::size_t i = 0; i < data_->dimensions(); ++i)
        names_ += featureName(*data_, i);
    addItems(names_.mid(0, headingRow()));
    setItemData(trustPosition(),
                tr("How many of each point's nearest in the data are among its nearest in the map"),
                Qt::ToolTipRole);
    if (data_->dimensions() > 0)
        addHeading(tr("Features"));
    addItems(names_.mid(headingRow(), featuresListed));
    if (const auto more = static_cast<int>(names_.size()) - headingRow() - featuresListed; more > 0)
        addHeading(tr("%1 more: type a feature's name").arg(QLocale().toString(more)));
    for (std::size_t i = 0; i < data_->columns.size(); ++i) {
        const Column& column = data_->columns[i];
        setItemData(static_cast<int>(i) + 1,
                    column.categorical()  ? tr("%1 classes").arg(column.categorical()->categories.size())
                    : column.continuous() ? tr("numbers")
                                          : tr("text"),
                    Qt::ToolTipRole);
    }
    suggest({});
    setChoice(choice_);
}

void ColorBy::setChoice(ColorChoice choice) {
    choice_ = choice;
    const QSignalBlocker quiet(this);
    const int position = positionOf(choice);
    const int row = position < headingRow() ? position : position + 1;
    setCurrentIndex(position < headingRow() + featuresListed ? row : -1);
    setEditText(names_[position]);
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
    if (event->reason() == Qt::PopupFocusReason)
        return; // a list that closes leaves the text as it is
    QTimer::singleShot(0, this, [this] {
        if (hasFocus())
            lineEdit()->selectAll(); // typing replaces the name
    });
}

void ColorBy::focusOutEvent(QFocusEvent* event) {
    QComboBox::focusOutEvent(event);
    if (data_ && event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        setChoice(choice_); // a half-typed name is not left standing
}

int ColorBy::trustPosition() const {
    return 1 + static_cast<int>(data_->columns.size());
}

int ColorBy::headingRow() const {
    return trustPosition() + 1;
}

void ColorBy::addHeading(const QString& text) {
    addItem(text);
    const auto* rows = qobject_cast<const QStandardItemModel*>(model());
    QStandardItem* heading = rows->item(count() - 1);
    heading->setFlags(Qt::NoItemFlags);
    QFont font = heading->font();
    font.setPointSizeF(QComboBox::font().pointSizeF() * 0.92);
    heading->setFont(font);
}

ColorChoice ColorBy::choiceAt(int position) const {
    if (position <= 0)
        return {};
    if (position < trustPosition())
        return {ColorChoice::Kind::Column, static_cast<std::size_t>(position - 1)};
    if (position == trustPosition())
        return {ColorChoice::Kind::Trust, 0};
    return {ColorChoice::Kind::Feature, static_cast<std::size_t>(position - headingRow())};
}

int ColorBy::positionOf(ColorChoice choice) const {
    const auto index = static_cast<int>(choice.index);
    switch (choice.kind) {
    case ColorChoice::Kind::None:
        return 0;
    case ColorChoice::Kind::Column:
        return 1 + index;
    case ColorChoice::Kind::Trust:
        return trustPosition();
    case ColorChoice::Kind::Feature:
        return headingRow() + index;
    }
    return 0;
}

void ColorBy::suggest(const QString& text) {
    suggested_ = data_ ? bestMatches(names_, text, mostSuggested) : std::vector<int>();
    QStringList suggestions;
    for (const int position : suggested_)
        suggestions += names_[position];
    qobject_cast<QStringListModel*>(completer()->model())->setStringList(suggestions);
}

std::optional<ColorChoice> ColorBy::find(const QString& text) const {
    if (text.isEmpty() || !data_)
        return std::nullopt;
    for (const auto sensitivity : {Qt::CaseSensitive, Qt::CaseInsensitive})
        for (int position = 0; position < names_.size(); ++position)
            if (names_[position].compare(text, sensitivity) == 0)
                return choiceAt(position);
    std::optional<ColorChoice> found;
    for (int position = 0; position < names_.size(); ++position) {
        if (!names_[position].startsWith(text, Qt::CaseInsensitive))
            continue;
        if (found)
            return std::nullopt;
        found = choiceAt(position);
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
