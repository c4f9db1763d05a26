// SPDX-License-Identifier: MIT
#include "session/optimization.h"

#include "core/error.h"
#include "recipe/number_text.h"
#include "session/process_memory.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t klInterval = 50;
constexpr std::chrono::milliseconds publishingInterval{33};

} // namespace

OptimizerOptions optimizerOptions(const Recipe& recipe, const Phase& phase) {
    OptimizerOptions options;
    options.exaggeration = phase.exaggeration;
    options.learningRate = recipe.learningRate;
    options.momentum = phase.momentum.value_or(recipe.momentum);
    options.maxStepNorm = recipe.maxStepNorm;
    options.maxGradientNorm = recipe.maxGradientNorm;
    options.dof = recipe.dof;
    options.theta = recipe.theta;
    options.repulsion = recipe.repulsion;
    return options;
}

Optimization::Optimization(std::shared_ptr<const Affinities> affinities, const Positions& start, Rows rows,
                           std::uint64_t run, std::uint64_t iteration)
    : affinities_(std::move(affinities))
    , state_(*affinities_, start, iteration)
    , rows_(std::move(rows))
    , run_(run)
    , divergenceWatch_(iteration) {}

void Optimization::refine(std::shared_ptr<const Affinities> affinities) {
    state_.renumber(*affinities);
    affinities_ = std::move(affinities);
    klDivergence_.reset();
    secondsBefore_ = 0;
}

void Optimization::run(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena,
                       Extent extent) {
    // However it ends, the last whole step that was sound is what people are left with.
    if (!sound_)
        sound_ = snapshotNow(plan);
    try {
        loop(plan, steering, reporter, arena, extent);
    } catch (...) {
        plan.phases().advanceTo(state_.iteration());
        secondsBefore_ += reporter.seconds();
        if (diverged_)
            reporter.snapshot(sound_);
        else
            publish(plan, reporter);
        throw;
    }
    secondsBefore_ += reporter.seconds();
    publish(plan, reporter);
}

void Optimization::loop(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena,
                        Extent extent) {
    tellProgress(plan.phases(), reporter, true);
    for (;;) {
        const std::stop_token chunk = steering.obey();
        PhasePlan& phases = plan.phases();
        keep(plan, reporter.timeline());
        if (phases.done() || (extent == Extent::FirstPhase && phases.phaseOfNext() > 0)) {
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
        const Recipe recipe = plan.recipe();
        const OptimizerOptions options = optimizerOptions(recipe, phases.phases()[phases.phaseOfNext()]);
        const std::uint64_t end = chunkEnd(phases, steering, recipe.earlyStopping, reporter.timeline());
        const bool looksForEnd = recipe.earlyStopping && end % EarlyStopping::interval == 0;
        const bool reportKl = looksForEnd || end % klInterval == 0 || end == phases.total();

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
        const std::vector<Record> ended = whole && looksForEnd ? stopEarly(plan) : std::vector<Record>{};
        if (whole && reportKl && (now % klInterval == 0 || phases.done())) {
            reporter.record(KlRecord{reporter.stage(), now, options.exaggeration, klDivergence_.value_or(0),
                                     secondsBefore_ + reporter.seconds(), peakMemoryBytes()});
            requireSound(plan, options);
        }
        steering.publish(ended);
        const bool phaseEnded = whole && now > before && phases.phaseOfLast() != phases.phaseOfNext();
        if (phaseEnded || publishingIsDue())
            publish(plan, reporter);
        tellProgress(phases, reporter, phases.done());
    }
}

std::vector<Record> Optimization::stopEarly(RunPlan& plan) {
    switch (earlyStopping_.look(plan.phases(), klDivergence_.value_or(0))) {
    case EarlyStopping::Verdict::FallPeaked:
        return plan.endPhase("the relative fall of KL is past its peak");
    case EarlyStopping::Verdict::Settled:
        return plan.endPhase("KL falls by less than a 5,000th an iteration");
    case EarlyStopping::Verdict::GoOn:
        break;
    }
    return {};
}

void Optimization::requireSound(const RunPlan& plan, const OptimizerOptions& options) {
    switch (divergenceWatch_.look(
        state_, {options, klDivergence_.value_or(0), plan.phases().lowerExaggerationFollows()})) {
    case DivergenceWatch::Verdict::Sound:
        sound_ = snapshotNow(plan);
        return;
    case DivergenceWatch::Verdict::Doubtful:
        return;
    case DivergenceWatch::Verdict::Diverging:
        break;
    }
    diverged_ = true;
    throw Error("The embedding diverged by iteration " + std::to_string(state_.iteration()) +
                ": use a smaller learning rate than " +
                shortNumberText(options.effectiveLearningRate(state_.points())) + "; the map of iteration " +
                std::to_string(sound_->iteration) + " is kept.");
}

std::uint64_t Optimization::chunkEnd(const PhasePlan& phases, const Steering& steering, bool earlyStopping,
                                     const Timeline* timeline) const {
    const std::uint64_t iteration = state_.iteration();
    const std::uint64_t length = std::min(chunking_.next(), steering.allowedIterations());
    const std::uint64_t interval = earlyStopping ? EarlyStopping::interval : klInterval;
    const std::uint64_t nextKl = (iteration / interval + 1) * interval;
    const std::uint64_t end = std::min({iteration + std::min(length, klInterval), phases.phaseEnd(), nextKl});
    if (!timeline)
        return end;
    const std::uint64_t keeping = timeline->interval();
    return std::min(end, (iteration / keeping + 1) * keeping);
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

void Optimization::keep(const RunPlan& plan, Timeline* timeline) {
    const std::uint64_t iteration = state_.iteration();
    if (!timeline || keptIteration_ == iteration)
        return;
    const PhasePlan& phases = plan.phases();
    const bool phaseEnds = phases.done() || phases.phaseOfLast() != phases.phaseOfNext();
    if (!phaseEnds && keptIteration_ && !timeline->wants(iteration))
        return;
    timeline->append(*snapshotNow(plan), phaseEnds || !keptIteration_);
    keptIteration_ = iteration;
}

bool Optimization::publishingIsDue() const {
    return Clock::now() - publishedAt_ >= publishingInterval;
}

void Optimization::publish(const RunPlan& plan, Reporter& reporter) {
    if (publishedIteration_ == state_.iteration())
        return;
    publishedIteration_ = state_.iteration();
    publishedAt_ = Clock::now();
    reporter.snapshot(snapshotNow(plan));
}

std::shared_ptr<const Snapshot> Optimization::snapshotNow(const RunPlan& plan) const {
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
    return snapshot;
}

} // namespace shoal
