// SPDX-License-Identifier: MIT
#include "embed_command.h"

#include "core/count_text.h"
#include "core/error.h"
#include "failure_sentence.h"
#include "input_reading.h"
#include "interruption.h"
#include "logged_run.h"
#include "output/map_description.h"
#include "output_writing.h"
#include "picture_application.h"
#include "progress_line.h"
#include "run_log.h"
#include "session/process_memory.h"
#include "session/session.h"
#include "session_file/data_search.h"
#include "start_reading.h"

#include <tbb/global_control.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace shoal::app {

namespace {

// Beside the session's stages.
constexpr const char* readStage = "read";
constexpr const char* writeStage = "write";
constexpr std::uint64_t timelineBytes = 64'000'000; // of a session's file
constexpr const char* programName = "Shoal " SHOAL_VERSION;

class EmbedCommand {
public:
    explicit EmbedCommand(const EmbedArguments& arguments)
        : arguments_(arguments)
        , progress_(arguments.quiet)
        , threads_(tbb::global_control::max_allowed_parallelism,
                   static_cast<std::size_t>(arguments.threads)) {}

    int run();

private:
    using Clock = std::chrono::steady_clock;

    void runStages();
    std::shared_ptr<const Dataset> read();
    std::shared_ptr<const Snapshot> embed(std::shared_ptr<const Dataset> data);
    void write(const std::shared_ptr<const Dataset>& data, const std::shared_ptr<const Snapshot>& embedding);
    void saveSession(const Dataset& data, const std::shared_ptr<const Snapshot>& embedding);
    /// Throws Error for the outputs' problems and the log's, unless there are none.
    void throwProblems(std::string problems) const;

    void enter(const char* stage, double fraction);
    void add(const Record& record);
    double secondsSince(Clock::time_point begun) const {
        return std::chrono::duration<double>(Clock::now() - begun).count();
    }

    const EmbedArguments& arguments_;
    const Clock::time_point begun_ = Clock::now();
    Interruption interruption_; // before whatever starts threads
    ProgressLine progress_;
    std::optional<RunLog> log_;
    std::shared_ptr<const Positions> start_; ///< a given one
    bool dataChanged_ = false;               ///< they are no longer those of the file
    std::optional<Recipe> recipe_;           ///< as it was carried out
    std::vector<Record> records_;            ///< of the run
    std::vector<Timeline::Entry> timeline_;  ///< of the run, for a session's file
    const tbb::global_control threads_;
};

int EmbedCommand::run() {
    requireWritable(arguments_.outputs);
    std::optional<PictureApplication> fonts;
    if (!arguments_.outputs.png.empty())
        fonts.emplace();
    log_.emplace(arguments_.outputs.log);
    return runLogged(*log_, progress_, interruption_, [this] { runStages(); });
}

void EmbedCommand::runStages() {
    const auto data = read();
    const auto embedding = embed(data);
    write(data, embedding);
}

void EmbedCommand::enter(const char* stage, double fraction) {
    Progress progress;
    progress.stage = stage;
    progress.fraction = fraction;
    progress_.show(progress);
}

void EmbedCommand::add(const Record& record) {
    progress_.add(record);
    log_->add(record);
}

std::shared_ptr<const Dataset> EmbedCommand::read() {
    const auto begun = Clock::now();
    enter(readStage, 0);
    tbb::task_arena arena(arguments_.threads);
    RunContext::Hooks hooks;
    hooks.progress = [this](double fraction) { enter(readStage, fraction); };
    RunContext context(arena, interruption_.token(), hooks);
    auto data =
        readInput(arguments_.input, arguments_.matrix, arguments_.labels, arguments_.intensities, context);
    if (arguments_.recipe.start == StartMethod::Given) {
        GivenStart given = readStart(arguments_.recipe.givenStart, data, context);
        dataChanged_ = given.data != data;
        data = std::move(given.data);
        start_ = std::make_shared<const Positions>(std::move(given.positions));
    }
    add(StageRecord{readStage, secondsSince(begun), peakMemoryBytes(),
                    describeInput(*data, labelsOf(*data, arguments_.labels))});
    return data;
}

std::shared_ptr<const Snapshot> EmbedCommand::embed(std::shared_ptr<const Dataset> data) {
    std::mutex mutex;
    std::condition_variable arrived;
    bool news = false; // guarded by mutex
    SessionOptions options;
    options.threads = arguments_.threads;
    if (!arguments_.outputs.session.empty())
        options.timelineBytes = timelineBytes;
    options.notify = [&] {
        {
            const std::lock_guard lock(mutex);
            news = true;
        }
        arrived.notify_one();
    };
    Session session(std::move(options));
    session.send(command::Start{std::move(data), arguments_.recipe, start_});
    const std::stop_callback stop(interruption_.token(), [&] { session.send(command::Stop{}); });
    for (std::size_t seen = 0;;) {
        {
            std::unique_lock lock(mutex);
            arrived.wait(lock, [&] { return news; });
            news = false;
        }
        // Once there is an outcome, all that came before it can be read.
        const auto outcome = session.outcome();
        progress_.show(session.progress());
        for (const Record& record : session.recordsFrom(seen)) {
            add(record);
            records_.push_back(record);
            ++seen;
        }
        if (!outcome)
            continue;
        if (std::holds_alternative<StoppedByUser>(*outcome))
            throw Stopped{};
        if (const auto* failed = std::get_if<Failed>(&*outcome))
            throw Error(failed->message);
        recipe_ = session.recipe();
        if (const auto timeline = session.timeline())
            timeline_ = timeline->entries();
        return session.snapshot();
    }
}

void EmbedCommand::write(const std::shared_ptr<const Dataset>& data,
                         const std::shared_ptr<const Snapshot>& embedding) {
    const auto begun = Clock::now();
    const MapOrigin origin{programName, *data, &*recipe_, embedding->iteration, embedding->klDivergence};
    CsvOptions options{labelsOf(*data, arguments_.labels), {}};
    if (arguments_.outputs.settings)
        options.header = settingsLines(origin);
    const std::string description = toJson(origin);
    auto writers = writersOf(arguments_.outputs, *data, embedding->positions, options, description);
    if (!arguments_.outputs.session.empty())
        writers.push_back({arguments_.outputs.session, [&] { saveSession(*data, embedding); }});
    const auto [written, failure] = writeAll(writers, [&](std::size_t index, std::size_t count) {
        interruption_.check();
        enter(writeStage, static_cast<double>(index) / static_cast<double>(count));
    });
    add(StageRecord{writeStage, secondsSince(begun), peakMemoryBytes(), written});
    throwProblems(failure);
    std::string summary =
        "Embedded " + countText(data->points(), "point") + " in " + durationText(secondsSince(begun_));
    if (embedding->klDivergence)
        summary += ", KL " + fixedText(*embedding->klDivergence, 4);
    progress_.say(summary + (written.empty() ? "." : ": " + written + "."));
}

void EmbedCommand::saveSession(const Dataset& data, const std::shared_ptr<const Snapshot>& embedding) {
    tbb::task_arena arena(arguments_.threads);
    RunContext context(arena, interruption_.token());
    SavedSession session;
    session.program = programName;
    std::vector<std::string> labels;
    if (!arguments_.labels.empty())
        labels.push_back(arguments_.labels);
    session.reference = referenceTo(data, std::move(labels), context);
    // Points that start from two columns of their file are embedded without these.
    session.holdsData = arguments_.outputs.copyData || dataChanged_;
    session.runs.push_back({"Run 1", "", *recipe_, true, nullptr, records_, embedding, timeline_});
    if (const Column* column = labelsOf(data, arguments_.labels))
        session.coloring = {SavedColoring::Kind::Column, column->name, {}, {}};
    writeSession(arguments_.outputs.session, session, data, context);
}

void EmbedCommand::throwProblems(std::string problems) const {
    try {
        log_->check();
    } catch (const Error& error) {
        problems += (problems.empty() ? "" : " ") + failureSentence(error);
    }
    if (!problems.empty())
        throw Error(problems);
}

} // namespace

int runEmbed(const EmbedArguments& arguments) {
    return EmbedCommand(arguments).run();
}

} // namespace shoal::app
