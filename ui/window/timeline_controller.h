// SPDX-License-Identifier: MIT
// Which map is in view: the run under way, one kept of its past, or another run's. Keeps the list of runs,
// scrubs and plays their timelines, and begins branches.
#pragma once

#include "colors/coloring.h"
#include "data/dataset.h"
#include "timeline/kl_strip.h"
#include "timeline/run_history.h"
#include "window/background.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>
#include <optional>

namespace shoal::ui {

struct Actions;
class KeptCard;
class RunController;
class RunList;
class TimelineTools;

class TimelineController : public QObject {
    Q_OBJECT

public:
    /// What it speaks to, all of which outlive it.
    struct Parts {
        RunController& run;
        KlStrip& strip;
        TimelineTools& tools;
        RunList& list;
        KeptCard& card;
        Actions& actions;
    };
    explicit TimelineController(const Parts& parts, QObject* parent);

    /// Other data are open: forgets all runs.
    void setData(std::shared_ptr<const Dataset> data);
    /// Runs of another time on these data, and which of them is in view. None of them is under way.
    void restore(std::vector<RunEntry> runs, std::size_t shown);
    /// The colours of thumbnails.
    void setColoring(std::shared_ptr<const Coloring> coloring);

    RunHistory& history() { return history_; }
    const RunHistory& history() const { return history_; }
    /// Whether the newest map of the run begun last is in view.
    bool live() const { return shown_ == current_ && !kept_; }
    /// What is in view; nullptr where no run has a map.
    const std::shared_ptr<const Snapshot>& snapshot() const { return inView_; }
    /// Of the run in view.
    Recipe recipe() const;
    /// The run that the timeline and the list show; 0 for none.
    std::uint64_t shownRun() const { return shown_; }
    /// Of the map in view: "Iteration 250 of 750, kept".
    QString caption() const;

    void showRun(std::uint64_t id);
    void showKept(const KeptPlace& place);
    void backToLive();
    /// The last map of all points of the data; where there is none, no map is in view.
    void showAllPoints();
    void continueFromHere();
    void play();

Q_SIGNALS:
    /// Another map is in view: snapshot(), which may be none.
    void shown();
    /// A branch begins; what it does is what this recipe has left.
    void branched(const shoal::Recipe& recipe);

private:
    void connectRun();
    void connectHands();
    void begin();
    void enter(const std::shared_ptr<const Snapshot>& snapshot);
    /// What the list says of the current run, brought up to date.
    void tellHistory();
    void view(std::shared_ptr<const Snapshot> snapshot);
    void fillStrip();
    void readTimeline();
    void update();
    void playOn();
    void stopPlaying();
    void chooseLimit(std::uint64_t bytes);
    void askToDelete(std::uint64_t id);
    void remove(std::uint64_t id);
    void drawLater(std::uint64_t id);
    void drawNext();

    Parts parts_;
    RunHistory history_;
    Background painter_;
    std::shared_ptr<const Dataset> data_;
    std::shared_ptr<const Coloring> coloring_;

    std::uint64_t current_ = 0;              ///< the run begun last; 0 for none
    std::uint64_t shown_ = 0;                ///< the run in view
    std::optional<KeptPlace> kept_;          ///< the map in view, where it is a kept one
    std::shared_ptr<const Snapshot> newest_; ///< of the current run
    std::shared_ptr<const Snapshot> inView_;
    std::uint64_t inViewRun_ = 0; ///< whose that is: until a run has a map the last one's stays in view
    std::vector<Timeline::Entry> entries_;  ///< of the run in view
    std::optional<std::uint64_t> revision_; ///< of entries_
    QString note_;                          ///< of the run to come
    std::deque<std::uint64_t> undrawn_;     ///< runs whose thumbnail is to be drawn
    QElapsedTimer figuresShown_;
    QElapsedTimer thumbnailDrawn_;
    QTimer playing_;
};

} // namespace shoal::ui
