// SPDX-License-Identifier: MIT
#include "window/run_controller.h"

#include "timeline/run_history.h"

#include <QMetaObject>

#include <algorithm>

namespace shoal::ui {

namespace {
constexpr int pollMilliseconds = 33;
}

RunController::RunController(QObject* parent)
    : QObject(parent) {
    pause_.setSingleShot(true);
    pause_.setInterval(pollMilliseconds);
    connect(&pause_, &QTimer::timeout, this, [this] {
        if (dirty_)
            poll();
    });
    SessionOptions options;
    options.notify = [this] {
        if (!noticePosted_.exchange(true))
            QMetaObject::invokeMethod(this, &RunController::notice, Qt::QueuedConnection);
    };
    options.timelineBytes = RunHistory::defaultMemoryLimit; // until it is shared out among the runs
    options.yielding = true;
    session_ = std::make_unique<Session>(std::move(options));
}

RunController::~RunController() {
    session_.reset();
}

void RunController::start(std::shared_ptr<const Dataset> data, const Recipe& recipe,
                          std::optional<command::Branch> from,
                          std::shared_ptr<const std::vector<std::uint32_t>> points) {
    poll(); // what the run before has to say last is gone with the next one's start
    asked_ = recipe;
    embedded_ = points;
    session_->send(command::Start{std::move(data), recipe, nullptr, std::move(from), std::move(points)});
    listening_ = true;
}

void RunController::togglePause() {
    if (state_ == SessionState::Running)
        session_->send(command::Pause{});
    else if (state_ == SessionState::Paused)
        session_->send(command::Resume{});
}

void RunController::step() {
    if (active())
        session_->send(command::Step{});
}

void RunController::stop() {
    if (active())
        session_->send(command::Stop{});
}

void RunController::continueWith(const Phase& phase) {
    session_->send(command::Continue{phase});
}

void RunController::setExaggeration(double exaggeration) {
    command::Change wish;
    wish.exaggeration = exaggeration;
    change(std::move(wish));
}

void RunController::change(command::Change wish) {
    if (active())
        session_->send(std::move(wish));
}

void RunController::reoptimize(const Recipe& recipe) {
    session_->send(command::Reoptimize{recipe});
}

void RunController::perturb() {
    session_->send(command::Perturb{});
    if (ended() && snapshot_)
        continueWith({std::max(1.0, snapshot_->exaggeration), 250});
}

void RunController::abandon() {
    stop();
    listening_ = false;
    run_ = session_->run(); // what this run still sends is not news
    snapshot_.reset();
    progress_ = {};
    if (state_ != SessionState::Idle) {
        state_ = SessionState::Idle;
        Q_EMIT stateChanged(state_);
    }
}

void RunController::notice() {
    noticePosted_ = false;
    dirty_ = true;
    if (!pause_.isActive())
        poll();
}

void RunController::poll() {
    dirty_ = false;
    pause_.start();
    if (!listening_)
        return;
    // A start takes effect in the session's thread: until then the old run's values are still there to read.
    const std::uint64_t run = session_->run();
    const bool begun = run != run_;
    if (begun) {
        run_ = run;
        records_ = 0;
        snapshot_.reset();
        Q_EMIT started();
    } else if (state_ == SessionState::Idle) {
        return; // an abandoned run on its way out
    }
    // The state is read first: with Finished, the last snapshot and records are there already.
    const SessionState state = session_->state();
    const std::vector<Record> records = session_->recordsFrom(records_);
    progress_ = session_->progress();
    if (auto snapshot = session_->snapshot(); snapshot && snapshot->run == run_ && snapshot != snapshot_) {
        snapshot_ = std::move(snapshot);
        Q_EMIT moved(snapshot_);
    }
    if (!records.empty()) {
        records_ += records.size();
        Q_EMIT recorded(records);
        Q_EMIT changed();
    }
    Q_EMIT progressed(progress_);
    // A short run may have ended as the last one had.
    if (begun || state != state_) {
        state_ = state;
        Q_EMIT stateChanged(state_);
        const auto outcome = session_->outcome();
        if (outcome && std::holds_alternative<Failed>(*outcome))
            Q_EMIT failed(QString::fromStdString(std::get<Failed>(*outcome).message));
    }
}

} // namespace shoal::ui
