// SPDX-License-Identifier: MIT
#include "session/pipeline.h"

#include "core/count_text.h"
#include "core/error.h"
#include "core/random.h"
#include "initialization/placement.h"
#include "initialization/principal_components.h"
#include "initialization/spectral_start.h"
#include "initialization/start_positions.h"
#include "recipe/number_text.h"
#include "session/reoptimization.h"
#include "session/stages.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

constexpr std::size_t startComponents = 2;

} // namespace

Pipeline::Pipeline(const command::Start& start, StageCache& cache, CommandQueue& queue, Board& board,
                   CommandQueue::Control control, tbb::task_arena& arena)
    : chosen_{start.data, start.points, nullptr}
    , given_(start.positions)
    , from_(start.from)
    , cache_(cache)
    , board_(board)
    , arena_(arena)
    , plan_(start.recipe)
    , steering_(queue, board, std::move(control), plan_)
    , reporter_(board, steering_)
    , stage_(stages::recipe) {}

void Pipeline::enter(std::string_view name) {
    steering_.settle();
    stage_ = name;
    reporter_.begin(name);
}

template <class Make, class Detail>
auto Pipeline::stage(std::string_view name, const Make& make, const Detail& detail) {
    enter(name);
    RunContext context(arena_, steering_.stopToken(),
                       steering_.hooks([this](double fraction) { reporter_.fraction(fraction); }));
    context.checkpoint();
    auto result = make(context);
    reporter_.end(detail(result));
    return result;
}

void Pipeline::run() {
    steering_.settle();
    {
        RunContext context(arena_, steering_.stopToken());
        chosen_ = chooseData(chosen_.source, chosen_.points, context);
    }
    validate(plan_.recipe(), chosen_.data->points());
    if (from_)
        enterBranch();
    else if (plan_.recipe().start == StartMethod::Given)
        requireGivenPositions();
    publish(board_, number(), plan_, plan_.lowerPerplexities(chosen_.data->points()));
    const Recipe recipe = plan_.recipe();
    warnOfEqualPoints();
    const Space whole = spaceOfAll();

    // However this ends, the search ends with it.
    std::unique_ptr<NeighborsAhead> ahead;
    const auto endBeside = [](Reporter* reporter) { reporter->endBeside(); };
    const std::unique_ptr<Reporter, decltype(endBeside)> beside(&reporter_, endBeside);
    const auto searchMeanwhile = [&] {
        ahead = searchAhead(whole, affinityOptions(recipe));
        if (ahead)
            reporter_.setBeside(stages::neighbors, [&ahead] { return ahead->fraction(); });
    };
    const auto wholeAffinities = [&] {
        reporter_.endBeside();
        return affinitiesOf(whole, affinityOptions(recipe), {stages::neighbors, stages::affinities},
                            ahead.get());
    };
    if (plan_.onSample()) {
        const Space sample = sampleSpace(whole);
        const auto sampleEmbedding = embeddedSample(sample, searchMeanwhile);
        plan_.finishSample();
        const auto affinities = wholeAffinities();
        const auto landed = placed(whole, *sampleEmbedding);
        // People see the points land; what is done to the start shows with the first iteration.
        publishStart(*landed);
        Positions start = *landed;
        prepareStart(start);
        optimization_ = std::make_unique<Optimization>(affinities, start,
                                                       Optimization::Subject{chosen_.points}, number());
    } else {
        previewing_ = recipe.preview && !from_;
        const auto affinities = previewing_ ? previewAffinities(whole) : wholeAffinities();
        optimization_ = std::make_unique<Optimization>(affinities, startPositions(whole, *affinities),
                                                       Optimization::Subject{chosen_.points}, number(),
                                                       iterationsDone(false));
        optimization_->publish(plan_, reporter_);
    }
    if (previewing_) {
        searchMeanwhile();
        optimize(stages::previewOptimization, *optimization_, Optimization::Extent::FirstPhase);
        optimization_->refine(wholeAffinities());
        previewing_ = false;
    }
    optimizeAll();
}

void Pipeline::enterBranch() {
    const Recipe recipe = plan_.recipe();
    const Positions& map = *from_->positions;
    const std::size_t points = from_->sample ? recipe.sampleSize : chosen_.data->points();
    if (from_->sample && recipe.start != StartMethod::Downsample)
        throw Error("The map to go on from is a sample's, but the recipe has no sample: choose its start "
                    "\"downsample\".");
    if (static_cast<std::size_t>(map.rows()) != points)
        throw Error("The map to go on from has " + countText(static_cast<std::size_t>(map.rows()), "point") +
                    ", but " + groupedText(points) + " are to be embedded: choose one of the same points.");
    if (!map.allFinite())
        throw Error("The map to go on from has positions that are not finite: choose another one.");
    if (!from_->sample)
        plan_.finishSample();
    if (from_->iteration > plan_.phases().total())
        throw Error("The map to go on from is of iteration " + groupedText(from_->iteration) +
                    ", but the recipe has " + groupedText(plan_.phases().total()) +
                    " in all: add a phase to it.");
    plan_.phases().advanceTo(from_->iteration);
}

std::uint64_t Pipeline::iterationsDone(bool sample) const {
    return from_ && from_->sample == sample ? from_->iteration : 0;
}

Positions Pipeline::startPositions(const Space& whole, const Affinities& affinities) {
    if (from_)
        return *from_->positions;
    const StartMethod method = plan_.recipe().start;
    return method == StartMethod::Spectral ? spectralStartOf(affinities)
           : method == StartMethod::Given  ? givenStart()
                                           : pcaOrRandomStart(whole, method, std::string(nameOf(method)));
}

std::shared_ptr<const Affinities> Pipeline::previewAffinities(const Space& space) {
    constexpr std::size_t previewNeighbors = 15;
    constexpr double previewRecall = 0.9;
    NeighborOptions options;
    options.k = std::min(previewNeighbors, chosen_.data->points() - 1);
    options.recall = previewRecall;
    options.seed = sharedSeed;
    options.metric = space.key.metric;
    const auto graph = stage(
        stages::previewNeighbors,
        [&](RunContext& context) { return findNeighbors(*space.features, options, context); },
        [&](const auto& made) { return describe(*made, space.key); });
    return stage(
        stages::previewAffinities,
        [&](RunContext& context) {
            return uniformAffinities(*graph, options.k, UniformSymmetry::Max, context);
        },
        [](const auto& made) { return describe(*made, AffinityMethod::Uniform); });
}

void Pipeline::continueWith(const command::Continue& next, bool wasStopped, CommandQueue::Control control) {
    steering_.rebind(std::move(control));
    if (wasStopped)
        plan_.cut();
    publish(board_, number(), plan_, plan_.apply(next));
    optimizeAll();
}

void Pipeline::continueWith(const command::Reoptimize& again, CommandQueue::Control control) {
    steering_.rebind(std::move(control));
    steering_.apply(again);
    optimizeAll();
}

void Pipeline::change(const command::Change& change) {
    publish(board_, number(), plan_, plan_.apply(change));
}

void Pipeline::perturb(const command::Perturb& perturbation) {
    if (canContinue())
        optimization_->perturb(perturbation, plan_, reporter_, arena_);
    else
        reporter_.record(
            WarningRecord{"There is no map of all points to move about yet: start the run again."});
}

void Pipeline::refuse(const command::Continue& next) {
    publish(board_, number(), plan_, plan_.apply(next));
}

void Pipeline::refuse(const command::Reoptimize& again) {
    steering_.apply(again);
}

void Pipeline::warnOfEqualPoints() {
    constexpr Eigen::Index valuesBetweenCheckpoints = 1 << 20;
    const Matrix& features = chosen_.data->features;
    const Eigen::Index rows =
        std::max<Eigen::Index>(1, valuesBetweenCheckpoints / std::max<Eigen::Index>(1, features.cols()));
    RunContext context(arena_, steering_.stopToken());
    for (Eigen::Index begin = 1; begin < features.rows(); begin += rows) {
        context.checkpoint();
        const Eigen::Index end = std::min(begin + rows, features.rows());
        for (Eigen::Index row = begin; row < end; ++row)
            if (features.row(row) != features.row(0))
                return;
    }
    reporter_.record(WarningRecord{"All " + countText(chosen_.data->points(), "point") +
                                   " are the same: there is nothing to tell them apart by, and the map "
                                   "shows chance alone."});
}

Space Pipeline::spaceOfAll() {
    Space space = wholeSpace(chosen_, plan_.recipe());
    if (space.features)
        return space;
    const FeaturesKey bare = componentsKey(space.key);
    const auto cached = cache_.components(bare);
    const std::string detail = describeComponents(space);
    space.features = stage(
        stages::components,
        [&](RunContext& context) { return cached ? cached : makeComponents(space, context); },
        [&](const auto&) { return cached ? fromCache(detail) : detail; });
    cache_.keep(bare, space.features);
    return space;
}

Space Pipeline::sampleSpace(const Space& whole) {
    const Recipe recipe = plan_.recipe();
    Space sample{whole.key, nullptr, whole.chosen};
    sample.key.sampleSize = recipe.sampleSize;
    sample.key.sampleSeed = recipe.seed;
    sample.key.method = sampleNeighborMethod(recipe);
    sample.key.graph.clear();
    rows_ = std::make_shared<const std::vector<std::uint32_t>>(
        sampleRows(chosen_.data->points(), recipe.sampleSize, recipe.seed));
    RunContext context(arena_, steering_.stopToken());
    sample.features = std::make_shared<const Matrix>(takeRows(*whole.features, *rows_, context));
    return sample;
}

std::unique_ptr<Pipeline::NeighborsAhead> Pipeline::searchAhead(const Space& space,
                                                                const AffinityOptions& options) {
    if (space.key.method == NeighborMethod::Given || options.method == AffinityMethod::Given)
        return nullptr;
    const Search search = searchFor(space, plan_.recipe(), options);
    if (arena_.max_concurrency() == 1 || cache_.affinities(space.key, options) ||
        cache_.neighbors(space.key, search.options.k, search.thinning))
        return nullptr;
    return std::make_unique<NeighborsAhead>(
        arena_.max_concurrency(), steering_.gate(),
        [space, search](RunContext& context) { return makeNeighbors(space, search, context); });
}

std::shared_ptr<const NeighborGraph> Pipeline::neighborsOf(const Space& space, const AffinityOptions& options,
                                                           std::string_view name, NeighborsAhead* ahead) {
    const Search search = searchFor(space, plan_.recipe(), options);
    const auto cached = cache_.neighbors(space.key, search.options.k, search.thinning);
    auto graph = stage(
        name,
        [&](RunContext& context) {
            return cached ? cached : ahead ? ahead->take(context) : makeNeighbors(space, search, context);
        },
        [&](const auto& made) {
            const std::string detail = describe(*made, space.key);
            return cached  ? fromCache(detail)
                   : ahead ? (detail + ", ").append(aheadNote) + ", " + shortNumberText(ahead->seconds()) +
                                 " s in all"
                           : detail;
        });
    cache_.keep(space.key, graph);
    return graph;
}

void Pipeline::warnOfGivenNeighbors(const NeighborGraph& graph) {
    publish(board_, number(), plan_, plan_.lowerPerplexities(graph));
    const auto alone =
        static_cast<std::size_t>(std::count(graph.counts.begin(), graph.counts.end(), std::uint32_t{0}));
    if (alone > 0)
        reporter_.record(WarningRecord{countText(alone, "point") + (alone == 1 ? " has" : " have") +
                                       " no neighbours in " + plan_.recipe().neighborGraph +
                                       ": nothing but being another's neighbour holds such a point."});
}

std::shared_ptr<const Affinities> Pipeline::affinitiesOf(const Space& space, const AffinityOptions& asked,
                                                         const StageNames& names, NeighborsAhead* ahead) {
    if (asked.method == AffinityMethod::Given)
        return givenAffinitiesOf(space);
    AffinityOptions options = asked;
    auto affinities = cache_.affinities(space.key, options);
    std::shared_ptr<const NeighborGraph> graph;
    if (!affinities) {
        graph = neighborsOf(space, options, names.neighbors, ahead);
        if (space.key.method == NeighborMethod::Given) {
            warnOfGivenNeighbors(*graph);
            options = affinityOptions(plan_.recipe());
            affinities = cache_.affinities(space.key, options);
        }
    }
    const bool cached = affinities != nullptr;
    affinities = stage(
        names.affinities,
        [&](RunContext& context) { return cached ? affinities : makeAffinities(*graph, options, context); },
        [&](const auto& made) {
            const std::string detail = describe(*made, options.method);
            return cached ? fromCache(detail) : detail;
        });
    cache_.keep(space.key, options, affinities);
    return affinities;
}

// Not kept: the file may have been written anew by the next run.
std::shared_ptr<const Affinities> Pipeline::givenAffinitiesOf(const Space& space) {
    const std::string file = plan_.recipe().affinityFile;
    return stage(
        stages::affinities, [&](RunContext& context) { return readAffinities(space, file, context); },
        [&](const auto& made) { return describe(*made, AffinityMethod::Given); });
}

Positions Pipeline::pcaOrRandomStart(const Space& space, StartMethod method, const std::string& detail) {
    const std::uint64_t seed = plan_.recipe().seed;
    return stage(
        stages::initialization,
        [&](RunContext& context) {
            if (method == StartMethod::Random)
                return randomStart(static_cast<std::size_t>(space.features->rows()), seed, context);
            // Components of all points are sorted already: their first two are the start.
            if (space.key.components > 0 && space.key.sampleSize == 0)
                return pcaStart(*space.features, seed, context);
            const auto most =
                static_cast<std::size_t>(std::min(space.features->rows() - 1, space.features->cols()));
            return pcaStart(
                principalComponents(*space.features, std::min(startComponents, most), sharedSeed, context)
                    .scores,
                seed, context);
        },
        [&](const auto&) { return detail; });
}

Positions Pipeline::spectralStartOf(const Affinities& affinities) {
    return stage(
        stages::initialization,
        [&](RunContext& context) { return spectralStart(affinities, plan_.recipe().seed, context); },
        [](const auto&) { return std::string(nameOf(StartMethod::Spectral)); });
}

void Pipeline::requireGivenPositions() const {
    if (!given_)
        throw Error(
            "The recipe starts from given positions, but none are given: choose where they come from.");
    if (static_cast<std::size_t>(given_->rows()) != chosen_.data->points())
        throw Error("The given start has " + countText(static_cast<std::size_t>(given_->rows()), "position") +
                    " for " + countText(chosen_.data->points(), "point") + ": give one for each.");
    for (Eigen::Index row = 0; row < given_->rows(); ++row)
        if (!given_->row(row).allFinite())
            throw Error("The given start of point " + groupedText(static_cast<std::size_t>(row) + 1) +
                        " is not finite: give every point two finite coordinates.");
}

Positions Pipeline::givenStart() {
    const std::string origin = plan_.recipe().givenStart;
    return stage(
        stages::initialization,
        [&](RunContext&) {
            Positions start = *given_;
            prepareStart(start);
            return start;
        },
        [&](const auto&) { return origin.empty() ? "given" : "given: " + origin; });
}

void Pipeline::prepareStart(Positions& start) {
    const Recipe recipe = plan_.recipe();
    if (recipe.rescaleStart)
        rescale(start);
    RunContext context(arena_, steering_.stopToken());
    if (recipe.jitterStart)
        addJitter(start, jitterShare * deviationOf(start, 0), recipe.seed, context);
}

SampleKey Pipeline::sampleKey(const Space& sample) const {
    const Recipe recipe = plan_.recipe();
    return {sample.key, recipe.effectiveSamplePerplexity(), recipe.samplePhases,
            optimizerOptions(recipe, Phase{}), recipe.earlyStopping};
}

std::shared_ptr<const Positions> Pipeline::embeddedSample(const Space& sample,
                                                          const std::function<void()>& meanwhile) {
    const SampleKey asked = sampleKey(sample);
    if (auto cached = from_ ? nullptr : cache_.sampleEmbedding(asked)) {
        placementKey_ = asked;
        return stage(
            stages::sampleOptimization, [&](RunContext&) { return cached; },
            [&](const auto&) { return fromCache(countText(rows_->size(), "point")); });
    }
    const auto affinities = affinitiesOf(sample, sampleAffinityOptions(plan_.recipe()),
                                         {stages::sampleNeighbors, stages::sampleAffinities});
    const Positions start =
        from_ ? *from_->positions : pcaOrRandomStart(sample, StartMethod::Pca, "pca of the sample");
    Optimization optimization(affinities, start, {chosen_.inSource(rows_), true}, number(),
                              iterationsDone(true));
    optimization.publish(plan_, reporter_);
    meanwhile();
    optimize(stages::sampleOptimization, optimization);
    auto embedding = std::make_shared<const Positions>(optimization.positions());
    if (plan_.sampleRepeatable() && !from_) {
        // Phases that ended early would do so again.
        placementKey_ = plan_.sampleAsAsked() ? asked : sampleKey(sample);
        cache_.keepSampleEmbedding(*placementKey_, embedding);
    }
    return embedding;
}

std::shared_ptr<const Positions> Pipeline::placed(const Space& whole, const Positions& sampleEmbedding) {
    const PlacementOptions options = plan_.recipe().placement;
    const auto cached = placementKey_ ? cache_.placement(*placementKey_, options) : nullptr;
    const std::string detail =
        countText(rows_->size(), "sampled point") +
        (options.neighbors == 1 ? "" : ", medians of " + groupedText(options.neighbors));
    auto positions = stage(
        stages::placement,
        [&](RunContext& context) {
            return cached
                       ? cached
                       : std::make_shared<const Positions>(placeOnSample(
                             *whole.features, *rows_, sampleEmbedding, options, context, whole.key.metric));
        },
        [&](const auto&) { return cached ? fromCache(detail) : detail; });
    if (placementKey_)
        cache_.keepPlacement(*placementKey_, options, positions);
    return positions;
}

void Pipeline::publishStart(const Positions& positions) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->run = number();
    snapshot->points = chosen_.points;
    snapshot->positions = positions;
    reporter_.snapshot(std::move(snapshot));
}

void Pipeline::optimize(std::string_view name, Optimization& optimization, Optimization::Extent extent,
                        Reoptimization* reoptimization) {
    enter(name);
    const std::uint64_t before = optimization.iteration();
    optimization.run(plan_, steering_, reporter_, arena_, extent, reoptimization);
    reporter_.end(countText(optimization.iteration() - before, "iteration"));
}

void Pipeline::optimizeAll() {
    // However this ends, what is in the making ends with it.
    Reoptimization reoptimization(chosen_, {cache_, plan_, steering_, reporter_}, arena_.max_concurrency());
    optimize(stages::optimization, *optimization_, Optimization::Extent::AllPhases, &reoptimization);
}

} // namespace shoal
