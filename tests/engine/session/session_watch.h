// SPDX-License-Identifier: MIT
// A session under observation: waits on its notifications, keeps what it showed, and can act at a given
// moment.
#pragma once

#include "session/session.h"

#include <condition_variable>
#include <mutex>

namespace shoal {

class SessionWatch {
public:
    explicit SessionWatch(int threads = 2, std::optional<std::uint64_t> timelineBytes = {});

    Session& session() { return *session_; }
    void send(Command command) { session_->send(std::move(command)); }
    void start(std::shared_ptr<const Dataset> data, const Recipe& recipe) {
        send(command::Start{std::move(data), recipe});
    }

    /// Waits for a notification after which `condition()` holds, or holds already. False after a generous
    /// deadline.
    bool waitUntil(const std::function<bool()>& condition);
    bool waitForState(SessionState state);
    /// For the run's end, and whether that is the outcome.
    template <class Kind>
    bool endsAs() {
        return waitUntil([this] { return session_->outcome().has_value(); }) &&
               std::holds_alternative<Kind>(*session_->outcome());
    }

    /// Calls `action` once, from the session's own thread, at the first notification at which `condition`
    /// holds.
    void once(std::function<bool()> condition, std::function<void()> action);
    /// The same for the first notification with that stage under way.
    void onceIn(std::string_view stage, std::function<void()> action);
    /// The same for the first notification with a snapshot of all points of at least that iteration.
    void onceAt(std::uint64_t iteration, std::function<void()> action);
    bool acted();

    /// All snapshots seen so far, in order.
    std::vector<std::shared_ptr<const Snapshot>> snapshots();
    template <class Kind>
    std::vector<Kind> records() {
        std::vector<Kind> found;
        for (const Record& record : session_->recordsFrom(0))
            if (const auto* its = std::get_if<Kind>(&record))
                found.push_back(*its);
        return found;
    }
    /// The last positions of a run that finished.
    Positions finalPositions() { return session_->snapshot()->positions; }

private:
    void notified();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t notifications_ = 0;                        // guarded by mutex_
    std::vector<std::shared_ptr<const Snapshot>> snapshots_; // guarded by mutex_
    std::function<bool()> trigger_;                          // guarded by mutex_
    std::function<void()> action_;                           // guarded by mutex_
    bool acted_ = false;                                     // guarded by mutex_
    std::unique_ptr<Session> session_;                       // last: its thread uses all of the above
};

/// Points around a few centres.
std::shared_ptr<const Dataset> clusters(std::size_t points, std::size_t dimensions, std::uint64_t seed = 1);

/// A short run; a sample is drawn with `start` Downsample.
Recipe shortRecipe(StartMethod start = StartMethod::Pca);

} // namespace shoal
