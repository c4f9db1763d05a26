// SPDX-License-Identifier: MIT
#include "window/status_line.h"

#include "panels/data_card.h"
#include "panels/log_panel.h"
#include "panels/stage_chips.h"
#include "panels/theme.h"
#include "session/process_memory.h"

#include <QLabel>
#include <QLocale>

namespace shoal::ui {

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent) {
    setSizeGripEnabled(false);
    setContentsMargins(16, 0, 16, 0);
    stage_ = field(QStringLiteral("statusStage"), tr("What the run is doing"), false);
    iteration_ =
        field(QStringLiteral("statusIteration"), tr("Iterations done, and planned in this stage"), true);
    rate_ = field(QStringLiteral("statusRate"), tr("Iterations a second"), true);
    left_ = field(QStringLiteral("statusLeft"),
                  tr("Time left for the whole run; for this stage where the rest cannot be told yet"), true);
    kl_ = field(QStringLiteral("statusKl"),
                tr("KL divergence: how far the map's neighbourhoods are from the data's. Lower is closer."),
                true);
    kept_ = field(QStringLiteral("statusKept"), {}, true);
    memory_ = field(QStringLiteral("statusMemory"), tr("The most memory the program has held so far"), true);
    setIdle(tr("Ready"));
    setKept({});
}

QLabel* StatusLine::field(const QString& name, const QString& teach, bool permanent) {
    auto* label = new QLabel(this);
    label->setObjectName(name);
    label->setToolTip(teach);
    label->setMargin(2);
    if (permanent) {
        label->setProperty("muted", true);
        addPermanentWidget(label);
        label->setContentsMargins(12, 0, 0, 0);
    } else {
        addWidget(label, 1);
    }
    return label;
}

void StatusLine::showMemory() {
    memory_->setText(tr("Memory %1").arg(bytesText(peakMemoryBytes())));
}

void StatusLine::setIdle(const QString& text) {
    stage_->setText(text);
    for (QLabel* label : {iteration_, rate_, left_, kl_})
        label->clear();
    showMemory();
}

void StatusLine::setStage(const QString& text) {
    stage_->setText(text);
}

void StatusLine::setProgress(SessionState state, const Progress& progress) {
    const QLocale locale;
    const QString title = stageTitle(progress.stage);
    switch (state) {
    case SessionState::Idle:
        return;
    case SessionState::Running:
        stage_->setText(progress.totalIterations > 0
                            ? title
                            : tr("%1, %2 %").arg(title).arg(static_cast<int>(progress.fraction * 100)));
        break;
    case SessionState::Paused:
        stage_->setText(tr("Paused: %1").arg(title));
        break;
    case SessionState::Finished:
        stage_->setText(tr("Finished"));
        break;
    case SessionState::Stopped:
        stage_->setText(tr("Stopped"));
        break;
    case SessionState::Failed:
        stage_->setText(title.isEmpty() ? tr("Failed") : tr("Failed: %1").arg(title));
        break;
    }
    iteration_->setText(progress.totalIterations > 0
                            ? tr("Iteration %1 / %2")
                                  .arg(locale.toString(static_cast<qulonglong>(progress.iteration)),
                                       locale.toString(static_cast<qulonglong>(progress.totalIterations)))
                            : QString());
    const bool running = state == SessionState::Running;
    rate_->setText(
        running && progress.itemsPerSecond > 0
            ? tr("%1 iterations/s")
                  .arg(locale.toString(progress.itemsPerSecond, 'f', progress.itemsPerSecond < 10 ? 1 : 0))
            : QString());
    left_->setText(!running               ? QString()
                   : progress.secondsLeft ? tr("%1 left").arg(durationText(*progress.secondsLeft))
                   : progress.stageSecondsLeft
                       ? tr("%1 left in this stage").arg(durationText(*progress.stageSecondsLeft))
                       : QString());
    showMemory();
}

void StatusLine::setKl(std::optional<double> klDivergence) {
    kl_->setText(klDivergence ? tr("KL %1").arg(QLocale().toString(*klDivergence, 'f', 4)) : QString());
}

void StatusLine::setKept(const std::optional<Kept>& kept) {
    kept_->setVisible(kept.has_value());
    if (!kept)
        return;
    const QLocale locale;
    const QString share = locale.toString(kept->share.value * 100, 'f', 0);
    const auto count = [&locale](std::size_t number) {
        return locale.toString(static_cast<qulonglong>(number));
    };
    kept_->setText(tr("Neighbours kept %1 %").arg(share));
    const QString measured = kept->share.sampled > 0
                                 ? tr("Neighbours kept: %1 % (±%2) of the %3 nearest, on %4 points")
                                       .arg(share, locale.toString(kept->share.standardError * 200, 'f', 1),
                                            count(kept->neighbors), count(kept->measured))
                                 : tr("Neighbours kept: %1 % of the %2 nearest, on all %3 points")
                                       .arg(share, count(kept->neighbors), count(kept->measured));
    kept_->setToolTip(QStringLiteral("<p>%1.</p><p>%2</p>")
                          .arg(measured, tr("Of the points nearest to a point in the data, so many are among "
                                            "the nearest to it in the map. No flat map keeps all of them; "
                                            "colour by “Where is this map wrong?” to see where.")));
}

} // namespace shoal::ui
