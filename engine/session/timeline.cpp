// SPDX-License-Identifier: MIT
#include "session/timeline.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

bool ofOneEmbedding(const KeptSnapshot& kept, const Snapshot& snapshot) {
    return kept.sample == snapshot.sample;
}

} // namespace

Timeline::Timeline(std::uint64_t byteLimit, std::vector<Entry> entries)
    : byteLimit_(byteLimit)
    , entries_(std::move(entries)) {
    for (std::size_t i = 0; i < entries_.size(); ++i)
        if (i == 0 || entries_[i].snapshot->sample != entries_[i - 1].snapshot->sample)
            entries_[i].landmark = true;
    thin();
}

bool Timeline::isMarked(std::uint64_t iteration) const {
    return std::find(marked_.begin(), marked_.end(), iteration) != marked_.end();
}

bool Timeline::wants(std::uint64_t iteration) const {
    const std::lock_guard lock(mutex_);
    return isDue(iteration) || isMarked(iteration);
}

void Timeline::append(const Snapshot& snapshot, bool landmark) {
    if (!landmark && !wants(snapshot.iteration))
        return;
    auto kept = std::make_shared<const KeptSnapshot>(encode(snapshot));
    const std::lock_guard lock(mutex_);
    landmark = landmark || isMarked(snapshot.iteration);
    marked_.clear(); // what was not reached before this one never will be
    while (!entries_.empty() && ofOneEmbedding(*entries_.back().snapshot, snapshot) &&
           entries_.back().snapshot->iteration >= snapshot.iteration) {
        if (entries_.back().snapshot->iteration == snapshot.iteration)
            landmark = landmark || entries_.back().landmark;
        entries_.pop_back();
    }
    if (entries_.empty() || !ofOneEmbedding(*entries_.back().snapshot, snapshot)) {
        landmark = true; // the first, and before it the last of the other embedding
        if (!entries_.empty())
            entries_.back().landmark = true;
    } else if (!entries_.back().landmark && !isDue(entries_.back().snapshot->iteration)) {
        entries_.pop_back(); // it was spared by the last thinning for being the last
    }
    entries_.push_back({std::move(kept), landmark});
    ++revision_;
    thin();
}

void Timeline::mark(std::uint64_t iteration) {
    const std::lock_guard lock(mutex_);
    if (!entries_.empty() && entries_.back().snapshot->iteration == iteration)
        entries_.back().landmark = true;
    else if (!isMarked(iteration))
        marked_.push_back(iteration);
}

void Timeline::clear() {
    const std::lock_guard lock(mutex_);
    entries_ = {};
    marked_ = {};
    ++revision_;
}

std::vector<Timeline::Entry> Timeline::entries() const {
    const std::lock_guard lock(mutex_);
    return entries_;
}

std::uint64_t Timeline::revision() const {
    const std::lock_guard lock(mutex_);
    return revision_;
}

std::uint64_t Timeline::interval() const {
    const std::lock_guard lock(mutex_);
    return interval_;
}

std::uint64_t Timeline::memory() const {
    const std::lock_guard lock(mutex_);
    return heldBytes();
}

std::uint64_t Timeline::limit() const {
    const std::lock_guard lock(mutex_);
    return byteLimit_;
}

void Timeline::setLimit(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    byteLimit_ = bytes;
    thin();
}

std::uint64_t Timeline::heldBytes() const {
    std::uint64_t bytes = 0;
    const std::vector<std::uint32_t>* points = nullptr;
    for (const Entry& entry : entries_) {
        bytes += entry.snapshot->bytes();
        if (entry.snapshot->points && entry.snapshot->points.get() != points) {
            points = entry.snapshot->points.get();
            bytes += points->size() * sizeof(std::uint32_t);
        }
    }
    return bytes;
}

bool Timeline::isFull() const {
    return entries_.size() > mostEntries || heldBytes() > byteLimit_;
}

void Timeline::thin() {
    while (isFull() && entries_.size() > 2) {
        // The first of an embedding is a landmark, so that no entry is due for ever: the loop ends.
        const bool landmarksAlone = std::all_of(entries_.begin() + 1, entries_.end() - 1,
                                                [](const Entry& entry) { return entry.landmark; });
        if (!landmarksAlone)
            interval_ *= 2;
        std::vector<Entry> left;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const Entry& entry = entries_[i];
            const bool end = i == 0 || i + 1 == entries_.size();
            const bool stays =
                landmarksAlone ? i % 2 == 0 : entry.landmark || isDue(entry.snapshot->iteration);
            if (end || stays)
                left.push_back(entry);
        }
        entries_ = std::move(left);
        ++revision_;
    }
}

} // namespace shoal
