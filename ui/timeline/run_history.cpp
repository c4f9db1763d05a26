// SPDX-License-Identifier: MIT
#include "timeline/run_history.h"

#include "panels/log_panel.h"
#include "timeline/recipe_difference.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <map>
#include <string>

namespace shoal::ui {

namespace {

QString figuresOf(const RunEntry& run) {
    const QLocale locale;
    QStringList figures;
    if (const auto kl = lastKl(run.records))
        figures += RunHistory::tr("KL %1").arg(locale.toString(*kl, 'f', 3));
    if (run.snapshot)
        figures += RunHistory::tr("%1 iterations").arg(locale.toString(qulonglong(run.snapshot->iteration)));
    if (const double seconds = secondsTaken(run.records); seconds > 0)
        figures += durationText(seconds);
    return figures.isEmpty() ? RunHistory::tr("no map yet") : figures.join(QStringLiteral(" · "));
}

QString stateText(const RunEntry& run) {
    switch (run.state) {
    case SessionState::Running:
        return RunHistory::tr("running");
    case SessionState::Paused:
        return RunHistory::tr("paused");
    case SessionState::Stopped:
        return RunHistory::tr("stopped");
    case SessionState::Failed:
        return RunHistory::tr("failed");
    case SessionState::Idle:
    case SessionState::Finished:
        break;
    }
    return RunHistory::tr("finished");
}

} // namespace

QString RunEntry::title() const {
    return note.isEmpty() ? name : QStringLiteral("%1, %2").arg(name, note);
}

std::optional<double> lastKl(const std::vector<Record>& records) {
    for (auto record = records.rbegin(); record != records.rend(); ++record)
        if (const auto* kl = std::get_if<KlRecord>(&*record))
            return kl->klDivergence;
    return std::nullopt;
}

double secondsTaken(const std::vector<Record>& records) {
    double ended = 0;
    double underWay = 0; // of the stage that has not ended
    std::map<std::string, double> endedOf;
    for (const Record& record : records) {
        if (const auto* stage = std::get_if<StageRecord>(&record)) {
            ended += stage->seconds;
            endedOf[stage->stage] += stage->seconds;
            underWay = 0;
        } else if (const auto* kl = std::get_if<KlRecord>(&record)) {
            // A continued stage counts on.
            underWay = std::max(0.0, kl->seconds - endedOf[kl->stage]);
        }
    }
    return ended + underWay;
}

const RunEntry* RunHistory::find(std::uint64_t id) const {
    const auto found = std::ranges::find(runs_, id, &RunEntry::id);
    return found == runs_.end() ? nullptr : &*found;
}

QModelIndex RunHistory::indexOf(std::uint64_t id) const {
    const auto found = std::ranges::find(runs_, id, &RunEntry::id);
    return found == runs_.end() ? QModelIndex() : index(static_cast<int>(found - runs_.begin()));
}

std::uint64_t RunHistory::add(RunEntry entry) {
    entry.id = ++begun_;
    if (entry.name.isEmpty())
        entry.name = tr("Run %1").arg(begun_);
    const int row = rowCount();
    beginInsertRows({}, row, row);
    runs_.push_back(std::move(entry));
    endInsertRows();
    shareMemory();
    return begun_;
}

void RunHistory::edit(std::uint64_t id, const std::function<void(RunEntry&)>& change) {
    const QModelIndex index = indexOf(id);
    if (!index.isValid())
        return;
    change(runs_[static_cast<std::size_t>(index.row())]);
    Q_EMIT dataChanged(index, index);
}

bool RunHistory::remove(std::uint64_t id) {
    const QModelIndex index = indexOf(id);
    if (!index.isValid() || runs_[static_cast<std::size_t>(index.row())].active())
        return false;
    beginRemoveRows({}, index.row(), index.row());
    // The session may hold on to the timeline of the last run.
    if (const auto& timeline = runs_[static_cast<std::size_t>(index.row())].timeline)
        timeline->clear();
    runs_.erase(runs_.begin() + index.row());
    endRemoveRows();
    shareMemory();
    return true;
}

void RunHistory::clear() {
    beginResetModel();
    runs_ = {};
    begun_ = 0;
    endResetModel();
}

void RunHistory::setMemoryLimit(std::uint64_t bytes) {
    memoryLimit_ = bytes;
    shareMemory();
}

void RunHistory::shareMemory() {
    const auto sharers = static_cast<std::uint64_t>(
        std::ranges::count_if(runs_, [](const RunEntry& run) { return run.timeline != nullptr; }));
    const std::uint64_t share = memoryLimit_ / std::max<std::uint64_t>(1, sharers);
    for (const RunEntry& run : runs_)
        if (run.timeline)
            run.timeline->setLimit(share);
}

std::uint64_t RunHistory::memory() const {
    std::uint64_t bytes = 0;
    for (const RunEntry& run : runs_)
        bytes += run.timeline ? run.timeline->memory() : 0;
    return bytes;
}

int RunHistory::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

QVariant RunHistory::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const RunEntry& run = runs_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return run.name;
    case Qt::DecorationRole:
        return run.thumbnail;
    case Qt::ToolTipRole:
        return QStringLiteral("<b>%1</b> (%2)<p>%3</p><p>%4</p>")
            .arg(run.title().toHtmlEscaped(), stateText(run), recipeDifference(run.recipe).toHtmlEscaped(),
                 figuresOf(run));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3").arg(run.title(), stateText(run), figuresOf(run));
    case IdRole:
        return static_cast<qulonglong>(run.id);
    case NoteRole:
        return run.note;
    case DifferenceRole:
        return recipeDifference(run.recipe);
    case FiguresRole:
        return figuresOf(run);
    case ActiveRole:
        return run.active();
    default:
        return {};
    }
}

bool RunHistory::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString name = value.toString().simplified();
    if (!index.isValid() || role != Qt::EditRole || name.isEmpty())
        return false;
    runs_[static_cast<std::size_t>(index.row())].name = name;
    Q_EMIT dataChanged(index, index);
    return true;
}

Qt::ItemFlags RunHistory::flags(const QModelIndex& index) const {
    return QAbstractListModel::flags(index) | (index.isValid() ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

} // namespace shoal::ui
