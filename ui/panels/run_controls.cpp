// SPDX-License-Identifier: MIT
#include "panels/run_controls.h"

#include "panels/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace shoal::ui {

RunControls::RunControls(QAction* startOrPause, QAction* step, QAction* stop, QWidget* parent)
    : QWidget(parent)
    , primary_(new QPushButton(this))
    , step_(new QToolButton(this))
    , stop_(new QToolButton(this))
    , waiting_(new QWidget(this))
    , waitingText_(quietLabel({}, waiting_)) {
    primary_->setObjectName(QStringLiteral("startButton"));
    primary_->setProperty("primary", true);
    primary_->setDefault(true);
    primary_->setFocusPolicy(Qt::TabFocus);
    primary_->setMinimumHeight(32);
    step_->setObjectName(QStringLiteral("stepButton"));
    stop_->setObjectName(QStringLiteral("stopButton"));
    for (auto [button, action] : {std::pair(step_, step), std::pair(stop_, stop)}) {
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::TabFocus);
        button->setFixedSize(32, 32);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    }
    const auto follow = [this, startOrPause] {
        primary_->setText(startOrPause->iconText());
        primary_->setIcon(themeIcon(startOrPause->data().toString(), true));
        primary_->setToolTip(startOrPause->toolTip());
        primary_->setEnabled(startOrPause->isEnabled());
    };
    connect(startOrPause, &QAction::changed, this, follow);
    connect(primary_, &QPushButton::clicked, startOrPause, &QAction::trigger);
    follow();

    waitingText_->setObjectName(QStringLiteral("waitingSettings"));
    waitingText_->setWordWrap(true);
    auto* restart = new QPushButton(tr("Start ane&w"), waiting_);
    restart->setObjectName(QStringLiteral("restartButton"));
    restart->setFocusPolicy(Qt::TabFocus);
    restart->setToolTip(
        tr("Stops this run and starts one with the settings shown; what it can reuse, it reuses"));
    connect(restart, &QPushButton::clicked, this, &RunControls::restartRequested);
    auto* waitingLayout = new QHBoxLayout(waiting_);
    waitingLayout->setContentsMargins(0, 0, 0, 0);
    waitingLayout->setSpacing(8);
    waitingLayout->addWidget(waitingText_, 1);
    waitingLayout->addWidget(restart);
    waiting_->hide();

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(primary_, 1);
    buttons->addWidget(step_);
    buttons->addWidget(stop_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(waiting_);
    layout->addLayout(buttons);
}

void RunControls::setWaiting(const QStringList& settings) {
    waitingText_->setText(tr("Acts when started anew: %1").arg(settings.join(QStringLiteral(", "))));
    waiting_->setVisible(!settings.isEmpty());
}

} // namespace shoal::ui
