// SPDX-License-Identifier: MIT
#include "session/reoptimization.h"

#include "core/count_text.h"
#include "core/error.h"
#include "session/process_memory.h"
#include "session/stages.h"

#include <chrono>
#include <new>
#include <optional>
#include <utility>

namespace shoal {

/// What is asked for, and what of it there is already.
struct Reoptimization::Work {
    Recipe recipe;
    Space space;                                  ///< without features where components are to be found
    std::shared_ptr<const NeighborGraph> graph;   ///< nullptr: to be found
    std::shared_ptr<const Affinities> affinities; ///< nullptr: to be made
};

struct Reoptimization::Made {
    Work all; ///< with everything that was needed
    std::vector<Record> records;
};

namespace {

/// Calls `work`, and tells of it as of a stage.
template <class Make, class Detail>
auto timed(std::string_view stage, std::vector<Record>& records, const Make& make, const Detail& detail) {
    using Clock = std::chrono::steady_clock;
    const auto begun = Clock::now();
    auto result = make();
    records.emplace_back(StageRecord{std::string(stage),
                                     std::chrono::duration<double>(Clock::now() - begun).count(),
                                     peakMemoryBytes(), (detail(result) + ", ").append(besideNote)});
    return result;
}

} // namespace

Reoptimization::Reoptimization(ChosenData chosen, Surroundings at, int threads)
    : chosen_(std::move(chosen))
    , at_(at)
    , threads_(threads) {}

Reoptimization::~Reoptimization() {
    end();
}

bool Reoptimization::wanted() {
    if (const auto asked = at_.steering.takeReoptimize())
        begin(*asked);
    return making_ != nullptr;
}

void Reoptimization::begin(const command::Reoptimize& asked) {
    end(); // what was in the making is not wanted any more
    const Recipe inForce = at_.plan.recipe();
    Work work{withAffinitiesOf(inForce, asked.recipe), {}, nullptr, nullptr};
    for (const Record& record : lowerToNeighbors(work.recipe, chosen_.data->points() - 1,
                                                 countText(chosen_.data->points(), "point")))
        at_.reporter.record(record);
    if (work.recipe == inForce)
        return;
    asked_ = asked;
    work.space = wholeSpace(chosen_, work.recipe);
    if (!work.space.features)
        work.space.features = at_.cache.components(componentsKey(work.space.key));
    const AffinityOptions options = affinityOptions(work.recipe);
    // Given affinities are read again: their file may have been written anew.
    if (options.method != AffinityMethod::Given) {
        work.affinities = at_.cache.affinities(work.space.key, options);
        if (work.space.features) {
            const Search search = searchFor(work.space, work.recipe, options);
            work.graph = at_.cache.neighbors(work.space.key, search.options.k, search.thinning);
        }
    }
    making_ = std::make_unique<Making>(
        threads_, at_.steering.gate(),
        [work = std::move(work)](RunContext& context) { return make(work, context); });
    at_.reporter.setBeside(stages::reoptimization, [this] { return making_->fraction(); });
}

void Reoptimization::end() {
    at_.reporter.endBeside();
    making_.reset();
}

std::shared_ptr<const Reoptimization::Made> Reoptimization::make(Work work, RunContext& context) {
    auto made = std::make_shared<Made>();
    std::vector<Record>& records = made->records;
    const FeaturesKey& key = work.space.key;
    AffinityOptions options = affinityOptions(work.recipe);
    if (!work.affinities && !work.space.features) {
        RunContext part = context.part(0, 0.1);
        work.space.features = timed(
            stages::components, records, [&] { return makeComponents(work.space, part); },
            [&](const auto&) { return describeComponents(work.space); });
    }
    if (!work.affinities && options.method == AffinityMethod::Given) {
        RunContext part = context.part(0.1, 1);
        work.affinities = timed(
            stages::affinities, records,
            [&] { return readAffinities(work.space, work.recipe.affinityFile, part); },
            [](const auto& affinities) { return describe(*affinities, AffinityMethod::Given); });
    }
    if (!work.affinities && !work.graph) {
        const Search search = searchFor(work.space, work.recipe, options);
        RunContext part = context.part(0.1, 0.8);
        work.graph = timed(
            stages::neighbors, records, [&] { return makeNeighbors(work.space, search, part); },
            [&](const auto& graph) { return describe(*graph, key); });
    }
    if (!work.affinities && key.method == NeighborMethod::Given) {
        for (Record& record : lowerToNeighbors(work.recipe, *work.graph))
            records.push_back(std::move(record));
        options = affinityOptions(work.recipe);
    }
    if (!work.affinities) {
        RunContext part = context.part(0.8, 1);
        work.affinities = timed(
            stages::affinities, records, [&] { return makeAffinities(*work.graph, options, part); },
            [&](const auto& affinities) { return describe(*affinities, options.method); });
    }
    made->all = std::move(work);
    return made;
}

std::shared_ptr<const Affinities> Reoptimization::take() {
    if (!making_->ready())
        return nullptr;
    std::shared_ptr<const Made> made;
    std::string problem;
    try {
        tbb::task_arena here(1);
        RunContext context(here);
        made = making_->take(context);
    } catch (const std::bad_alloc&) {
        problem = "There is not enough memory for others: close other programs, or use a smaller perplexity.";
    } catch (const Error& error) {
        problem = error.what();
    }
    end();
    if (!made) {
        at_.reporter.record(WarningRecord{"The affinities stay as they were. " + problem});
        return nullptr;
    }
    keep(*made);
    for (const Record& record : made->records)
        at_.reporter.record(record);
    at_.reporter.publish(at_.plan, at_.plan.reoptimize(made->all.recipe, asked_.iterations));
    return made->all.affinities;
}

void Reoptimization::keep(const Made& made) {
    const FeaturesKey& key = made.all.space.key;
    if (key.components > 0 && made.all.space.features)
        at_.cache.keep(componentsKey(key), made.all.space.features);
    if (made.all.graph)
        at_.cache.keep(key, made.all.graph);
    const AffinityOptions options = affinityOptions(made.all.recipe);
    if (options.method != AffinityMethod::Given)
        at_.cache.keep(key, options, made.all.affinities);
}

void Reoptimization::waitAWhile() {
    if (making_)
        making_->waitAWhile();
}

} // namespace shoal
