// SPDX-License-Identifier: MIT
#include "window/live_controller.h"

#include "panels/recipe_panel.h"
#include "panels/run_controls.h"
#include "session/stages.h"
#include "window/actions.h"
#include "window/canvas_area.h"
#include "window/document.h"
#include "window/run_controller.h"
#include "window/side_panels.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace shoal::ui {

LiveController::LiveController(const Parts& parts, QObject* parent)
    : QObject(parent)
    , run_(parts.run)
    , document_(parts.document)
    , panel_(parts.panel)
    , canvas_(parts.canvas)
    , shown_(parts.panel.recipe->recipe()) {
    connect(panel_.recipe, &RecipePanel::edited, this, &LiveController::edited);
    connect(panel_.controls, &RunControls::applyRequested, this, &LiveController::apply);
    connect(parts.actions.perturb, &QAction::triggered, &run_, &RunController::perturb);
    connect(canvas_.chips(), &StageChips::lengthenRequested, this, &LiveController::lengthen);
    connect(canvas_.chips(), &StageChips::skipRequested, this, &LiveController::skip);
    connect(&document_, &Document::loaded, this, [this] {
        stages_.clear();
        times_.setData(document_.data());
        edited();
    });
    // The probe comes after the first picture, which people are waiting for.
    connect(&document_, &Document::pictureFound, this,
            [this] { times_.setRecipe(panel_.recipe->recipe(), !run_.active()); });
    connect(&run_, &RunController::started, this, [this] {
        times_.cancelProbe();
        asked_ = run_.asked();
        stages_.clear();
        showWaiting();
    });
    connect(&run_, &RunController::changed, this, &LiveController::inForceChanged);
    connect(&run_, &RunController::recorded, this, [this](const std::vector<Record>& records) {
        for (const Record& record : records)
            if (const auto* stage = std::get_if<StageRecord>(&record))
                stages_.push_back(*stage);
    });
    connect(&run_, &RunController::progressed, this, [this](const Progress& progress) {
        panel_.controls->setApplying(progress.besideStage == stages::reoptimization
                                         ? std::optional(progress.besideFraction)
                                         : std::nullopt);
    });
    connect(&run_, &RunController::stateChanged, this, [this](SessionState state) {
        if (state == SessionState::Finished)
            learn();
        showWaiting();
        showEstimate();
    });
    connect(&times_, &TimeKeeper::changed, this, &LiveController::showEstimate);
}

void LiveController::edited() {
    const Recipe& wanted = panel_.recipe->recipe();
    if (run_.active() && panel_.recipe->valid()) {
        command::Change change;
        bool any = false;
        const auto take = [&](const auto& now, const auto& before, auto& member, auto value) {
            if (now == before)
                return;
            member = value;
            any = true;
        };
        take(wanted.phases, shown_.phases, change.phases, wanted.phases);
        take(wanted.samplePhases, shown_.samplePhases, change.samplePhases, wanted.samplePhases);
        take(wanted.learningRate, shown_.learningRate, change.learningRate, wanted.learningRate.value_or(0));
        take(wanted.momentum, shown_.momentum, change.momentum, wanted.momentum);
        take(wanted.maxStepNorm, shown_.maxStepNorm, change.maxStepNorm, wanted.maxStepNorm);
        take(wanted.maxGradientNorm, shown_.maxGradientNorm, change.maxGradientNorm,
             wanted.maxGradientNorm.value_or(0));
        take(wanted.dof, shown_.dof, change.dof, wanted.dof);
        take(wanted.repulsion, shown_.repulsion, change.repulsion, wanted.repulsion);
        take(wanted.theta, shown_.theta, change.theta, wanted.theta);
        take(wanted.earlyStopping, shown_.earlyStopping, change.earlyStopping, wanted.earlyStopping);
        if (any)
            run_.change(std::move(change));
    }
    shown_ = wanted;
    times_.setRecipe(wanted, !run_.active());
    showWaiting();
}

void LiveController::inForceChanged() {
    const Recipe inForce = run_.recipe();
    canvas_.chips()->setRecipe(inForce);
    if (run_.active())
        panel_.recipe->setInForce(inForce);
    shown_ = panel_.recipe->recipe();
    showWaiting();
}

void LiveController::showWaiting() {
    const Recipe& wanted = panel_.recipe->recipe();
    QStringList applied;
    QStringList anew;
    const bool canApply = run_.active() || (run_.ended() && run_.snapshot() && !run_.snapshot()->sample);
    if (canApply && panel_.recipe->valid()) {
        if (wanted.perplexity != asked_.perplexity)
            applied += tr("perplexity");
        if (wanted.metric != asked_.metric)
            applied += tr("distance");
        if (wanted.principalComponents != asked_.principalComponents)
            applied += tr("principal components");
    }
    if (run_.active()) {
        if (wanted.start != asked_.start)
            anew += tr("start");
        else if (wanted.start == StartMethod::Downsample &&
                 (wanted.sampleSize != asked_.sampleSize ||
                  wanted.samplePerplexity != asked_.samplePerplexity))
            anew += tr("sample");
        if (wanted.seed != asked_.seed)
            anew += tr("seed");
        if (wanted.preview != asked_.preview)
            anew += tr("preview");
    }
    panel_.controls->setWaiting(applied, anew);
}

void LiveController::apply() {
    const Recipe& wanted = panel_.recipe->recipe();
    asked_ = withAffinitiesOf(asked_, wanted);
    run_.reoptimize(wanted);
    showWaiting();
}

void LiveController::showEstimate() {
    // While a run goes, its own time left says more.
    const bool before = !run_.active();
    panel_.controls->setEstimate(before ? times_.all() : QString(), before ? times_.stages() : QString());
    canvas_.chips()->setEstimates(times_.byStage());
}

void LiveController::learn() {
    times_.learn(run_.recipe(), std::exchange(stages_, {}));
}

LiveController::Aim LiveController::aimOf(StageChips::Target target) const {
    const Recipe recipe = run_.recipe();
    const Progress& progress = run_.progress();
    Aim aim{target.sample ? recipe.samplePhases : recipe.phases, 0, false};
    const bool ofIts = progress.stage == (target.sample ? stages::sampleOptimization : stages::optimization);
    std::size_t current = 0;
    for (std::uint64_t end = aim.phases[0].iterations;
         ofIts && end <= progress.iteration && current + 1 < aim.phases.size();)
        end += aim.phases[++current].iterations;
    aim.phase = std::min(target.phase.value_or(current), aim.phases.size() - 1);
    aim.underWay = ofIts && aim.phase == current;
    return aim;
}

void LiveController::lengthen(StageChips::Target target, qint64 iterations) {
    Aim aim = aimOf(target);
    command::Change change;
    if (aim.underWay) {
        change.lengthen = iterations;
    } else {
        const auto now = static_cast<qint64>(aim.phases[aim.phase].iterations);
        aim.phases[aim.phase].iterations = static_cast<std::size_t>(std::max<qint64>(1, now + iterations));
        (target.sample ? change.samplePhases : change.phases) = std::move(aim.phases);
    }
    run_.change(std::move(change));
}

void LiveController::skip(StageChips::Target target) {
    Aim aim = aimOf(target);
    command::Change change;
    if (target.sample) {
        // What is done of it stays done: nothing else is to come.
        change.samplePhases = std::vector<Phase>{{aim.phases[0].exaggeration, 1, aim.phases[0].momentum}};
    } else if (aim.underWay) {
        change.lengthen = std::numeric_limits<std::int64_t>::min();
    } else if (aim.phases.size() > 1) {
        aim.phases.erase(aim.phases.begin() + static_cast<std::ptrdiff_t>(aim.phase));
        change.phases = std::move(aim.phases);
    }
    run_.change(std::move(change));
}

} // namespace shoal::ui
