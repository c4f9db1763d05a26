// SPDX-License-Identifier: MIT
#include "panels/legend_model.h"

#include <QCollator>
#include <QLocale>

#include <algorithm>

namespace shoal::ui {

void LegendModel::setColoring(std::shared_ptr<const Coloring> coloring) {
    const bool sameClasses = coloring && coloring_ && coloring->title == coloring_->title &&
                             coloring->classes.size() == coloring_->classes.size();
    beginResetModel();
    coloring_ = std::move(coloring);
    if (!sameClasses)
        on_.assign(coloring_ ? coloring_->classes.size() : 0, true);
    arrange();
    endResetModel();
    if (!sameClasses)
        Q_EMIT onChanged();
}

void LegendModel::setSearch(const QString& text) {
    beginResetModel();
    search_ = text.trimmed();
    arrange();
    endResetModel();
}

void LegendModel::setOrder(Order order) {
    beginResetModel();
    order_ = order;
    arrange();
    endResetModel();
}

void LegendModel::isolate(std::size_t classIndex) {
    if (isAlone(classIndex))
        return showAll();
    std::vector<bool> alone(on_.size(), false);
    alone[classIndex] = true;
    setOn(std::move(alone));
}

void LegendModel::toggle(std::size_t classIndex) {
    std::vector<bool> next = on_;
    next[classIndex] = !next[classIndex];
    // Nothing at all to see is nobody's wish: the last one turned off brings back everything.
    if (std::find(next.begin(), next.end(), true) == next.end())
        return showAll();
    setOn(std::move(next));
}

void LegendModel::showAll() {
    setOn(std::vector<bool>(on_.size(), true));
}

bool LegendModel::isAlone(std::size_t classIndex) const {
    return on_[classIndex] && std::count(on_.begin(), on_.end(), true) == 1 && on_.size() > 1;
}

bool LegendModel::allOn() const {
    return std::find(on_.begin(), on_.end(), false) == on_.end();
}

void LegendModel::setOn(std::vector<bool> on) {
    if (on == on_ || on.size() != on_.size())
        return;
    on_ = std::move(on);
    if (!rows_.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(rows_.size()) - 1));
    Q_EMIT onChanged();
}

int LegendModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant LegendModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const std::size_t classIndex = rows_[static_cast<std::size_t>(index.row())];
    const Coloring::Class& shown = coloring_->classes[classIndex];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(shown.name);
    case Qt::ToolTipRole:
        return tr("%1: %2 points\nClick shows this class alone, Ctrl-click turns it on or off, double-click "
                  "recolours it, right-click offers all of that")
            .arg(QString::fromStdString(shown.name),
                 QLocale().toString(static_cast<qulonglong>(shown.count)));
    case Qt::AccessibleTextRole:
        return tr("%1, %2 points, %3")
            .arg(QString::fromStdString(shown.name), QLocale().toString(static_cast<qulonglong>(shown.count)),
                 on_[classIndex] ? tr("shown") : tr("greyed out"));
    case ClassRole:
        return static_cast<qulonglong>(classIndex);
    case ColorRole:
        return shown.color;
    case CountRole:
        return static_cast<qulonglong>(shown.count);
    case OnRole:
        return static_cast<bool>(on_[classIndex]);
    default:
        return {};
    }
}

void LegendModel::arrange() {
    rows_.clear();
    if (!coloring_)
        return;
    const auto& classes = coloring_->classes;
    for (std::size_t i = 0; i < classes.size(); ++i)
        if (search_.isEmpty() ||
            QString::fromStdString(classes[i].name).contains(search_, Qt::CaseInsensitive))
            rows_.push_back(i);
    if (order_ == Order::ByCount) {
        std::stable_sort(rows_.begin(), rows_.end(),
                         [&](std::size_t a, std::size_t b) { return classes[a].count > classes[b].count; });
    } else if (order_ == Order::ByName) {
        // The C locale's collator knows no numbers.
        QCollator collator(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
        collator.setNumericMode(true);
        std::stable_sort(rows_.begin(), rows_.end(), [&](std::size_t a, std::size_t b) {
            return collator.compare(QString::fromStdString(classes[a].name),
                                    QString::fromStdString(classes[b].name)) < 0;
        });
    }
}

} // namespace shoal::ui
