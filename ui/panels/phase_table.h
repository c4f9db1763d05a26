// SPDX-License-Identifier: MIT
// The phases of a run as rows that are edited in place: exaggeration and iterations, added and removed.
#pragma once

#include "recipe/recipe.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace shoal::ui {

class PhaseTable : public QWidget {
    Q_OBJECT

public:
    explicit PhaseTable(QWidget* parent = nullptr);

    /// Emits nothing.
    void setPhases(const std::vector<Phase>& phases);
    std::vector<Phase> phases() const;

Q_SIGNALS:
    /// A person changed a row, added or removed one.
    void edited();

private:
    class Row;
    void addRow(const Phase& phase);
    void removeRow(Row* row);
    void renumber();

    std::vector<Row*> rows_;
    QVBoxLayout* layout_;
};

} // namespace shoal::ui
