// SPDX-License-Identifier: MIT
#include "timeline/timeline_tools.h"

#include "panels/data_card.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace shoal::ui {

namespace {

constexpr std::uint64_t limitChoices[] = {128'000'000,   256'000'000,   512'000'000,
                                          1'000'000'000, 2'000'000'000, 4'000'000'000};

} // namespace

TimelineTools::TimelineTools(QWidget* parent)
    : QWidget(parent)
    , play_(new QToolButton(this))
    , memory_(new QToolButton(this))
    , limits_(new QActionGroup(this)) {
    play_->setObjectName(QStringLiteral("playTimeline"));
    play_->setToolButtonStyle(Qt::ToolButtonIconOnly);
    play_->setFocusPolicy(Qt::TabFocus);
    play_->setAccessibleName(tr("Play the timeline"));
    memory_->setObjectName(QStringLiteral("timelineMemory"));
    memory_->setToolButtonStyle(Qt::ToolButtonTextOnly);
    memory_->setPopupMode(QToolButton::InstantPopup);
    memory_->setFocusPolicy(Qt::TabFocus);
    memory_->setToolTip(
        tr("Memory that the kept maps of all runs take. When it reaches the limit, every second "
           "map between the ends, the phases and the changes is dropped."));
    auto* menu = new QMenu(memory_);
    menu->setObjectName(QStringLiteral("timelineLimits"));
    menu->addSection(tr("Keep at most"));
    for (const std::uint64_t bytes : limitChoices) {
        QAction* action = menu->addAction(bytesText(bytes));
        action->setCheckable(true);
        action->setData(static_cast<qulonglong>(bytes));
        limits_->addAction(action);
        connect(action, &QAction::triggered, this, [this, bytes] { Q_EMIT limitChosen(bytes); });
    }
    memory_->setMenu(menu);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 12, 0);
    layout->setSpacing(4);
    layout->addWidget(play_);
    layout->addWidget(memory_);
    setMemory(0, limitChoices[2]);
}

void TimelineTools::setPlayAction(QAction* play) {
    play_->setDefaultAction(play);
}

void TimelineTools::setMemory(std::uint64_t held, std::uint64_t limit) {
    memory_->setText(tr("Kept %1 of %2").arg(bytesText(held), bytesText(limit)));
    memory_->setAccessibleName(tr("Memory of kept maps: %1").arg(memory_->text()));
    for (QAction* action : limits_->actions())
        action->setChecked(action->data().toULongLong() == limit);
}

} // namespace shoal::ui
