// SPDX-License-Identifier: MIT
#include "session/run_plan.h"

#include "core/count_text.h"
#include "recipe/number_text.h"
#include "recipe/validate.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

std::optional<OptionProblem> problemWith(const command::Change& change) {
    if (change.exaggeration)
        if (auto problem = problemWithPhases({{*change.exaggeration, 1}}, "exaggeration"))
            return problem;
    if (change.phases)
        if (auto problem = problemWithPhases(*change.phases, "phases"))
            return problem;
    if (change.learningRate && *change.learningRate != 0)
        if (auto problem = problemWithLearningRate(*change.learningRate))
            return problem;
    if (change.momentum)
        if (auto problem = problemWithMomentum(*change.momentum))
            return problem;
    if (change.maxStepNorm)
        if (auto problem = problemWithMaxStepNorm(*change.maxStepNorm))
            return problem;
    if (change.maxGradientNorm && *change.maxGradientNorm != 0)
        if (auto problem = problemWithMaxGradientNorm(*change.maxGradientNorm))
            return problem;
    if (change.dof)
        if (auto problem = problemWithDof(*change.dof))
            return problem;
    return change.theta ? problemWithTheta(*change.theta) : std::nullopt;
}

WarningRecord refusal(const OptionProblem& problem) {
    return {"Nothing was changed. " + problem.sentence};
}

std::string rateText(const std::optional<double>& rate) {
    return rate ? numberText(*rate) : "automatic";
}

std::string gradientText(const std::optional<double>& norm) {
    return norm ? numberText(*norm) : "any";
}

std::string changed(const std::string& option, const std::string& from, const std::string& to) {
    return option + " " + from + " → " + to;
}

/// What so many neighbours allow of a perplexity, with a warning where that is less.
double lowered(double perplexity, std::size_t neighbors, const std::string& where,
               std::vector<Record>& records) {
    const double most = std::max(1.0, static_cast<double>(neighbors) / 3);
    if (perplexity > most)
        records.emplace_back(WarningRecord{"Perplexity " + numberText(perplexity) + " is too large for " +
                                           where + ": " + shortNumberText(most) + " is used."});
    return std::min(perplexity, most);
}

} // namespace

RunPlan::RunPlan(Recipe recipe)
    : recipe_(std::move(recipe))
    , sample_(recipe_.samplePhases)
    , whole_(recipe_.phases)
    , onSample_(recipe_.start == StartMethod::Downsample) {}

Recipe RunPlan::recipe() const {
    Recipe recipe = recipe_;
    recipe.samplePhases = sample_.phases();
    recipe.phases = whole_.phases();
    return recipe;
}

std::vector<Record> RunPlan::lowerPerplexities(std::size_t points) {
    std::vector<Record> records;
    // The sample's first: what it is when not given depends on the other.
    if (onSample_) {
        const double asked = recipe_.effectiveSamplePerplexity();
        const double used =
            lowered(asked, recipe_.sampleSize - 1, countText(recipe_.sampleSize, "point"), records);
        if (used != asked)
            recipe_.samplePerplexity = used;
    }
    lowerTo(points - 1, countText(points, "point"), records);
    return records;
}

std::vector<Record> RunPlan::lowerPerplexities(const NeighborGraph& given) {
    std::vector<Record> records;
    lowerTo(given.k, "the " + countText(given.k, "neighbour") + " of " + recipe_.neighborGraph, records);
    return records;
}

void RunPlan::lowerTo(std::size_t neighbors, const std::string& where, std::vector<Record>& records) {
    if (recipe_.affinities == AffinityMethod::Perplexity)
        recipe_.perplexity = lowered(recipe_.perplexity, neighbors, where, records);
    if (hasScales(recipe_.affinities)) {
        std::vector<double> used;
        for (const double perplexity : recipe_.perplexities)
            used.push_back(lowered(perplexity, neighbors, where, records));
        if (used != recipe_.perplexities)
            recipe_.perplexities = usablePerplexities(used, neighbors);
    }
    if (hasNeighborCount(recipe_.affinities) && recipe_.neighborCount > neighbors) {
        records.emplace_back(WarningRecord{countText(recipe_.neighborCount, "neighbour") +
                                           " are too many for " + where + ": " + groupedText(neighbors) +
                                           (neighbors == 1 ? " is used." : " are used.")});
        recipe_.neighborCount = neighbors;
    }
}

std::vector<Record> RunPlan::apply(const command::Change& change) {
    if (const auto problem = problemWith(change))
        return {refusal(*problem)};
    std::vector<Record> records;
    const std::uint64_t iteration = phases().iteration();
    const auto note = [&](const std::string& what) { records.emplace_back(ChangeRecord{iteration, what}); };

    if (change.phases) {
        const std::string before = formatPhases(whole_.phases());
        whole_.replace(*change.phases);
        const std::string after = formatPhases(whole_.phases());
        if (after != before)
            note(changed("phases", before, after));
    }
    if (change.exaggeration) {
        PhasePlan& plan = phases();
        const double before = plan.phases()[plan.phaseOfNext()].exaggeration;
        if (plan.done()) {
            records.emplace_back(
                WarningRecord{"No iterations are left for another exaggeration: continue the run "
                              "with a phase that has it."});
        } else if (*change.exaggeration != before) {
            plan.setExaggeration(*change.exaggeration);
            note(changed("exaggeration", numberText(before), numberText(*change.exaggeration)));
        }
    }
    const Recipe old = recipe_;
    if (change.learningRate)
        recipe_.learningRate = *change.learningRate == 0 ? std::nullopt : change.learningRate;
    if (recipe_.learningRate != old.learningRate)
        note(changed("learning rate", rateText(old.learningRate), rateText(recipe_.learningRate)));
    if (change.momentum)
        recipe_.momentum = *change.momentum;
    if (recipe_.momentum != old.momentum)
        note(changed("momentum", numberText(old.momentum), numberText(recipe_.momentum)));
    if (change.maxStepNorm)
        recipe_.maxStepNorm = *change.maxStepNorm;
    if (recipe_.maxStepNorm != old.maxStepNorm)
        note(changed("greatest step", numberText(old.maxStepNorm), numberText(recipe_.maxStepNorm)));
    if (change.maxGradientNorm)
        recipe_.maxGradientNorm = *change.maxGradientNorm == 0 ? std::nullopt : change.maxGradientNorm;
    if (recipe_.maxGradientNorm != old.maxGradientNorm)
        note(changed("greatest gradient", gradientText(old.maxGradientNorm),
                     gradientText(recipe_.maxGradientNorm)));
    if (change.dof)
        recipe_.dof = *change.dof;
    if (recipe_.dof != old.dof)
        note(changed("degrees of freedom", numberText(old.dof), numberText(recipe_.dof)));
    if (change.repulsion)
        recipe_.repulsion = *change.repulsion;
    if (recipe_.repulsion != old.repulsion)
        note(
            changed("repulsion", std::string(nameOf(old.repulsion)), std::string(nameOf(recipe_.repulsion))));
    if (change.theta)
        recipe_.theta = *change.theta;
    if (recipe_.theta != old.theta)
        note(changed("theta", numberText(old.theta), numberText(recipe_.theta)));
    if (change.earlyStopping)
        recipe_.earlyStopping = *change.earlyStopping;
    if (recipe_.earlyStopping != old.earlyStopping)
        note(changed("early stopping", old.earlyStopping ? "on" : "off",
                     recipe_.earlyStopping ? "on" : "off"));
    if (onSample_ && !records.empty()) {
        sampleAsAsked_ = false;
        if (iteration > 0 && recipe_ != old)
            sampleRepeatable_ = false;
    }
    return records;
}

std::vector<Record> RunPlan::endPhase(const std::string& reason) {
    PhasePlan& plan = phases();
    const std::size_t phase = plan.phaseOfLast();
    const Phase before = plan.phases()[phase];
    plan.endPhase();
    const Phase& after = plan.phases()[phase];
    if (after == before)
        return {};
    return {ChangeRecord{plan.iteration(), "phase " + formatPhases({before}) + " ended after " +
                                               countText(after.iterations, "iteration") + ": " + reason}};
}

std::vector<Record> RunPlan::apply(const command::Continue& next) {
    std::vector<Phase> phases = whole_.phases();
    phases.push_back(next.phase);
    if (const auto problem = problemWithPhases(phases, "phases"))
        return {refusal(*problem)};
    whole_.append(next.phase);
    return {ChangeRecord{whole_.iteration(), "continued with phase " + formatPhases({next.phase})}};
}

bool isUsable(const command::Continue& next) {
    return !problemWithPhases({next.phase}, "phases");
}

} // namespace shoal
