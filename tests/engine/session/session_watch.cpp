// SPDX-License-Identifier: MIT
#include "session_watch.h"

#include "core/random.h"

#include <chrono>
#include <cstring>

namespace shoal {

namespace {

constexpr std::chrono::seconds deadline{120};

} // namespace

SessionWatch::SessionWatch(int threads)
    : session_(std::make_unique<Session>(SessionOptions{threads, [this] { notified(); }})) {}

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

void SessionWatch::onceIn(std::string_view stage, std::function<void()> action) {
    const std::lock_guard lock(mutex_);
    acted_ = false;
    trigger_ = [this, name = std::string(stage)] { return session_->progress().stage == name; };
    action_ = std::move(action);
}

void SessionWatch::onceAt(std::uint64_t iteration, std::function<void()> action) {
    const std::lock_guard lock(mutex_);
    acted_ = false;
    trigger_ = [this, iteration] {
        const auto snapshot = session_->snapshot();
        return snapshot && snapshot->run == session_->run() && !snapshot->sample &&
               snapshot->iteration >= iteration;
    };
    action_ = std::move(action);
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
    constexpr std::size_t centres = 8;
    constexpr double distance = 4;
    auto data = std::make_shared<Dataset>();
    data->name = "clusters";
    data->features.resize(static_cast<Eigen::Index>(points), static_cast<Eigen::Index>(dimensions));
    for (std::size_t point = 0; point < points; ++point) {
        RandomStream centre(seed, point % centres);
        RandomStream random(seed, centres + point);
        for (Eigen::Index j = 0; j < data->features.cols(); ++j)
            data->features(static_cast<Eigen::Index>(point), j) =
                static_cast<float>(distance * centre.normal() + random.normal());
    }
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

bool sameBits(const Positions& a, const Positions& b) {
    return a.rows() == b.rows() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

} // namespace shoal
