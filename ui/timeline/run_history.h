// SPDX-License-Identifier: MIT
// The runs made on the data that is open, each with its recipe, log, timeline and last map.
#pragma once

#include "recipe/recipe.h"
#include "session/session.h"

#include <QAbstractListModel>
#include <QImage>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace shoal::ui {

/// One run, plain data: what lists, comparisons and session files need of it.
struct RunEntry {
    std::uint64_t id = 0; ///< never given twice in a history
    QString name;         ///< "Run 2", until a person renames it
    QString note;         ///< "from iteration 250 of Run 1"; empty for a run from its recipe's start
    Recipe recipe;        ///< in force, with all changes made on the way
    std::shared_ptr<const std::vector<std::uint32_t>> points; ///< of the data, those embedded; nullptr: all
    std::shared_ptr<Timeline> timeline;
    std::shared_ptr<const Snapshot> snapshot; ///< its last map; nullptr before the first
    std::vector<Record> records;
    SessionState state = SessionState::Running;
    QImage thumbnail; ///< of the last map; null until it is drawn

    bool active() const { return state == SessionState::Running || state == SessionState::Paused; }
    /// "Run 2, from iteration 250 of Run 1".
    QString title() const;
};

/// The last KL divergence recorded.
std::optional<double> lastKl(const std::vector<Record>& records);
/// How long the stages took together, rests left out; that of a stage under way as far as it is recorded.
double secondsTaken(const std::vector<Record>& records);

/// The list in the order the runs were begun in; a model for views.
class RunHistory : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole, NoteRole, DifferenceRole, FiguresRole, ActiveRole };

    static constexpr std::uint64_t defaultMemoryLimit = 512'000'000;

    using QAbstractListModel::QAbstractListModel;

    const std::vector<RunEntry>& runs() const { return runs_; }
    /// nullptr when there is none; valid until the next change.
    const RunEntry* find(std::uint64_t id) const;
    /// Gives the entry its id, and a name where it has none. Returns the id.
    std::uint64_t add(RunEntry entry);
    void edit(std::uint64_t id, const std::function<void(RunEntry&)>& change);
    /// Frees its memory. False, and nothing done, for a run that is active.
    bool remove(std::uint64_t id);
    /// Forgets all of them; names are counted from 1 again.
    void clear();

    /// Of the timelines of all runs together, in bytes; each may take an equal share.
    std::uint64_t memoryLimit() const { return memoryLimit_; }
    void setMemoryLimit(std::uint64_t bytes);
    std::uint64_t memory() const;

    QModelIndex indexOf(std::uint64_t id) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// Renames; a name without letters is refused.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    void shareMemory();

    std::vector<RunEntry> runs_;
    std::uint64_t begun_ = 0;
    std::uint64_t memoryLimit_ = defaultMemoryLimit;
};

} // namespace shoal::ui
