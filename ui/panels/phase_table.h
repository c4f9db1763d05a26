// SPDX-License-Identifier: MIT
// The phases of a run as rows that are edited in place: exaggeration and iterations, added, removed, and
// moved by dragging or keys.
#pragma once

#include "recipe/recipe.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace shoal::ui {

class PhaseTable : public QWidget {
    Q_OBJECT

public:
    /// `rowName` followed by a number from 1 is each row's object name.
    explicit PhaseTable(const QString& rowName, QWidget* parent = nullptr);

    /// Emits nothing. A momentum of a phase's own is kept as long as its row is.
    void setPhases(const std::vector<Phase>& phases);
    std::vector<Phase> phases() const;
    /// Whether a person is in the middle of typing a number or dragging a row.
    bool beingEdited() const;

Q_SIGNALS:
    /// A person changed a row, added, removed or moved one.
    void edited();

private:
    class Handle;
    class Row;
    void addRow(const Phase& phase);
    void removeRow(Row* row);
    /// To that index. Whether it was elsewhere.
    bool moveRow(Row* row, std::ptrdiff_t to);
    std::ptrdiff_t indexOf(const Row* row) const;
    /// Where a row belongs whose middle is at that height.
    std::ptrdiff_t indexAt(const Row* row, int y) const;
    void renumber();

    const QString rowName_;
    std::vector<Row*> rows_;
    QVBoxLayout* layout_;
};

} // namespace shoal::ui
