// SPDX-License-Identifier: MIT
#include "window/timeline_controller.h"

#include "timeline/kept_card.h"
#include "timeline/run_list.h"
#include "timeline/run_thumbnail.h"
#include "timeline/timeline_tools.h"
#include "window/actions.h"
#include "window/run_controller.h"

#include <QApplication>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

#include <algorithm>
#include <numeric>

namespace shoal::ui {

namespace {

constexpr int framePause = 40;               // milliseconds between two maps played
constexpr int mostPlayed = 250;              // maps of a run
constexpr qint64 figuresPause = 250;         // milliseconds
constexpr qint64 thumbnailPause = 2'000;     // milliseconds between two pictures of a run under way
constexpr std::size_t extraIterations = 250; // of a branch whose recipe has nothing left

QString limitKey() {
    return QStringLiteral("timeline/limit");
}

KeptPlace placeOf(const Timeline::Entry& entry) {
    return {entry.snapshot->iteration, entry.snapshot->sample};
}

std::size_t totalOf(const std::vector<Phase>& phases) {
    return std::accumulate(phases.begin(), phases.end(), std::size_t{0},
                           [](std::size_t sum, const Phase& phase) { return sum + phase.iterations; });
}

QString countOf(std::uint64_t iterations) {
    return QLocale().toString(static_cast<qulonglong>(iterations));
}

} // namespace

TimelineController::TimelineController(const Parts& parts, QObject* parent)
    : QObject(parent)
    , parts_(parts) {
    history_.setMemoryLimit(
        QSettings().value(limitKey(), static_cast<qulonglong>(RunHistory::defaultMemoryLimit)).toULongLong());
    parts_.list.setHistory(&history_);
    parts_.tools.setPlayAction(parts_.actions.playTimeline);
    parts_.tools.setMemory(0, history_.memoryLimit());
    playing_.setInterval(framePause);
    figuresShown_.start();
    thumbnailDrawn_.start();
    connectRun();
    connectHands();
    update();
}

void TimelineController::connectRun() {
    RunController& run = parts_.run;
    connect(&run, &RunController::started, this, &TimelineController::begin);
    connect(&run, &RunController::moved, this, &TimelineController::enter);
    connect(&run, &RunController::recorded, this, [this](const std::vector<Record>& records) {
        history_.edit(current_, [&](RunEntry& entry) {
            entry.records.insert(entry.records.end(), records.begin(), records.end());
        });
        if (shown_ == current_)
            parts_.strip.add(records);
    });
    connect(&run, &RunController::changed, this, [this] {
        const Recipe recipe = parts_.run.recipe();
        history_.edit(current_, [&](RunEntry& entry) { entry.recipe = recipe; });
        if (shown_ == current_)
            parts_.strip.setRecipe(recipe);
    });
    connect(&run, &RunController::progressed, this, [this](const Progress& progress) {
        if (shown_ == current_)
            parts_.strip.setProgress(progress);
        readTimeline();
    });
    connect(&run, &RunController::stateChanged, this, [this](SessionState state) {
        if (state == SessionState::Idle)
            return; // the run is given up; its entry knows how it ended
        history_.edit(current_, [state](RunEntry& entry) { entry.state = state; });
        tellHistory();
        if (!parts_.run.active())
            drawLater(current_);
        readTimeline();
        update();
    });
}

void TimelineController::connectHands() {
    connect(&parts_.strip, &KlStrip::scrubbed, this, [this](const KeptPlace& place) {
        stopPlaying();
        showKept(place);
    });
    connect(&parts_.strip, &KlStrip::newestRequested, this, [this] { showRun(shown_); });
    connect(&parts_.tools, &TimelineTools::limitChosen, this, &TimelineController::chooseLimit);
    connect(&parts_.list, &RunList::chosen, this, &TimelineController::showRun);
    connect(&parts_.list, &RunList::deleteRequested, this, &TimelineController::askToDelete);
    connect(&parts_.card, &KeptCard::continueRequested, this, &TimelineController::continueFromHere);
    connect(&parts_.card, &KeptCard::backRequested, this, &TimelineController::backToLive);
    const Actions& actions = parts_.actions;
    connect(actions.playTimeline, &QAction::triggered, this, &TimelineController::play);
    connect(actions.continueFromHere, &QAction::triggered, this, &TimelineController::continueFromHere);
    connect(actions.backToLive, &QAction::triggered, this, &TimelineController::backToLive);
    connect(&playing_, &QTimer::timeout, this, &TimelineController::playOn);
    connect(&history_, &RunHistory::dataChanged, this, &TimelineController::update); // a name
}

void TimelineController::setData(std::shared_ptr<const Dataset> data) {
    stopPlaying();
    painter_.cancel();
    undrawn_.clear();
    data_ = std::move(data);
    coloring_.reset();
    current_ = shown_ = inViewRun_ = 0;
    kept_.reset();
    newest_.reset();
    inView_.reset();
    entries_.clear();
    revision_.reset();
    note_.clear();
    history_.clear();
    parts_.strip.clear();
    parts_.tools.setMemory(0, history_.memoryLimit());
    update();
}

void TimelineController::restore(std::vector<RunEntry> runs, std::size_t shown) {
    std::vector<std::uint64_t> ids;
    for (RunEntry& run : runs) {
        ids.push_back(history_.add(std::move(run)));
        drawLater(ids.back());
    }
    if (shown < ids.size())
        showRun(ids[shown]);
}

void TimelineController::setColoring(std::shared_ptr<const Coloring> coloring) {
    coloring_ = std::move(coloring);
    for (const RunEntry& run : history_.runs())
        drawLater(run.id);
}

Recipe TimelineController::recipe() const {
    const RunEntry* run = history_.find(inViewRun_);
    return run ? run->recipe : Recipe();
}

void TimelineController::begin() {
    history_.edit(current_, [this](RunEntry& before) {
        before.snapshot = newest_;
        if (before.active())
            before.state = SessionState::Stopped;
    });
    drawLater(current_);
    newest_.reset();
    RunEntry entry;
    entry.recipe = parts_.run.recipe();
    entry.timeline = parts_.run.timeline();
    entry.points = parts_.run.embedded();
    entry.note = std::exchange(note_, {});
    if (entry.points && entry.note.isEmpty())
        entry.note = tr("%1 selected points").arg(countOf(entry.points->size()));
    current_ = history_.add(std::move(entry));
    stopPlaying();
    shown_ = current_;
    kept_.reset();
    fillStrip();
    parts_.list.setShown(shown_);
    update();
    if (inView_)
        Q_EMIT shown(); // no longer as a map of the past
}

void TimelineController::enter(const std::shared_ptr<const Snapshot>& snapshot) {
    newest_ = snapshot;
    if (thumbnailDrawn_.hasExpired(thumbnailPause)) {
        thumbnailDrawn_.restart();
        tellHistory();
        drawLater(current_);
    } else if (figuresShown_.hasExpired(figuresPause)) {
        tellHistory();
    }
    if (live())
        view(snapshot);
}

void TimelineController::tellHistory() {
    figuresShown_.restart();
    history_.edit(current_, [this](RunEntry& entry) { entry.snapshot = newest_; });
}

void TimelineController::view(std::shared_ptr<const Snapshot> snapshot) {
    inView_ = std::move(snapshot);
    inViewRun_ = shown_;
    Q_EMIT shown();
}

void TimelineController::fillStrip() {
    const RunEntry* run = history_.find(shown_);
    revision_.reset();
    entries_.clear();
    parts_.strip.clear();
    if (!run)
        return;
    parts_.strip.begin(run->recipe);
    parts_.strip.add(run->records);
    if (shown_ == current_)
        parts_.strip.setProgress(parts_.run.progress());
    else if (run->snapshot)
        parts_.strip.setNewest({run->snapshot->iteration, run->snapshot->sample});
    readTimeline();
}

void TimelineController::readTimeline() {
    const RunEntry* run = history_.find(shown_);
    if (!run || !run->timeline || revision_ == run->timeline->revision())
        return;
    revision_ = run->timeline->revision();
    entries_ = run->timeline->entries();
    std::vector<KeptPlace> places(entries_.size());
    std::ranges::transform(entries_, places.begin(), placeOf);
    parts_.strip.setKept(std::move(places));
    parts_.tools.setMemory(history_.memory(), history_.memoryLimit());
    update();
}

QString TimelineController::caption() const {
    const RunEntry* run = history_.find(shown_);
    if (!run || !inView_)
        return {};
    const std::size_t total = totalOf(inView_->sample ? run->recipe.samplePhases : run->recipe.phases);
    QString text = inView_->sample ? tr("sample, iteration %1 of %2") : tr("iteration %1 of %2");
    text = text.arg(countOf(inView_->iteration), countOf(std::max<std::uint64_t>(total, inView_->iteration)));
    text += kept_ ? tr(", kept") : tr(", the last map");
    if (shown_ != current_)
        return tr("%1: %2").arg(run->name, text);
    return text.left(1).toUpper() + text.mid(1);
}

void TimelineController::update() {
    parts_.card.setCaption(caption());
    parts_.card.setBack(current_ == 0         ? KeptCard::Back::Nowhere
                        : parts_.run.active() ? KeptCard::Back::Live
                                              : KeptCard::Back::LastMap);
    const Actions& actions = parts_.actions;
    actions.playTimeline->setEnabled(!entries_.empty());
    actions.continueFromHere->setEnabled(!live() && inView_);
    actions.backToLive->setEnabled(!live() && current_ != 0);
}

void TimelineController::showRun(std::uint64_t id) {
    const RunEntry* run = history_.find(id);
    if (!run)
        return;
    stopPlaying();
    if (shown_ != id) {
        shown_ = id;
        fillStrip();
        parts_.list.setShown(id);
    }
    kept_.reset();
    parts_.strip.setPlayhead({});
    view(id == current_ ? newest_ : run->snapshot);
    update();
}

void TimelineController::showKept(const KeptPlace& place) {
    const auto found = std::ranges::find(entries_, place, placeOf);
    if (found == entries_.end())
        return;
    kept_ = place;
    parts_.strip.setPlayhead(place);
    view(std::make_shared<const Snapshot>(decode(*found->snapshot)));
    update();
}

void TimelineController::backToLive() {
    showRun(current_);
}

void TimelineController::showAllPoints() {
    const auto ofAll = [](const RunEntry& run) {
        return !run.points && run.snapshot && !run.snapshot->sample;
    };
    tellHistory();
    const auto& runs = history_.runs();
    if (const auto last = std::find_if(runs.rbegin(), runs.rend(), ofAll); last != runs.rend())
        return showRun(last->id);
    stopPlaying();
    shown_ = 0;
    kept_.reset();
    fillStrip();
    parts_.list.setShown(0);
    view(nullptr);
    update();
}

void TimelineController::continueFromHere() {
    const RunEntry* run = history_.find(shown_);
    if (live() || !run || !inView_ || !data_)
        return;
    Recipe recipe = run->recipe;
    if (!inView_->sample && inView_->iteration >= totalOf(recipe.phases))
        recipe.phases.push_back({std::max(1.0, inView_->exaggeration), extraIterations});
    note_ = tr("from iteration %1 of %2").arg(countOf(inView_->iteration), run->name);
    parts_.run.start(data_, recipe,
                     command::Branch{{inView_, &inView_->positions}, inView_->iteration, inView_->sample},
                     run->points);
    Q_EMIT branched(recipe);
}

void TimelineController::play() {
    if (playing_.isActive())
        return stopPlaying();
    if (entries_.empty())
        return;
    if (!kept_ || *kept_ == placeOf(entries_.back()))
        showKept(placeOf(entries_.front()));
    playing_.start();
    parts_.actions.setPlaying(true);
}

void TimelineController::playOn() {
    const auto next = parts_.strip.beside(std::max(1, static_cast<int>(entries_.size()) / mostPlayed));
    if (next)
        showKept(*next);
    else
        showRun(shown_);
}

void TimelineController::stopPlaying() {
    playing_.stop();
    parts_.actions.setPlaying(false);
}

void TimelineController::chooseLimit(std::uint64_t bytes) {
    QSettings().setValue(limitKey(), static_cast<qulonglong>(bytes));
    history_.setMemoryLimit(bytes);
    readTimeline();
    parts_.tools.setMemory(history_.memory(), bytes);
}

void TimelineController::askToDelete(std::uint64_t id) {
    const RunEntry* run = history_.find(id);
    if (!run || run->active())
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Delete %1").arg(run->name),
                                tr("Delete %1? Its map and its timeline go for good.").arg(run->name),
                                QMessageBox::NoButton, parts_.list.window());
    box->setObjectName(QStringLiteral("deleteRunDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* gone = box->addButton(tr("Delete"), QMessageBox::AcceptRole);
    gone->setObjectName(QStringLiteral("deleteRunNow"));
    box->setDefaultButton(gone);
    box->addButton(tr("Keep"), QMessageBox::RejectRole);
    connect(box, &QMessageBox::accepted, this, [this, id] { remove(id); });
    box->open();
}

void TimelineController::remove(std::uint64_t id) {
    const QModelIndex index = history_.indexOf(id);
    const RunEntry* run = history_.find(id);
    if (!run || run->active())
        return;
    if (id == current_) {
        parts_.run.abandon();
        newest_.reset();
        current_ = 0;
    }
    if (shown_ == id) {
        // Before it goes, so that the list need not look for another one itself.
        const int beside = index.row() + 1 < history_.rowCount() ? index.row() + 1 : index.row() - 1;
        if (beside >= 0)
            showRun(history_.runs()[static_cast<std::size_t>(beside)].id);
    }
    history_.remove(id);
    if (history_.runs().empty()) {
        shown_ = 0;
        kept_.reset();
        fillStrip();
        view(nullptr);
    }
    parts_.tools.setMemory(history_.memory(), history_.memoryLimit());
    update();
}

void TimelineController::drawLater(std::uint64_t id) {
    if (std::ranges::find(undrawn_, id) == undrawn_.end())
        undrawn_.push_back(id);
    drawNext();
}

void TimelineController::drawNext() {
    while (!painter_.busy() && coloring_ && !undrawn_.empty()) {
        const std::uint64_t id = undrawn_.front();
        undrawn_.pop_front();
        const RunEntry* run = history_.find(id);
        if (!run || !run->snapshot)
            continue;
        painter_.run([this, id, snapshot = run->snapshot, coloring = coloring_,
                      ratio = qApp->devicePixelRatio()](RunContext& context) -> Background::Reply {
            QImage image;
            context.arena().execute([&] { image = drawThumbnail(*snapshot, *coloring, ratio); });
            return [this, id, image] {
                history_.edit(id, [&](RunEntry& entry) { entry.thumbnail = image; });
                drawNext();
            };
        });
    }
}

} // namespace shoal::ui
