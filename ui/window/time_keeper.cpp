// SPDX-License-Identifier: MIT
#include "window/time_keeper.h"

#include "data/dataset.h"
#include "panels/stage_chips.h"
#include "session/stages.h"
#include "session/time_probe.h"

#include <QSettings>
#include <QSysInfo>
#include <QThread>

#include <algorithm>
#include <cmath>
#include <utility>

namespace shoal::ui {

namespace {

/// Settings may be shared by machines, and a machine may get other cores.
QString settingsKey() {
    return QStringLiteral("times/%1-%2")
        .arg(QSysInfo::machineHostName().replace(QLatin1Char('/'), QLatin1Char('_')))
        .arg(QThread::idealThreadCount());
}

std::vector<Measurement> readMeasurements() {
    std::vector<Measurement> measurements;
    for (const QString& line : QSettings().value(settingsKey()).toStringList()) {
        const QStringList parts = line.split(QLatin1Char('|'));
        if (parts.size() != 3)
            continue;
        const Measurement read{parts[0].toStdString(), parts[1].toDouble(), parts[2].toDouble()};
        if (read.units > 0 && read.seconds > 0)
            measurements.push_back(read);
    }
    return measurements;
}

void writeMeasurements(const std::vector<Measurement>& measurements) {
    QStringList lines;
    for (const Measurement& measurement : measurements)
        lines += QStringLiteral("%1|%2|%3")
                     .arg(QString::fromStdString(measurement.kind))
                     .arg(measurement.units, 0, 'g', 17)
                     .arg(measurement.seconds, 0, 'g', 17);
    QSettings().setValue(settingsKey(), lines);
}

/// Seconds as rough as they are known.
QString roughly(double seconds) {
    const double step = seconds < 20 ? 1 : seconds < 120 ? 5 : seconds < 600 ? 15 : seconds < 7200 ? 60 : 600;
    const auto rounded = std::max(1LL, std::llround(seconds / step) * std::llround(step));
    if (rounded < 60)
        return TimeKeeper::tr("%1 s").arg(rounded);
    if (rounded < 3600)
        return rounded % 60 == 0 ? TimeKeeper::tr("%1 min").arg(rounded / 60)
                                 : TimeKeeper::tr("%1 min %2 s").arg(rounded / 60).arg(rounded % 60);
    return rounded % 3600 == 0 ? TimeKeeper::tr("%1 h").arg(rounded / 3600)
                               : TimeKeeper::tr("%1 h %2 min").arg(rounded / 3600).arg(rounded % 3600 / 60);
}

} // namespace

TimeKeeper::TimeKeeper(QObject* parent)
    : QObject(parent)
    , probe_(this)
    , remembered_(readMeasurements()) {}

void TimeKeeper::setData(std::shared_ptr<const Dataset> data) {
    probe_.cancel();
    data_ = std::move(data);
    probed_.clear();
    estimate();
}

void TimeKeeper::setRecipe(const Recipe& recipe, bool idle) {
    recipe_ = recipe;
    estimate();
    if (!data_ || !idle)
        return;
    const auto work = workOf(data_->points(), data_->dimensions(), recipe);
    const bool allKnown = std::all_of(work.begin(), work.end(), [&](const StageWork& part) {
        return std::any_of(probed_.begin(), probed_.end(),
                           [&](const Measurement& measured) { return measured.kind == part.kind; });
    });
    if (allKnown || probe_.busy())
        return;
    probe_.run([this, data = data_, recipe](RunContext& context) -> Background::Reply {
        auto measured = probeTimes(data, recipe, context);
        return [this, measured = std::move(measured)] {
            for (const Measurement& measurement : measured)
                remember(probed_, measurement);
            estimate();
        };
    });
}

void TimeKeeper::learn(const Recipe& recipe, const std::vector<StageRecord>& records) {
    if (!data_)
        return;
    for (const Measurement& measurement :
         measurementsOf(workOf(data_->points(), data_->dimensions(), recipe), records))
        remember(remembered_, measurement);
    writeMeasurements(remembered_);
    estimate();
}

void TimeKeeper::estimate() {
    all_.clear();
    stages_.clear();
    byStage_.clear();
    TimeEstimate sum;
    bool whole = data_ != nullptr;
    QStringList parts;
    if (data_) {
        // A run tells more than a probe, where it was of much the same size: the nearer one counts.
        std::vector<Measurement> known = probed_;
        known.insert(known.end(), remembered_.begin(), remembered_.end());
        QHash<QString, double> seconds;
        for (const StageWork& part : workOf(data_->points(), data_->dimensions(), recipe_)) {
            const auto time = estimateTime(part, known);
            if (!time) {
                whole = false;
                continue;
            }
            sum += *time;
            const QString stage = QString::fromStdString(part.stage);
            seconds[stage] += time->seconds;
            byStage_[stage] = roughly(seconds[stage]);
            const bool ofAll = part.phase && part.stage == stages::optimization;
            parts += tr("%1 %2").arg(ofAll ? phaseTitle(recipe_.phases, *part.phase) : stageTitle(part.stage),
                                     roughly(time->seconds));
        }
    }
    if (whole && !parts.isEmpty()) {
        all_ = sum.most < 2 ? tr("A run takes a second or two")
                            : tr("A run takes about %1 (%2 to %3)")
                                  .arg(roughly(sum.seconds), roughly(sum.least), roughly(sum.most));
        if (sum.most >= 2)
            stages_ = parts.join(QStringLiteral(" · "));
    }
    Q_EMIT changed();
}

} // namespace shoal::ui
