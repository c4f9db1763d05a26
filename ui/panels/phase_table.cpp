// SPDX-License-Identifier: MIT
#include "panels/phase_table.h"

#include "panels/number_fields.h"
#include "panels/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace shoal::ui {

namespace {
constexpr int spacing = 8;
constexpr int handleWidth = 20;
} // namespace

/// The grip of a row: drags it among the others, or moves it by keys.
class PhaseTable::Handle : public QToolButton {
public:
    Handle(PhaseTable* table, Row* row);

    QSize sizeHint() const override { return {handleWidth, QToolButton::sizeHint().height()}; }

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    PhaseTable* table_;
    Row* row_;
    std::ptrdiff_t from_ = -1; ///< index at the beginning of a drag
};

class PhaseTable::Row : public QWidget {
public:
    Row(PhaseTable* table, const Phase& phase)
        : QWidget(table)
        , handle(new Handle(table, this))
        , exaggeration(new RealField(1e-3, 1e3, this))
        , iterations(new CountField(1, 1'000'000, this))
        , remove(new QToolButton(this)) {
        remove->setIcon(themeIcon(QStringLiteral("remove")));
        remove->setToolTip(PhaseTable::tr("Remove this phase"));
        remove->setFocusPolicy(Qt::TabFocus);
        remove->setObjectName(QStringLiteral("remove"));
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(spacing);
        layout->addWidget(handle);
        layout->addWidget(exaggeration, 1);
        layout->addWidget(iterations, 1);
        layout->addWidget(remove);
        set(phase);
        connect(exaggeration, &QDoubleSpinBox::valueChanged, table, [this, table](double value) {
            phase_.exaggeration = value;
            Q_EMIT table->edited();
        });
        connect(iterations, &QSpinBox::valueChanged, table, [this, table](int value) {
            phase_.iterations = static_cast<std::size_t>(value);
            Q_EMIT table->edited();
        });
        connect(remove, &QToolButton::clicked, table, [this, table] { table->removeRow(this); });
    }

    /// As it was set, where nobody has edited it: the fields round.
    const Phase& phase() const { return phase_; }
    void set(const Phase& phase) {
        const QSignalBlocker quietExaggeration(exaggeration);
        const QSignalBlocker quietIterations(iterations);
        exaggeration->setValue(phase.exaggeration);
        iterations->setValue(static_cast<int>(phase.iterations));
        phase_ = phase;
        setToolTip(phase.momentum
                       ? PhaseTable::tr("Momentum %1 in this phase").arg(QLocale().toString(*phase.momentum))
                       : QString());
    }

    Handle* handle;
    RealField* exaggeration;
    CountField* iterations;
    QToolButton* remove;

private:
    Phase phase_;
};

PhaseTable::Handle::Handle(PhaseTable* table, Row* row)
    : QToolButton(row)
    , table_(table)
    , row_(row) {
    setObjectName(QStringLiteral("handle"));
    setIcon(themeIcon(QStringLiteral("drag")));
    setCursor(Qt::OpenHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setToolTip(PhaseTable::tr("Drag to move this phase, or press Up and Down"));
}

void PhaseTable::Handle::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    from_ = table_->indexOf(row_);
    setDown(true);
    setCursor(Qt::ClosedHandCursor);
}

void PhaseTable::Handle::mouseMoveEvent(QMouseEvent* event) {
    if (from_ >= 0)
        table_->moveRow(row_, table_->indexAt(row_, mapTo(table_, event->position().toPoint()).y()));
}

void PhaseTable::Handle::mouseReleaseEvent(QMouseEvent* event) {
    if (from_ < 0 || event->button() != Qt::LeftButton)
        return;
    const bool moved = table_->indexOf(row_) != from_;
    from_ = -1;
    setDown(false);
    setCursor(Qt::OpenHandCursor);
    if (moved)
        Q_EMIT table_->edited();
}

void PhaseTable::Handle::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
    if (step == 0)
        return QToolButton::keyPressEvent(event);
    if (!table_->moveRow(row_, table_->indexOf(row_) + step))
        return;
    setFocus(Qt::ShortcutFocusReason);
    Q_EMIT table_->edited();
}

PhaseTable::PhaseTable(const QString& rowName, QWidget* parent)
    : QWidget(parent)
    , rowName_(rowName)
    , layout_(new QVBoxLayout(this)) {
    setToolTip(tr("A phase is a stretch of iterations at one exaggeration; they follow each other"));
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(spacing);
    head->addSpacing(handleWidth);
    head->addWidget(quietLabel(tr("Exaggeration"), this), 1);
    head->addWidget(quietLabel(tr("Iterations"), this), 1);
    head->addSpacing(26);
    layout_->addLayout(head);
    auto* add = new QPushButton(themeIcon(QStringLiteral("add")), tr("&Add a phase"), this);
    add->setObjectName(QStringLiteral("add") + rowName.at(0).toUpper() + rowName.mid(1));
    add->setProperty("link", true);
    add->setFocusPolicy(Qt::TabFocus);
    add->setToolTip(tr("Appends a stretch of 250 iterations at the last exaggeration"));
    layout_->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, [this] {
        addRow({rows_.empty() ? 1.0 : rows_.back()->phase().exaggeration, 250});
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
        if (i == rows_.size())
            addRow(phases[i]);
        else
            rows_[i]->set(phases[i]);
    }
    renumber();
}

std::vector<Phase> PhaseTable::phases() const {
    std::vector<Phase> phases;
    for (const Row* row : rows_)
        phases.push_back(row->phase());
    return phases;
}

bool PhaseTable::beingEdited() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const Row* row) {
        return row->exaggeration->typing() || row->iterations->typing() || row->handle->isDown();
    });
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
    row->setObjectName({});
    row->deleteLater();
    renumber();
    Q_EMIT edited();
}

std::ptrdiff_t PhaseTable::indexOf(const Row* row) const {
    return std::find(rows_.begin(), rows_.end(), row) - rows_.begin();
}

std::ptrdiff_t PhaseTable::indexAt(const Row* row, int y) const {
    return std::count_if(rows_.begin(), rows_.end(), [&](const Row* other) {
        return other != row && other->geometry().center().y() < y;
    });
}

bool PhaseTable::moveRow(Row* row, std::ptrdiff_t to) {
    const std::ptrdiff_t from = indexOf(row);
    if (to == from || to < 0 || to >= static_cast<std::ptrdiff_t>(rows_.size()))
        return false;
    rows_.erase(rows_.begin() + from);
    rows_.insert(rows_.begin() + to, row);
    layout_->removeWidget(row);
    layout_->insertWidget(static_cast<int>(to) + 1, row);
    layout_->activate(); // the next move of the mouse looks at the new places
    renumber();
    return true;
}

void PhaseTable::renumber() {
    int number = 1;
    QWidget* before = nullptr;
    for (Row* row : rows_) {
        row->setObjectName(rowName_ + QString::number(number));
        row->handle->setAccessibleName(tr("Move phase %1").arg(number));
        row->exaggeration->setAccessibleName(tr("Exaggeration of phase %1").arg(number));
        row->iterations->setAccessibleName(tr("Iterations of phase %1").arg(number));
        row->remove->setAccessibleName(tr("Remove phase %1").arg(number));
        row->remove->setEnabled(rows_.size() > 1);
        for (QWidget* next : {static_cast<QWidget*>(row->handle), static_cast<QWidget*>(row->exaggeration),
                              static_cast<QWidget*>(row->iterations), static_cast<QWidget*>(row->remove)}) {
            if (before)
                setTabOrder(before, next);
            before = next;
        }
        ++number;
    }
}

} // namespace shoal::ui
