// SPDX-License-Identifier: MIT
#include "panels/run_controls.h"

#include "panels/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace shoal::ui {

RunControls::RunControls(const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , primary_(new QPushButton(this))
    , estimate_(new QLabel(this))
    , estimateStages_(quietLabel({}, this))
    , waiting_(new QWidget(this))
    , waitingText_(quietLabel({}, waiting_))
    , apply_(new QPushButton(tr("App&ly"), waiting_))
    , restart_(new QPushButton(tr("Start ane&w"), waiting_)) {
    primary_->setObjectName(QStringLiteral("startButton"));
    primary_->setProperty("primary", true);
    primary_->setDefault(true);
    primary_->setFocusPolicy(Qt::TabFocus);
    primary_->setMinimumHeight(32);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(primary_, 1);
    for (const auto& [name, action] :
         {std::pair("stepButton", actions.step), std::pair("perturbButton", actions.perturb),
          std::pair("stopButton", actions.stop)}) {
        auto* button = new QToolButton(this);
        button->setObjectName(QLatin1String(name));
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::TabFocus);
        button->setFixedSize(32, 32);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        buttons->addWidget(button);
    }
    const auto follow = [this, action = actions.startOrPause] {
        primary_->setText(action->iconText());
        primary_->setIcon(themeIcon(action->data().toString(), true));
        primary_->setToolTip(action->toolTip());
        primary_->setEnabled(action->isEnabled());
    };
    connect(actions.startOrPause, &QAction::changed, this, follow);
    connect(primary_, &QPushButton::clicked, actions.startOrPause, &QAction::trigger);
    follow();

    estimate_->setObjectName(QStringLiteral("estimate"));
    estimateStages_->setObjectName(QStringLiteral("estimateStages"));
    for (QLabel* label : {estimate_, estimateStages_}) {
        label->setWordWrap(true);
        label->setToolTip(
            tr("What a run with the settings shown takes: measured on a few of these points and "
               "in earlier runs on this machine"));
        label->hide();
    }

    waitingText_->setObjectName(QStringLiteral("waitingSettings"));
    waitingText_->setWordWrap(true);
    apply_->setObjectName(QStringLiteral("applyButton"));
    apply_->setToolTip(tr("Re-optimises from where the points are; they go on moving until what it needs is "
                          "there"));
    restart_->setObjectName(QStringLiteral("restartButton"));
    restart_->setToolTip(
        tr("Stops this run and starts one with the settings shown; what it can reuse, it reuses"));
    connect(apply_, &QPushButton::clicked, this, &RunControls::applyRequested);
    connect(restart_, &QPushButton::clicked, this, &RunControls::restartRequested);
    auto* waitingLayout = new QHBoxLayout(waiting_);
    waitingLayout->setContentsMargins(0, 0, 0, 0);
    waitingLayout->setSpacing(8);
    waitingLayout->addWidget(waitingText_, 1);
    for (QPushButton* button : {apply_, restart_}) {
        button->setFocusPolicy(Qt::TabFocus);
        waitingLayout->addWidget(button);
    }
    waiting_->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(waiting_);
    auto* estimates = new QVBoxLayout;
    estimates->setSpacing(2);
    estimates->addWidget(estimate_);
    estimates->addWidget(estimateStages_);
    layout->addLayout(estimates);
    layout->addLayout(buttons);
}

void RunControls::setWaiting(const QStringList& reoptimized, const QStringList& anew) {
    reoptimized_ = reoptimized;
    anew_ = anew;
    showWaiting();
}

void RunControls::setApplying(std::optional<double> fraction) {
    applying_ = fraction;
    showWaiting();
}

void RunControls::showWaiting() {
    QStringList lines;
    const QString comma = QStringLiteral(", ");
    if (applying_)
        lines += tr("New affinities: %1 %, the points move on meanwhile").arg(int(*applying_ * 100));
    if (!reoptimized_.isEmpty())
        lines += tr("Not applied yet: %1").arg(reoptimized_.join(comma));
    if (!anew_.isEmpty())
        lines += tr("Acts when started anew: %1").arg(anew_.join(comma));
    waitingText_->setText(lines.join(QLatin1Char('\n')));
    apply_->setVisible(!reoptimized_.isEmpty());
    restart_->setVisible(!anew_.isEmpty());
    waiting_->setVisible(!lines.isEmpty());
}

void RunControls::setEstimate(const QString& all, const QString& stages) {
    estimate_->setText(all);
    estimate_->setVisible(!all.isEmpty());
    estimateStages_->setText(stages);
    estimateStages_->setVisible(!stages.isEmpty());
}

} // namespace shoal::ui
