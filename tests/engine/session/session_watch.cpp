// SPDX-License-Identifier: MIT
#include "session_watch.h"

#include "test_support.h"

#include <chrono>

namespace shoal {

namespace {

constexpr std::chrono::seconds deadline{120};

} // namespace

SessionWatch::SessionWatch(int threads, std::optional<std::uint64_t> timelineBytes)
    : session_(std::make_unique<Session>(SessionOptions{threads, [this] { notified(); }, timelineBytes})) {}

void SessionWatch::notified() {
    std::function<void()> action;
    {
        const std::lock_guard lock(mutex_);
        ++notifications_;
        const auto snapshot = session_->snapshot();
        if (snapshot && (snapshots_.empty() || snapshots_.back() != snapshot))
            snapshots_.push_back(snapshot);
        if (trigger_ && trigger_()) {
            trigger_ = nullptr;
            action = std::move(action_);
        }
    }
    if (action) {
        {
            const std::lock_guard lock(mutex_);
            acted_ = true;
        }
        action();
    }
    changed_.notify_all();
}

bool SessionWatch::waitUntil(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    std::unique_lock lock(mutex_);
    for (;;) {
        const std::uint64_t seen = notifications_;
        if (condition())
            return true;
        if (!changed_.wait_until(lock, end, [&] { return notifications_ != seen; }))
            return false;
    }
}

bool SessionWatch::waitForState(SessionState state) {
    return waitUntil([&] { return session_->state() == state; });
}

void SessionWatch::once(std::function<bool()> condition, std::function<void()> action) {
    const std::lock_guard lock(mutex_);
    acted_ = false;
    trigger_ = std::move(condition);
    action_ = std::move(action);
}

void SessionWatch::onceIn(std::string_view stage, std::function<void()> action) {
    once([this, name = std::string(stage)] { return session_->progress().stage == name; }, std::move(action));
}

void SessionWatch::onceAt(std::uint64_t iteration, std::function<void()> action) {
    once(
        [this, iteration] {
            const auto snapshot = session_->snapshot();
            return snapshot && snapshot->run == session_->run() && !snapshot->sample &&
                   snapshot->iteration >= iteration;
        },
        std::move(action));
}

bool SessionWatch::acted() {
    const std::lock_guard lock(mutex_);
    return acted_;
}

std::vector<std::shared_ptr<const Snapshot>> SessionWatch::snapshots() {
    const std::lock_guard lock(mutex_);
    return snapshots_;
}

std::shared_ptr<const Dataset> clusters(std::size_t points, std::size_t dimensions, std::uint64_t seed) {
    auto data = std::make_shared<Dataset>();
    data->name = "clusters";
    data->features = test::gaussianClusters(points, dimensions, 8, seed);
    return data;
}

Recipe shortRecipe(StartMethod start) {
    Recipe recipe;
    recipe.perplexity = 10;
    recipe.start = start;
    recipe.phases = {{12, 60}, {1, 70}};
    recipe.sampleSize = 120;
    recipe.samplePhases = {{12, 30}, {1, 25}};
    recipe.principalComponents = 10;
    return recipe;
}

} // namespace shoal
