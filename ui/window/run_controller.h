// SPDX-License-Identifier: MIT
// Between the session and the widgets: turns its notices into signals, at most 30 a second, and gestures into
// commands.
#pragma once

#include "session/session.h"

#include <QObject>
#include <QTimer>

#include <atomic>

namespace shoal::ui {

class RunController : public QObject {
    Q_OBJECT

public:
    explicit RunController(QObject* parent = nullptr);
    ~RunController() override;

    /// A run of `points` of the data, or of all of them.
    void start(std::shared_ptr<const Dataset> data, const Recipe& recipe,
               std::optional<command::Branch> from = {},
               std::shared_ptr<const std::vector<std::uint32_t>> points = nullptr);
    /// Pauses a running run, resumes a paused one.
    void togglePause();
    void step();
    void stop();
    void continueWith(const Phase& phase);
    void setExaggeration(double exaggeration);
    void change(command::Change change);
    /// Goes on with the affinities that `recipe` asks for; also a run that has ended.
    void reoptimize(const Recipe& recipe);
    /// Moves all points a little; a run that has ended goes on for a while.
    void perturb();
    /// Forgets the run, as when other data are opened: nothing of it is reported any more.
    void abandon();

    bool ended() const { return state_ == SessionState::Finished || state_ == SessionState::Stopped; }
    bool active() const { return state_ == SessionState::Running || state_ == SessionState::Paused; }
    SessionState state() const { return state_; }
    /// In force, with all changes applied.
    Recipe recipe() const { return session_->recipe(); }
    /// As the run was started.
    const Recipe& asked() const { return asked_; }
    /// The points that it was started for; nullptr for all.
    const std::shared_ptr<const std::vector<std::uint32_t>>& embedded() const { return embedded_; }
    const std::shared_ptr<const Snapshot>& snapshot() const { return snapshot_; }
    const Progress& progress() const { return progress_; }
    /// The run's, which may outlive it.
    std::shared_ptr<Timeline> timeline() const { return session_->timeline(); }

Q_SIGNALS:
    /// A run begins; its records come anew.
    void started();
    void stateChanged(SessionState state);
    void progressed(const Progress& progress);
    void moved(const std::shared_ptr<const Snapshot>& snapshot);
    void recorded(const std::vector<Record>& records);
    /// The recipe in force may have changed.
    void changed();
    void failed(const QString& sentence);

private:
    void notice();
    void poll();

    std::atomic<bool> noticePosted_{false};
    QTimer pause_; ///< between two polls
    bool dirty_ = false;
    bool listening_ = false;
    SessionState state_ = SessionState::Idle;
    std::uint64_t run_ = 0;
    Recipe asked_;
    std::shared_ptr<const std::vector<std::uint32_t>> embedded_;
    std::size_t records_ = 0;
    Progress progress_;
    std::shared_ptr<const Snapshot> snapshot_;
    std::unique_ptr<Session> session_; // last: no notice comes once the rest is gone
};

} // namespace shoal::ui
