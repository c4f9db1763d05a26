// SPDX-License-Identifier: MIT
// Where a session's newest values hang out for everybody to read.
#pragma once

#include "session/session.h"

#include <mutex>

namespace shoal {

/// All members may be called from any thread. What a run sets after another has begun is dropped. Setting
/// tells nobody: whoever sets calls notify() once it holds no lock.
class Board {
public:
    /// `timelineBytes` as of SessionOptions.
    Board(std::function<void()> notify, std::optional<std::uint64_t> timelineBytes)
        : notify_(std::move(notify))
        , timelineBytes_(timelineBytes) {}

    void notify() const;

    /// Clears what is the last run's, but for its snapshot, which stays in view until there is a newer one.
    void begin(std::uint64_t run, const Recipe& recipe);
    /// The run goes on after its end. False, and nothing done, unless it has ended with `continuable`.
    bool reopen();
    void end(std::uint64_t run, Outcome outcome, bool continuable);
    void rest(std::uint64_t run);
    /// Undoes rest().
    void proceed(std::uint64_t run);
    void setProgress(std::uint64_t run, Progress progress);
    void setSnapshot(std::shared_ptr<const Snapshot> snapshot);
    void setRecipe(std::uint64_t run, Recipe recipe);
    void add(std::uint64_t run, Record record);

    SessionState state() const;
    Progress progress() const;
    std::shared_ptr<const Snapshot> snapshot() const;
    std::optional<Outcome> outcome() const;
    std::vector<Record> recordsFrom(std::size_t first) const;
    Recipe recipe() const;
    std::uint64_t run() const;
    std::shared_ptr<Timeline> timeline() const;
    /// nullptr when another run has begun, and where none is kept.
    std::shared_ptr<Timeline> timelineOf(std::uint64_t run) const;

private:
    const std::function<void()> notify_;
    const std::optional<std::uint64_t> timelineBytes_;

    mutable std::mutex mutex_;
    std::uint64_t run_ = 0;                    // guarded by mutex_
    SessionState state_ = SessionState::Idle;  // guarded by mutex_
    bool continuable_ = false;                 // guarded by mutex_
    Progress progress_;                        // guarded by mutex_
    std::shared_ptr<const Snapshot> snapshot_; // guarded by mutex_
    std::optional<Outcome> outcome_;           // guarded by mutex_
    std::vector<Record> records_;              // guarded by mutex_
    Recipe recipe_;                            // guarded by mutex_
    std::shared_ptr<Timeline> timeline_;       // the pointer is guarded by mutex_
};

} // namespace shoal
