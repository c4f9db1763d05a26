// SPDX-License-Identifier: MIT
#include "transform_command.h"

#include "core/count_text.h"
#include "core/error.h"
#include "data/feature_matching.h"
#include "finished_map.h"
#include "initialization/placement.h"
#include "initialization/principal_components.h"
#include "input_reading.h"
#include "interruption.h"
#include "logged_run.h"
#include "output_writing.h"
#include "picture_application.h"
#include "progress_line.h"
#include "recipe/number_text.h"
#include "run_log.h"
#include "session/process_memory.h"
#include "session_file/session_file.h"
#include "tsne/partial_embedding.h"

#include <tbb/global_control.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace shoal::app {

namespace {

class TransformCommand {
public:
    explicit TransformCommand(const TransformArguments& arguments)
        : arguments_(arguments)
        , progress_(arguments.quiet)
        , threads_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(arguments.threads))
        , arena_(arguments.threads) {}

    int run();

private:
    using Clock = std::chrono::steady_clock;
    struct Moved {
        Positions positions;
        std::size_t iterations = 0;
        double klDivergence = 0;
    };

    void runStages();
    std::shared_ptr<const Dataset> readNewPoints(const FinishedMap& map);
    ReferenceNeighbors neighborsOf(const Dataset& added, const FinishedMap& reference);
    Moved move(const FinishedMap& reference, const ReferenceNeighbors& neighbors);
    void write(const Dataset& added, const FinishedMap& reference, const Moved& moved);

    /// Returns what `work(context)` returns, and tells of it with `describe(result)`.
    template <class Work, class Describe>
    auto runStage(const char* name, const Work& work, const Describe& describe);
    void show(const char* name, double fraction);
    void add(const Record& record) {
        progress_.add(record);
        log_->add(record);
    }

    const TransformArguments& arguments_;
    const Clock::time_point begun_ = Clock::now();
    Interruption interruption_; // before whatever starts threads
    ProgressLine progress_;
    std::optional<RunLog> log_;
    const tbb::global_control threads_;
    tbb::task_arena arena_;
};

int TransformCommand::run() {
    requireWritable(arguments_.outputs);
    std::optional<PictureApplication> fonts;
    if (!arguments_.outputs.png.empty())
        fonts.emplace();
    log_.emplace(arguments_.outputs.log);
    return runLogged(*log_, progress_, interruption_, [this] {
        runStages();
        log_->check();
    });
}

void TransformCommand::show(const char* name, double fraction) {
    Progress progress;
    progress.stage = name;
    progress.fraction = fraction;
    progress_.show(progress);
}

template <class Work, class Describe>
auto TransformCommand::runStage(const char* name, const Work& work, const Describe& describe) {
    const auto begun = Clock::now();
    RunContext::Hooks hooks;
    hooks.progress = [this, name](double fraction) { show(name, fraction); };
    RunContext context(arena_, interruption_.token(), hooks);
    context.progress(0);
    auto result = work(context);
    add(StageRecord{name, std::chrono::duration<double>(Clock::now() - begun).count(), peakMemoryBytes(),
                    describe(result)});
    return result;
}

void TransformCommand::runStages() {
    const FinishedMap reference = runStage(
        "read the map",
        [&](RunContext& context) { return readFinishedMap(arguments_.map, arguments_.data, context); },
        [](const FinishedMap& map) { return describeInput(*map.data, nullptr); });
    const auto added = readNewPoints(reference);
    const ReferenceNeighbors neighbors = neighborsOf(*added, reference);
    write(*added, reference, move(reference, neighbors));
}

std::shared_ptr<const Dataset> TransformCommand::readNewPoints(const FinishedMap& map) {
    return runStage(
        "read",
        [&](RunContext& context) {
            std::string matrix = arguments_.matrix;
            // The map's matrix, where the new file has one of that name as well.
            if (matrix.empty() && !map.matrix.empty() && !isSessionFile(arguments_.newData))
                for (const auto& there : summarizeDataset(arguments_.newData, {}, context).matrices)
                    if (there.name == map.matrix)
                        matrix = there.name;
            return readInput(arguments_.newData, matrix, arguments_.labels, map.data->intensities, context);
        },
        [&](const auto& read) { return describeInput(*read, labelsOf(*read, arguments_.labels)); });
}

ReferenceNeighbors TransformCommand::neighborsOf(const Dataset& added, const FinishedMap& reference) {
    Matrix features = matchFeatures(added, *reference.data);
    Matrix components;
    if (reference.components > 0) {
        runStage(
            "components",
            [&](RunContext& context) {
                // The session's seed for components: the axes are those that the map was made with.
                const PrincipalComponents made = principalComponents(
                    reference.data->features, reference.components, sharedComponentsSeed, context);
                features = project(made, features, context);
                components = made.scores;
                return 0;
            },
            [&](int) {
                return groupedText(reference.components) + " of " +
                       countText(reference.data->dimensions(), "dimension");
            });
    }
    const Matrix& references = reference.components > 0 ? components : *reference.data->features;
    const std::size_t k = std::max(arguments_.neighbors, static_cast<std::size_t>(3 * arguments_.perplexity));
    return runStage(
        "neighbors",
        [&](RunContext& context) {
            return findReferenceNeighbors(features, references, k, context, reference.metric);
        },
        [](const auto& found) { return "k = " + groupedText(found.k) + ", exact"; });
}

TransformCommand::Moved TransformCommand::move(const FinishedMap& reference,
                                               const ReferenceNeighbors& neighbors) {
    constexpr std::size_t logInterval = 50;
    const ReferenceAffinities affinities = runStage(
        "affinities",
        [&](RunContext& context) { return referenceAffinities(neighbors, arguments_.perplexity, context); },
        [](const auto& made) { return "perplexity " + shortNumberText(made.perplexity); });
    const Positions start = runStage(
        "placement",
        [&](RunContext& context) {
            return placeAtMedian(nearestOf(neighbors, arguments_.neighbors), reference.positions,
                                 PlacementWeights::Uniform, context);
        },
        [&](const auto&) {
            return "medians of " + groupedText(std::min(neighbors.k, arguments_.neighbors));
        });
    return runStage(
        "optimization",
        [&](RunContext& context) {
            const auto begun = Clock::now();
            PartialEmbedding embedding(reference.positions, affinities, start, context, reference.dof);
            std::size_t total = 0;
            for (const Phase& phase : arguments_.phases)
                total += phase.iterations;
            Moved moved;
            for (const Phase& phase : arguments_.phases) {
                PartialOptions options;
                options.exaggeration = phase.exaggeration;
                options.learningRate = arguments_.learningRate;
                for (std::size_t done = 0; done < phase.iterations;) {
                    const std::size_t steps =
                        std::min(phase.iterations - done, logInterval - moved.iterations % logInterval);
                    for (std::size_t step = 1; step <= steps; ++step) {
                        const auto report = embedding.advance(options, 1, step == steps, context);
                        ++moved.iterations;
                        context.progress(static_cast<double>(moved.iterations) / static_cast<double>(total));
                        moved.klDivergence = report.klDivergence.value_or(moved.klDivergence);
                    }
                    done += steps;
                    if (moved.iterations % logInterval == 0)
                        add(KlRecord{"optimization", moved.iterations, phase.exaggeration, moved.klDivergence,
                                     std::chrono::duration<double>(Clock::now() - begun).count(),
                                     peakMemoryBytes()});
                }
            }
            moved.positions = embedding.positions();
            return moved;
        },
        [](const auto& moved) { return countText(moved.iterations, "iteration"); });
}

void TransformCommand::write(const Dataset& added, const FinishedMap& reference, const Moved& moved) {
    const auto begun = Clock::now();
    CsvOptions options;
    options.labels = labelsOf(added, arguments_.labels);
    if (arguments_.outputs.settings)
        options.header = {{"program", "Shoal " SHOAL_VERSION},
                          {"data", added.name},
                          {"into the map", arguments_.map.filename().string()},
                          {"of the data", reference.data->name},
                          {"perplexity", shortNumberText(arguments_.perplexity)},
                          {"placed on nearest", std::to_string(arguments_.neighbors)},
                          {"phases", formatPhases(arguments_.phases)},
                          {"learning rate", shortNumberText(arguments_.learningRate)},
                          {"KL divergence", shortNumberText(moved.klDivergence)}};
    const auto [written, failure] =
        writeAll(writersOf(arguments_.outputs, added, moved.positions, options, {}),
                 [&](std::size_t index, std::size_t count) {
                     interruption_.check();
                     show("write", static_cast<double>(index) / static_cast<double>(count));
                 });
    add(StageRecord{"write", std::chrono::duration<double>(Clock::now() - begun).count(), peakMemoryBytes(),
                    written});
    if (!failure.empty())
        throw Error(failure);
    progress_.say("Placed " + countText(added.points(), "point") + " among " +
                  groupedText(reference.data->points()) + " in " +
                  durationText(std::chrono::duration<double>(Clock::now() - begun_).count()) +
                  (written.empty() ? "." : ": " + written + "."));
}

} // namespace

int runTransform(const TransformArguments& arguments) {
    return TransformCommand(arguments).run();
}

} // namespace shoal::app
