// SPDX-License-Identifier: MIT
#include "session/optimization.h"

#include "core/error.h"
#include "session/process_memory.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t klInterval = 50;
constexpr std::chrono::milliseconds publishingInterval{33};

} // namespace

Optimization::Optimization(std::shared_ptr<const Affinities> affinities, const Positions& start, Rows rows,
                           std::uint64_t run)
    : affinities_(std::move(affinities))
    , state_(*affinities_, start)
    , rows_(std::move(rows))
    , run_(run) {}

void Optimization::run(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena) {
    // However it ends, the last whole step is what people are left with.
    try {
        loop(plan, steering, reporter, arena);
    } catch (...) {
        plan.phases().advanceTo(state_.iteration());
        secondsBefore_ += reporter.seconds();
        publish(plan, reporter);
        throw;
    }
    secondsBefore_ += reporter.seconds();
    publish(plan, reporter);
}

void Optimization::loop(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena) {
    tellProgress(plan.phases(), reporter, true);
    for (;;) {
        const std::stop_token chunk = steering.obey();
        PhasePlan& phases = plan.phases();
        if (phases.done()) {
            tellProgress(phases, reporter, true); // a change may have ended it here
            return;
        }
        if (steering.paused()) {
            publish(plan, reporter);
            tellProgress(phases, reporter, true);
            steering.rest();
            continue;
        }
        const std::uint64_t before = state_.iteration();
        const std::uint64_t end = chunkEnd(phases, steering);
        const bool reportKl = end % klInterval == 0 || end == phases.total();
        const Recipe recipe = plan.recipe();
        OptimizerOptions options;
        options.exaggeration = phases.phases()[phases.phaseOfNext()].exaggeration;
        options.learningRate = recipe.learningRate;
        options.momentum = recipe.momentum;

        RunContext context(arena, chunk);
        const auto begun = Clock::now();
        bool whole = true;
        try {
            const StepReport report = advance(state_, *affinities_, options, end - before, reportKl, context);
            if (report.klDivergence)
                klDivergence_ = report.klDivergence;
        } catch (const Stopped&) {
            whole = false; // paused or stopped, as obey() will tell
        }
        const std::uint64_t now = state_.iteration();
        phases.advanceTo(now);
        steering.stepped(now - before);
        if (whole)
            chunking_.measured(now - before, std::chrono::duration<double>(Clock::now() - begun).count());
        if (whole && reportKl)
            reporter.record(KlRecord{reporter.stage(), now, options.exaggeration, klDivergence_.value_or(0),
                                     secondsBefore_ + reporter.seconds(), peakMemoryBytes()});
        const bool phaseEnded = whole && now > before && phases.phaseOfLast() != phases.phaseOfNext();
        if (phaseEnded || publishingIsDue())
            publish(plan, reporter);
        tellProgress(phases, reporter, phases.done());
    }
}

std::uint64_t Optimization::chunkEnd(const PhasePlan& phases, const Steering& steering) const {
    const std::uint64_t iteration = state_.iteration();
    const std::uint64_t length = std::min(chunking_.next(), steering.allowedIterations());
    const std::uint64_t nextKl = (iteration / klInterval + 1) * klInterval;
    return std::min({iteration + std::min(length, klInterval), phases.phaseEnd(), nextKl});
}

void Optimization::tellProgress(const PhasePlan& phases, Reporter& reporter, bool now) {
    Progress progress;
    progress.iteration = phases.iteration();
    progress.totalIterations = phases.total();
    progress.fraction =
        static_cast<double>(progress.iteration) / static_cast<double>(progress.totalIterations);
    if (const double each = chunking_.secondsPerIteration(); each > 0) {
        progress.itemsPerSecond = 1 / each;
        // How long the stages after a sample's will take is not known before they have begun.
        if (!rows_)
            progress.secondsLeft = static_cast<double>(progress.totalIterations - progress.iteration) * each;
    }
    reporter.progress(std::move(progress), now);
}

bool Optimization::publishingIsDue() const {
    return Clock::now() - publishedAt_ >= publishingInterval;
}

void Optimization::publish(const RunPlan& plan, Reporter& reporter) {
    if (publishedIteration_ == state_.iteration())
        return;
    const PhasePlan& phases = plan.phases();
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->run = run_;
    snapshot->iteration = state_.iteration();
    snapshot->sample = rows_ != nullptr;
    snapshot->points = rows_;
    snapshot->positions = state_.positions();
    snapshot->phase = phases.phaseOfLast();
    snapshot->exaggeration = snapshot->iteration > 0 ? phases.phases()[snapshot->phase].exaggeration : 0;
    snapshot->klDivergence = klDivergence_;
    publishedIteration_ = snapshot->iteration;
    publishedAt_ = Clock::now();
    reporter.snapshot(std::move(snapshot));
}

} // namespace shoal
