// SPDX-License-Identifier: MIT
#include "score_command.h"

#include "core/error.h"
#include "input_reading.h"
#include "interruption.h"
#include "progress_line.h"
#include "score_embedding.h"
#include "score_report.h"
#include "session/process_memory.h"
#include "standard_output.h"

#include <tbb/global_control.h>

#include <chrono>
#include <optional>

namespace shoal::app {

namespace {

class ScoreCommand {
public:
    explicit ScoreCommand(const ScoreArguments& arguments)
        : arguments_(arguments)
        , progress_(std::in_place, arguments.quiet)
        , threads_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(arguments.threads))
        , arena_(arguments.threads) {}

    int run() {
        try {
            const std::string text = answer();
            progress_.reset(); // its line must not stand before the answer
            printAnswer(text);
        } catch (const Stopped&) {
            progress_->say("Interrupted.");
            return interruption_.exitCode();
        }
        return 0;
    }

private:
    std::string answer();
    /// Returns what `work(context)` returns, and tells of it with `describe(result)`.
    template <class Work, class Describe>
    auto runStage(const char* name, const Work& work, const Describe& describe);

    const ScoreArguments& arguments_;
    Interruption interruption_; // before whatever starts threads
    std::optional<ProgressLine> progress_;
    const tbb::global_control threads_;
    tbb::task_arena arena_;
};

template <class Work, class Describe>
auto ScoreCommand::runStage(const char* name, const Work& work, const Describe& describe) {
    const auto begun = std::chrono::steady_clock::now();
    RunContext::Hooks hooks;
    hooks.progress = [this, name](double fraction) {
        Progress progress;
        progress.stage = name;
        progress.fraction = fraction;
        progress_->show(progress);
    };
    RunContext context(arena_, interruption_.token(), hooks);
    context.progress(0);
    auto result = work(context);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
    progress_->add(StageRecord{name, seconds.count(), peakMemoryBytes(), describe(result)});
    return result;
}

std::string ScoreCommand::answer() {
    const auto data = runStage(
        "read",
        [&](RunContext& context) {
            return readInput(arguments_.data, arguments_.matrix, arguments_.labels, arguments_.intensities,
                             context);
        },
        [&](const auto& read) { return describeInput(*read, labelsOf(*read, arguments_.labels)); });
    const Column* classes = labelsOf(*data, arguments_.labels);
    const auto nothing = [](const auto&) { return std::string(); };
    const Matrix embedding = runStage(
        "read the embedding",
        [&](RunContext& context) { return readEmbedding(arguments_.embedding, *data, context); }, nothing);
    const Quality quality = runStage(
        "measure",
        [&](RunContext& context) {
            return measureQuality(data->features, embedding, classes ? classes->categorical() : nullptr,
                                  {.seed = arguments_.seed}, context);
        },
        nothing);
    const ScoreReport report{*data, classes, quality, arguments_.seed};
    return arguments_.json ? report.json() : report.table();
}

} // namespace

int runScore(const ScoreArguments& arguments) {
    return ScoreCommand(arguments).run();
}

} // namespace shoal::app
