// SPDX-License-Identifier: MIT
#include "panels/log_panel.h"

#include "panels/data_card.h"
#include "panels/stage_chips.h"

#include <QFontDatabase>
#include <QLocale>

#include <cmath>

namespace shoal::ui {

namespace {

constexpr int mostLines = 20'000;

struct LineOf {
    QString operator()(const StageRecord& record) const {
        QString line = LogPanel::tr("%1: %2, memory up to %3")
                           .arg(stageTitle(record.stage), durationText(record.seconds),
                                bytesText(record.peakMemoryBytes));
        if (!record.detail.empty())
            line += QStringLiteral(", ") + QString::fromStdString(record.detail);
        return line;
    }
    QString operator()(const KlRecord& record) const {
        const QLocale locale;
        return LogPanel::tr("%1: iteration %2, exaggeration %3, KL %4, %5")
            .arg(stageTitle(record.stage), locale.toString(static_cast<qulonglong>(record.iteration)),
                 locale.toString(record.exaggeration, 'g', 4), locale.toString(record.klDivergence, 'f', 4),
                 durationText(record.seconds));
    }
    QString operator()(const ChangeRecord& record) const {
        return LogPanel::tr("Changed at iteration %1: %2")
            .arg(QLocale().toString(static_cast<qulonglong>(record.iteration)),
                 QString::fromStdString(record.what));
    }
    QString operator()(const WarningRecord& record) const {
        return LogPanel::tr("Note: %1").arg(QString::fromStdString(record.message));
    }
};

} // namespace

QString durationText(double seconds) {
    const QLocale locale;
    if (seconds < 60)
        return LogPanel::tr("%1 s").arg(locale.toString(seconds, 'f', seconds < 10 ? 1 : 0));
    const auto whole = static_cast<qlonglong>(std::lround(seconds));
    if (whole < 3600)
        return LogPanel::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return LogPanel::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

LogPanel::LogPanel(QWidget* parent)
    : QPlainTextEdit(parent) {
    setObjectName(QStringLiteral("log"));
    setAccessibleName(tr("Log"));
    setReadOnly(true);
    setMaximumBlockCount(mostLines);
    setLineWrapMode(NoWrap);
    setTabChangesFocus(true);
    document()->setDocumentMargin(12);
    setPlaceholderText(tr("What happens is written here, line by line."));
}

void LogPanel::add(const std::vector<Record>& records) {
    for (const Record& record : records)
        appendPlainText(std::visit(LineOf{}, record));
}

void LogPanel::addLine(const QString& line) {
    appendPlainText(line);
}

} // namespace shoal::ui
