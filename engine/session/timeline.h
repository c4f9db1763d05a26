// SPDX-License-Identifier: MIT
// What a run keeps of its way: snapshots at even distances and at its landmarks, within a limit of memory.
#pragma once

#include "session/kept_snapshot.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace shoal {

/// Keeps every interval()-th iteration, and landmarks: the first and last of an embedding, ends of phases,
/// changes. When there is too much of it the interval doubles, which drops every second one of the rest.
/// Which iterations are kept so depends on the run and the limit, not on how fast the run goes. All members
/// may be called from any thread.
class Timeline {
public:
    struct Entry {
        std::shared_ptr<const KeptSnapshot> snapshot;
        bool landmark = false;
    };

    static constexpr std::uint64_t firstInterval = 10;
    /// More than a screen has columns to tell them apart in.
    static constexpr std::size_t mostEntries = 2000;

    explicit Timeline(std::uint64_t byteLimit)
        : byteLimit_(byteLimit) {}
    /// One that was kept elsewhere. Entries must be in the order they happened in.
    Timeline(std::uint64_t byteLimit, std::vector<Entry> entries);

    /// Whether append() would keep a snapshot of that iteration of the present embedding: it is due, or was
    /// marked.
    bool wants(std::uint64_t iteration) const;
    /// Keeps the snapshot when it is wanted or a landmark. Of the same embedding, those from its iteration on
    /// are dropped first: the run has gone back to it.
    void append(const Snapshot& snapshot, bool landmark);
    /// The iteration of the present embedding is a landmark: the one kept becomes one, else the one to come.
    void mark(std::uint64_t iteration);
    void clear();

    /// In the order they happened: a sample's embedding first, then that of all points.
    std::vector<Entry> entries() const;
    /// Counts up with every change of entries().
    std::uint64_t revision() const;
    std::uint64_t interval() const;
    /// Of all entries, and the lists of points they share.
    std::uint64_t memory() const;
    std::uint64_t limit() const;
    /// Thins at once where it is exceeded. The first and the last entry are kept even beyond it; among
    /// landmarks every second one goes once there is nothing else.
    void setLimit(std::uint64_t bytes);

private:
    bool isDue(std::uint64_t iteration) const { return iteration % interval_ == 0; }
    bool isMarked(std::uint64_t iteration) const;
    std::uint64_t heldBytes() const;
    bool isFull() const;
    void thin();

    mutable std::mutex mutex_;
    std::uint64_t byteLimit_;                // guarded by mutex_
    std::uint64_t interval_ = firstInterval; // guarded by mutex_
    std::uint64_t revision_ = 0;             // guarded by mutex_
    std::vector<Entry> entries_;             // guarded by mutex_
    std::vector<std::uint64_t> marked_;      // guarded by mutex_; landmarks whose snapshot is still to come
};

} // namespace shoal
