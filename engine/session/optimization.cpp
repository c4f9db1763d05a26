// SPDX-License-Identifier: MIT
#include "session/optimization.h"

#include "core/error.h"
#include "core/random.h"
#include "initialization/start_positions.h"
#include "recipe/number_text.h"
#include "session/process_memory.h"
#include "session/reoptimization.h"

#include <algorithm>
#include <cmath>
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

Optimization::Optimization(std::shared_ptr<const Affinities> affinities, const Positions& start,
                           Subject subject, std::uint64_t run, std::uint64_t iteration)
    : affinities_(std::move(affinities))
    , state_(*affinities_, start, iteration)
    , subject_(std::move(subject))
    , run_(run)
    , divergenceWatch_(iteration) {}

void Optimization::replace(std::shared_ptr<const Affinities> affinities) {
    state_.renumber(*affinities);
    affinities_ = std::move(affinities);
    klDivergence_.reset();
    earlyStopping_.forget();
}

void Optimization::refine(std::shared_ptr<const Affinities> affinities) {
    replace(std::move(affinities));
    secondsBefore_ = 0;
}

void Optimization::perturb(const command::Perturb& wish, RunPlan& plan, Reporter& reporter,
                           tbb::task_arena& arena) {
    if (const auto refusal = refusalOf(wish))
        return reporter.record(*refusal);
    RunContext context(arena);
    Positions positions = state_.positions();
    const double spread = std::hypot(deviationOf(positions, 0), deviationOf(positions, 1)) / std::sqrt(2.0);
    const std::uint64_t seed = RandomStream(plan.recipe().seed, ++perturbations_).next();
    Positions moved = positions;
    addJitter(moved, wish.amount * spread, seed, context);
    if (wish.points) {
        // Of a map of some points, which row a point is.
        for (const std::uint32_t point : *wish.points) {
            std::size_t row = point;
            if (subject_.points) {
                const auto found = std::lower_bound(subject_.points->begin(), subject_.points->end(), point);
                row = found != subject_.points->end() && *found == point
                          ? static_cast<std::size_t>(found - subject_.points->begin())
                          : state_.points();
            }
            if (row < state_.points())
                positions.row(static_cast<Eigen::Index>(row)) = moved.row(static_cast<Eigen::Index>(row));
        }
    } else {
        positions = std::move(moved);
    }
    state_.setPositions(positions);
    klDivergence_.reset();
    earlyStopping_.forget();
    publishedIteration_.reset();
    keptIteration_.reset();
    publish(plan, reporter);
    const std::size_t count = wish.points ? wish.points->size() : state_.points();
    reporter.publish(plan, plan.perturbed(wish.amount, count, !wish.points));
}

void Optimization::run(RunPlan& plan, Steering& steering, Reporter& reporter, tbb::task_arena& arena,
                       Extent extent, Reoptimization* reoptimization) {
    // However it ends, the last whole step that was sound is what people are left with.
    if (!sound_)
        sound_ = snapshotNow(plan);
    try {
        loop(plan, steering, reporter, arena, extent, reoptimization);
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
                        Extent extent, Reoptimization* reoptimization) {
    tellProgress(plan.phases(), reporter, true);
    for (;;) {
        const std::stop_token chunk = steering.obey();
        for (const command::Perturb& wish : steering.takePerturbations())
            perturb(wish, plan, reporter, arena);
        PhasePlan& phases = plan.phases();
        keep(plan, reporter.timeline());
        const bool nothingLeft = phases.done() || (extent == Extent::FirstPhase && phases.phaseOfNext() > 0);
        const bool otherAffinities = reoptimization && reoptimization->wanted();
        if (nothingLeft && !otherAffinities) {
            tellProgress(phases, reporter, true); // a change may have ended it here
            return;
        }
        if (steering.paused()) {
            publish(plan, reporter);
            tellProgress(phases, reporter, true);
            steering.rest();
            continue;
        }
        if (otherAffinities) {
            if (auto affinities = reoptimization->take()) {
                replace(std::move(affinities));
                continue;
            }
            if (nothingLeft || reoptimization->pointsRest()) {
                publish(plan, reporter);
                tellProgress(phases, reporter, false);
                reoptimization->waitAWhile();
                continue;
            }
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
        if (!subject_.sample)
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
    snapshot->sample = subject_.sample;
    snapshot->points = subject_.points;
    snapshot->positions = state_.positions();
    snapshot->phase = phases.phaseOfLast();
    snapshot->exaggeration = snapshot->iteration > 0 ? phases.phases()[snapshot->phase].exaggeration : 0;
    snapshot->klDivergence = klDivergence_;
    return snapshot;
}

} // namespace shoal
