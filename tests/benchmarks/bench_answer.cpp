// SPDX-License-Identifier: MIT
// Milliseconds from Pause or Stop to the session's answer, at random moments of every stage.
//   bench_answer [points = 100000] [repeats = 20] [threads = 2] [FILE]
// FILE (as images-100000.npy of make_images.py) takes the place of random clusters of 50 dimensions.
#include "core/random.h"
#include "session/session.h"
#include "session/stages.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

using namespace shoal;

namespace {

using Clock = std::chrono::steady_clock;
using Data = std::shared_ptr<const Dataset>;

/// A session and a way to wait for what it says.
class Listener {
public:
    explicit Listener(int threads)
        : session_({threads, [this] {
                        const std::lock_guard lock(mutex_);
                        ++news_;
                        said_.notify_all();
                    }}) {}

    Session& session() { return session_; }

    template <class Condition>
    void waitFor(const Condition& condition) {
        std::unique_lock lock(mutex_);
        while (!condition()) {
            const std::uint64_t heard = news_;
            said_.wait(lock, [&] { return news_ != heard; });
        }
    }
    bool ended() const { return session_.outcome().has_value(); }

    /// Milliseconds until `command` has been obeyed; nothing when the run ended by itself.
    template <class Sent>
    std::optional<double> answerTo(const Sent& command) {
        if (ended())
            return std::nullopt;
        const Clock::time_point sent = Clock::now();
        session_.send(command);
        waitFor([&] { return session_.state() == SessionState::Paused || ended(); });
        const std::chrono::duration<double, std::milli> taken = Clock::now() - sent;
        if (ended() && !std::holds_alternative<StoppedByUser>(*session_.outcome()))
            return std::nullopt;
        return taken.count();
    }

private:
    std::mutex mutex_;
    std::condition_variable said_;
    std::uint64_t news_ = 0; // guarded by mutex_
    Session session_;        // last: its thread uses all of the above
};

class Bench {
public:
    Bench(int threads, int repeats)
        : listener_(threads)
        , repeats_(repeats) {}

    /// Interrupts that stage again and again. `attempt(i)` gives the data and the recipe of a run that goes
    /// through it; the interruptions come within the stage's first `window` seconds.
    template <class Attempt>
    void interrupt(std::string_view stage, double window, const Attempt& attempt) {
        for (int i = 0; i < repeats_; ++i) {
            const auto [data, recipe] = attempt(i);
            listener_.session().send(command::Start{data, recipe});
            listener_.waitFor(
                [&] { return listener_.session().progress().stage == stage || listener_.ended(); });
            rest(window / 2);
            measure("pause", command::Pause{});
            listener_.session().send(command::Resume{});
            rest(window / 2);
            measure("stop", command::Stop{});
            listener_.session().send(command::Stop{});
            listener_.waitFor([&] { return listener_.ended(); });
        }
    }

    /// Seconds each stage of a whole run takes.
    std::map<std::string, double> secondsOf(const Data& data, const Recipe& recipe) {
        listener_.session().send(command::Start{data, recipe});
        listener_.waitFor([&] { return listener_.ended(); });
        std::map<std::string, double> seconds;
        for (const Record& record : listener_.session().recordsFrom(0))
            if (const auto* stage = std::get_if<StageRecord>(&record))
                seconds[stage->stage] = stage->seconds;
        for (const auto& [stage, taken] : seconds)
            std::printf("%-20s takes %7.2f s\n", stage.c_str(), taken);
        return seconds;
    }

    void print() {
        std::printf("%-20s %-6s %6s %8s %8s\n", "stage", "answer", "times", "median", "most");
        for (auto& [what, milliseconds] : answers_) {
            std::sort(milliseconds.begin(), milliseconds.end());
            std::printf("%-20s %-6s %6zu %8.1f %8.1f\n", what.first.c_str(), what.second.c_str(),
                        milliseconds.size(), milliseconds[milliseconds.size() / 2], milliseconds.back());
        }
    }

private:
    void rest(double window) {
        std::this_thread::sleep_for(std::chrono::duration<double>(window * moments_.uniform()));
    }
    template <class Sent>
    void measure(const char* name, const Sent& command) {
        const std::string stage = listener_.session().progress().stage;
        if (const auto answer = listener_.answerTo(command))
            answers_[{stage, name}].push_back(*answer);
    }

    Listener listener_;
    const int repeats_;
    RandomStream moments_{1};
    std::map<std::pair<std::string, std::string>, std::vector<double>> answers_;
};

Data clustered(std::size_t points, std::size_t dimensions) {
    constexpr std::size_t centers = 20;
    auto data = std::make_shared<Dataset>();
    Matrix features(static_cast<Eigen::Index>(points), static_cast<Eigen::Index>(dimensions));
    for (std::size_t point = 0; point < points; ++point) {
        RandomStream center(1, point % centers);
        RandomStream own(2, point);
        for (float& value : features.row(static_cast<Eigen::Index>(point)))
            value = static_cast<float>(3 * center.normal() + own.normal());
    }
    data->features = std::move(features);
    return data;
}

Data dataFrom(const char* path) {
    tbb::task_arena arena;
    RunContext context(arena);
    return readDataset(path, {}, context);
}

} // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int index, long fallback) {
        return argc > index ? std::strtol(argv[index], nullptr, 10) : fallback;
    };
    const auto points = static_cast<std::size_t>(argument(1, 100'000));
    Bench bench(static_cast<int>(argument(3, 2)), static_cast<int>(argument(2, 20)));
    const Data data = argc > 4 ? dataFrom(argv[4]) : clustered(points, 50);
    // The same values, but for the cache other data: what is stopped there is made anew each time.
    const auto unknown = std::make_shared<const Dataset>(*data);

    Recipe whole;
    whole.phases = {{12, 20}, {1, 20}};
    Recipe sampled = whole;
    sampled.start = StartMethod::Downsample;
    sampled.sampleSize = data->points() / 4;
    sampled.samplePhases = {{12, 20}, {1, 20}};
    auto seconds = bench.secondsOf(data, whole);
    seconds.merge(bench.secondsOf(data, sampled));

    Recipe endless = whole;
    endless.phases = {{12, 60}, {1, 1'000'000}};
    Recipe endlessSample = sampled;
    endlessSample.samplePhases = endless.phases;
    const auto of = [&](std::string_view stage) { return seconds[std::string(stage)]; };
    const auto lowered = [&](int attempt) {
        Recipe recipe = whole;
        recipe.perplexity -= 0.01 * (attempt + 1); // neighbours stay in the cache, affinities do not
        return std::pair{data, recipe};
    };
    const auto otherSample = [&](int attempt) {
        Recipe recipe = sampled;
        recipe.seed = static_cast<std::uint64_t>(attempt);
        return std::pair{data, recipe};
    };
    const auto otherPerplexity = [&](int attempt) {
        Recipe recipe = sampled;
        recipe.samplePerplexity = sampled.effectiveSamplePerplexity() - 0.01 * (attempt + 1);
        return std::pair{data, recipe};
    };
    const auto shortSample = [&](int attempt) {
        Recipe recipe = sampled;
        recipe.samplePhases = {{12, static_cast<std::size_t>(attempt) + 1}};
        return std::pair{data, recipe};
    };
    constexpr double longRun = 20;
    bench.interrupt(stages::neighbors, of(stages::neighbors), [&](int) {
        return std::pair{Data(unknown), whole};
    });
    bench.interrupt(stages::affinities, of(stages::affinities), lowered);
    bench.interrupt(stages::initialization, of(stages::initialization), [&](int) {
        return std::pair{data, endless};
    });
    bench.interrupt(stages::optimization, longRun, [&](int) { return std::pair{data, endless}; });
    bench.interrupt(stages::sampleNeighbors, of(stages::sampleNeighbors), otherSample);
    bench.interrupt(stages::sampleAffinities, of(stages::sampleAffinities), otherPerplexity);
    bench.interrupt(stages::sampleOptimization, longRun / 4, [&](int) {
        return std::pair{data, endlessSample};
    });
    bench.interrupt(stages::placement, of(stages::placement), shortSample);
    // Of few columns by the covariance matrix, of many by products.
    const Data wide = clustered(points, 300);
    bench.interrupt(stages::components, 0.5, [&](int) { return std::pair{wide, whole}; });
    const Data wider = clustered(points / 50, 20'000);
    bench.interrupt(stages::components, 2, [&](int) { return std::pair{wider, whole}; });
    bench.print();
    return 0;
}
