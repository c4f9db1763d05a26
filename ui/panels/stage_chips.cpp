// SPDX-License-Identifier: MIT
#include "panels/stage_chips.h"

#include "panels/theme.h"
#include "session/stages.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace shoal::ui {

namespace {

constexpr int gap = 4;
constexpr int iterationsAStep = 100;
/// More phases than these are one chip.
constexpr std::size_t mostPhases = 4;

} // namespace

QString stageTitle(const std::string& stage) {
    if (stage == stages::components)
        return StageChips::tr("Principal components");
    if (stage == stages::neighbors)
        return StageChips::tr("Neighbours");
    if (stage == stages::affinities)
        return StageChips::tr("Affinities");
    if (stage == stages::initialization)
        return StageChips::tr("Start positions");
    if (stage == stages::optimization)
        return StageChips::tr("Optimising");
    if (stage == stages::reoptimization)
        return StageChips::tr("New affinities");
    if (stage == stages::previewNeighbors)
        return StageChips::tr("Coarse neighbours");
    if (stage == stages::previewAffinities)
        return StageChips::tr("Coarse affinities");
    if (stage == stages::previewOptimization)
        return StageChips::tr("Preview, coarse");
    if (stage == stages::sampleNeighbors)
        return StageChips::tr("Neighbours of the sample");
    if (stage == stages::sampleAffinities)
        return StageChips::tr("Affinities of the sample");
    if (stage == stages::sampleOptimization)
        return StageChips::tr("Optimising the sample");
    if (stage == stages::placement)
        return StageChips::tr("Placing the rest");
    return QString::fromStdString(stage);
}

QString phaseTitle(const std::vector<Phase>& phases, std::size_t phase) {
    const double exaggeration = phases[phase].exaggeration;
    const bool lowerFollows = phase + 1 < phases.size() && phases[phase + 1].exaggeration < exaggeration;
    if (phases.size() == 1 || exaggeration == 1)
        return StageChips::tr("Optimise");
    if (phase == 0 && lowerFollows)
        return StageChips::tr("Early exaggeration");
    return StageChips::tr("Exaggeration %1").arg(QLocale().toString(exaggeration, 'g', 4));
}

StageChips::StageChips(QWidget* parent)
    : QWidget(parent)
    , layout_(new QHBoxLayout(this)) {
    setObjectName(QStringLiteral("stageChips"));
    layout_->setContentsMargins(0, 0, 0, 0);
    layout_->setSpacing(gap);
    setFixedHeight(StageChip({}, false, this).sizeHint().height());
}

void StageChips::setPlan(const Recipe& recipe, std::size_t dimensions) {
    recipe_ = recipe;
    dimensions_ = dimensions;
    active_ = -1;
    entries_.clear();
    rebuild();
}

void StageChips::setRecipe(const Recipe& recipe) {
    recipe_ = recipe;
    rebuild();
}

std::vector<StageChips::Entry> StageChips::entries() const {
    std::vector<Entry> made;
    const auto add = [&](const QString& name, const QString& teach,
                         std::initializer_list<std::string_view> names) -> Entry& {
        Entry entry;
        entry.name = name;
        entry.teach = teach;
        entry.stages.assign(names.begin(), names.end());
        made.push_back(std::move(entry));
        return made.back();
    };
    if (recipe_.metric == Metric::Euclidean && dimensions_ > recipe_.principalComponents)
        add(tr("Components"), tr("Shortens the data to their principal components"), {stages::components});
    const bool samples = recipe_.start == StartMethod::Downsample;
    if (samples)
        add(tr("Sample"), tr("Embeds a sample of the points, while neighbours of all are looked for"),
            {stages::sampleNeighbors, stages::sampleAffinities, stages::initialization,
             stages::sampleOptimization})
            .target = Target{true, std::nullopt};
    if (recipe_.preview)
        add(tr("Preview"), tr("Runs the first phase on a few coarse neighbours"),
            {stages::previewNeighbors, stages::previewAffinities, stages::initialization,
             stages::previewOptimization});
    add(tr("Neighbours"), tr("Finds the nearest neighbours of every point"), {stages::neighbors});
    add(tr("Affinities"), tr("Weighs how near the neighbours of every point are"),
        {stages::affinities, stages::reoptimization});
    if (samples)
        add(tr("Extend"), tr("Places every other point on its nearest sampled points"), {stages::placement});
    else if (!recipe_.preview)
        add(tr("Start"), tr("Finds where the points start from"), {stages::initialization});
    const std::vector<Phase>& phases = recipe_.phases;
    if (phases.size() > mostPhases) {
        add(tr("Optimise"), tr("%1 phases of iterations").arg(phases.size()), {stages::optimization}).target =
            Target{false, std::nullopt};
        return made;
    }
    std::uint64_t begin = 0;
    for (std::size_t phase = 0; phase < phases.size(); ++phase) {
        Entry& entry = add(phaseTitle(phases, phase),
                           tr("%1 iterations at exaggeration %2")
                               .arg(QLocale().toString(qulonglong(phases[phase].iterations)),
                                    QLocale().toString(phases[phase].exaggeration, 'g', 4)),
                           {stages::optimization});
        entry.target = Target{false, phase};
        entry.begin = begin;
        entry.end = begin += phases[phase].iterations;
    }
    return made;
}

void StageChips::rebuild() {
    std::vector<Entry> wanted = entries();
    const bool same = std::equal(wanted.begin(), wanted.end(), entries_.begin(), entries_.end(),
                                 [](const Entry& a, const Entry& b) { return a.name == b.name; });
    if (same) {
        for (std::size_t i = 0; i < wanted.size(); ++i)
            wanted[i].chip = entries_[i].chip;
        entries_ = std::move(wanted);
        showTooltips();
        return;
    }
    while (QLayoutItem* item = layout_->takeAt(0)) {
        if (QWidget* old = item->widget()) {
            old->hide();
            old->deleteLater();
        }
        delete item;
    }
    const std::vector<Entry> old = std::exchange(entries_, std::move(wanted));
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        Entry& entry = entries_[i];
        entry.chip = new StageChip(entry.name, entry.target.has_value(), this);
        // Stages before the optimisation are as they were, whatever its phases have become.
        if (i < old.size() && old[i].chip && old[i].name == entry.name)
            entry.chip->setLook(old[i].chip->look());
        connect(entry.chip, &QAbstractButton::clicked, this, [this, i] { openMenu(entries_[i]); });
        layout_->addWidget(entry.chip);
        entry.chip->show();
    }
    showTooltips();
    updateGeometry();
}

void StageChips::setProgress(const Progress& progress) {
    const auto isOf = [](const Entry& entry, const std::string& stage) {
        return std::find(entry.stages.begin(), entry.stages.end(), stage) != entry.stages.end();
    };
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Entry& entry = entries_[i];
        if (!isOf(entry, progress.stage))
            continue;
        const bool last = i + 1 == entries_.size() || !isOf(entries_[i + 1], progress.stage);
        if (entry.end > 0 && progress.iteration >= entry.end && !last)
            continue; // a later phase
        StageChip::Look look{StageChip::State::UnderWay, progress.fraction, progress.stageSecondsLeft};
        if (entry.end > 0) {
            const std::uint64_t in = std::clamp(progress.iteration, entry.begin, entry.end);
            look.fraction =
                static_cast<double>(in - entry.begin) / static_cast<double>(entry.end - entry.begin);
            look.secondsLeft =
                progress.itemsPerSecond > 0
                    ? std::optional(static_cast<double>(entry.end - in) / progress.itemsPerSecond)
                    : std::nullopt;
        }
        entry.chip->setLook(look);
        active_ = static_cast<int>(i);
        // What lies before is done, or was answered from the cache; what lies behind has yet to come.
        for (std::size_t other = 0; other < entries_.size(); ++other)
            if (other != i && (other < i || entries_[other].end > 0))
                entries_[other].chip->setLook(
                    {other < i ? StageChip::State::Done : StageChip::State::ToCome});
        break;
    }
    for (const Entry& entry : entries_)
        if (!progress.besideStage.empty() && isOf(entry, progress.besideStage))
            entry.chip->setLook({StageChip::State::UnderWay, progress.besideFraction, std::nullopt});
    setAccessibleName(tr("Stage: %1").arg(current()));
}

void StageChips::setAllDone() {
    for (const Entry& entry : entries_)
        entry.chip->setLook({StageChip::State::Done});
    active_ = -1;
}

void StageChips::setEstimates(const QHash<QString, QString>& estimates) {
    estimates_ = estimates;
    showTooltips();
}

void StageChips::showTooltips() {
    for (const Entry& entry : entries_) {
        QStringList lines{entry.teach};
        for (const std::string& stage : entry.stages)
            if (const QString time = estimates_.value(QString::fromStdString(stage)); !time.isEmpty())
                lines += tr("%1: about %2").arg(stageTitle(stage), time);
        if (entry.target)
            lines += tr("Click to lengthen, shorten or skip it");
        entry.chip->setToolTip(lines.join(QLatin1Char('\n')));
    }
}

void StageChips::openMenu(const Entry& entry) {
    if (!entry.target || entry.chip->look().state == StageChip::State::Done)
        return;
    const bool now = entry.chip->look().state == StageChip::State::UnderWay;
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("stageMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Target target = *entry.target;
    menu->addAction(tr("%1 iterations &more").arg(iterationsAStep), this,
                    [this, target] { Q_EMIT lengthenRequested(target, iterationsAStep); });
    menu->addAction(tr("%1 iterations &fewer").arg(iterationsAStep), this,
                    [this, target] { Q_EMIT lengthenRequested(target, -iterationsAStep); });
    menu->addAction(now ? tr("&Skip to what comes next") : tr("&Leave it out"), this,
                    [this, target] { Q_EMIT skipRequested(target); });
    menu->popup(entry.chip->mapToGlobal(QPoint(0, entry.chip->height())));
}

bool StageChips::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest)
        Q_EMIT sizeChanged();
    return QWidget::event(event);
}

QString StageChips::current() const {
    return active_ < 0 ? QString() : entries_[static_cast<std::size_t>(active_)].chip->description();
}

} // namespace shoal::ui
