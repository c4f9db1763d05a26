// SPDX-License-Identifier: MIT
#include "panels/phase_table.h"

#include "panels/number_fields.h"
#include "panels/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace shoal::ui {

class PhaseTable::Row : public QWidget {
public:
    Row(PhaseTable* table, const Phase& phase)
        : QWidget(table)
        , exaggeration(new RealField(1e-3, 1e3, this))
        , iterations(new CountField(1, 1'000'000, this))
        , remove(new QToolButton(this)) {
        exaggeration->setValue(phase.exaggeration);
        iterations->setValue(static_cast<int>(phase.iterations));
        remove->setIcon(themeIcon(QStringLiteral("remove")));
        remove->setToolTip(PhaseTable::tr("Remove this phase"));
        remove->setFocusPolicy(Qt::TabFocus);
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(8);
        layout->addWidget(exaggeration, 1);
        layout->addWidget(iterations, 1);
        layout->addWidget(remove);
        connect(exaggeration, &QDoubleSpinBox::valueChanged, table, &PhaseTable::edited);
        connect(iterations, &QSpinBox::valueChanged, table, &PhaseTable::edited);
        connect(remove, &QToolButton::clicked, table, [this, table] { table->removeRow(this); });
    }

    RealField* exaggeration;
    CountField* iterations;
    QToolButton* remove;
};

PhaseTable::PhaseTable(QWidget* parent)
    : QWidget(parent)
    , layout_(new QVBoxLayout(this)) {
    setToolTip(tr("A phase is a stretch of iterations at one exaggeration; they follow each other"));
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(quietLabel(tr("Exaggeration"), this), 1);
    head->addWidget(quietLabel(tr("Iterations"), this), 1);
    head->addSpacing(26);
    layout_->addLayout(head);
    auto* add = new QPushButton(themeIcon(QStringLiteral("add")), tr("&Add a phase"), this);
    add->setObjectName(QStringLiteral("addPhase"));
    add->setProperty("link", true);
    add->setFocusPolicy(Qt::TabFocus);
    add->setToolTip(tr("Appends a stretch of 250 iterations at the last exaggeration"));
    layout_->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, [this] {
        addRow({rows_.empty() ? 1.0 : rows_.back()->exaggeration->value(), 250});
        renumber();
        Q_EMIT edited();
    });
}

void PhaseTable::setPhases(const std::vector<Phase>& phases) {
    if (phases == this->phases())
        return;
    const QSignalBlocker quiet(this);
    while (rows_.size() > phases.size())
        removeRow(rows_.back());
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (i == rows_.size()) {
            addRow(phases[i]);
        } else {
            rows_[i]->exaggeration->setValue(phases[i].exaggeration);
            rows_[i]->iterations->setValue(static_cast<int>(phases[i].iterations));
        }
    }
    renumber();
}

std::vector<Phase> PhaseTable::phases() const {
    std::vector<Phase> phases;
    for (const Row* row : rows_)
        phases.push_back({row->exaggeration->value(), static_cast<std::size_t>(row->iterations->value())});
    return phases;
}

void PhaseTable::addRow(const Phase& phase) {
    auto* row = new Row(this, phase);
    rows_.push_back(row);
    layout_->insertWidget(static_cast<int>(rows_.size()), row); // the header is the item before the first
    row->show();
}

void PhaseTable::removeRow(Row* row) {
    std::erase(rows_, row);
    row->hide();
    row->deleteLater();
    renumber();
    Q_EMIT edited();
}

void PhaseTable::renumber() {
    int number = 1;
    for (Row* row : rows_) {
        row->setObjectName(QStringLiteral("phase%1").arg(number));
        row->exaggeration->setAccessibleName(tr("Exaggeration of phase %1").arg(number));
        row->iterations->setAccessibleName(tr("Iterations of phase %1").arg(number));
        row->remove->setAccessibleName(tr("Remove phase %1").arg(number));
        row->remove->setEnabled(rows_.size() > 1);
        ++number;
    }
}

} // namespace shoal::ui
