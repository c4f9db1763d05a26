// SPDX-License-Identifier: MIT
#include "timeline/run_list.h"

#include "panels/theme.h"
#include "timeline/run_delegate.h"
#include "timeline/run_history.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>

namespace shoal::ui {

RunList::RunList(QWidget* parent)
    : QWidget(parent)
    , hint_(quietLabel(tr("Every run on this data is kept here. A click shows its map and its timeline."),
                       this))
    , list_(new QListView(this))
    , rename_(new QAction(tr("Rename"), this))
    , delete_(new QAction(tr("Delete"), this)) {
    hint_->setWordWrap(true);
    list_->setObjectName(QStringLiteral("runList"));
    list_->setAccessibleName(tr("Runs on this data"));
    list_->setToolTip(tr("Click a run to show its map and timeline; F2 renames it, Delete deletes it"));
    list_->setItemDelegate(new RunDelegate(list_));
    list_->setUniformItemSizes(true);
    list_->setMouseTracking(true);
    list_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setContextMenuPolicy(Qt::ActionsContextMenu);
    rename_->setToolTip(tr("Give the run shown another name (F2)"));
    delete_->setToolTip(tr("Delete the run shown, its map and its timeline (Delete); not one under way"));
    delete_->setShortcut(QKeySequence::Delete);
    delete_->setShortcutContext(Qt::WidgetShortcut);
    list_->addActions({rename_, delete_});

    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(4);
    for (const auto& [action, name] : {std::pair(rename_, "renameRun"), std::pair(delete_, "deleteRun")}) {
        auto* button = new QToolButton(this);
        button->setObjectName(QLatin1String(name));
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    hint_->setContentsMargins(8, 0, 8, 0);
    layout->addWidget(hint_);
    layout->addWidget(list_, 1);
    layout->addLayout(buttons);

    connect(list_, &QListView::clicked, this, &RunList::choose);
    connect(rename_, &QAction::triggered, this, [this] { list_->edit(list_->currentIndex()); });
    connect(delete_, &QAction::triggered, this, [this] {
        if (const std::uint64_t id = currentId())
            Q_EMIT deleteRequested(id);
    });
    refresh();
}

void RunList::setHistory(RunHistory* history) {
    history_ = history;
    list_->setModel(history);
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &RunList::choose);
    for (const auto signal : {&RunHistory::rowsInserted, &RunHistory::rowsRemoved})
        connect(history, signal, this, &RunList::refresh);
    connect(history, &RunHistory::modelReset, this, &RunList::refresh);
    connect(history, &RunHistory::dataChanged, this, &RunList::refresh);
    refresh();
}

void RunList::setShown(std::uint64_t id) {
    marking_ = true;
    list_->setCurrentIndex(history_->indexOf(id));
    marking_ = false;
    refresh();
}

std::uint64_t RunList::currentId() const {
    return list_->currentIndex().data(RunHistory::IdRole).toULongLong();
}

void RunList::choose() {
    if (marking_)
        return;
    refresh();
    if (const std::uint64_t id = currentId())
        Q_EMIT chosen(id);
}

void RunList::refresh() {
    const int runs = history_ ? history_->rowCount() : 0;
    const RunEntry* current = history_ ? history_->find(currentId()) : nullptr;
    hint_->setVisible(runs == 0);
    rename_->setEnabled(current != nullptr);
    delete_->setEnabled(current && !current->active());
    Q_EMIT countChanged(runs);
}

} // namespace shoal::ui
