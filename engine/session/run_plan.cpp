// SPDX-License-Identifier: MIT
#include "session/run_plan.h"

#include "affinity/affinity_options.h"
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
    if (change.samplePhases)
        if (auto problem = problemWithPhases(*change.samplePhases, "samplePhases"))
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

std::string listText(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text.append(text.empty() ? "" : ",").append(numberText(value));
    return text.empty() ? "none" : text;
}

std::string orNone(const std::string& text) {
    return text.empty() ? "none" : text;
}

/// What differs in the options that decide on affinities, as one line of the log.
std::string affinityChanges(const Recipe& from, const Recipe& to) {
    std::string text;
    const auto note = [&](const std::string& option, const std::string& before, const std::string& after) {
        if (before != after)
            text.append(text.empty() ? "" : ", ").append(changed(option, before, after));
    };
    note("metric", std::string(nameOf(from.metric)), std::string(nameOf(to.metric)));
    note("neighbours", std::string(nameOf(from.neighborMethod)), std::string(nameOf(to.neighborMethod)));
    note("neighbour graph", orNone(from.neighborGraph), orNone(to.neighborGraph));
    note("affinities", std::string(nameOf(from.affinities)), std::string(nameOf(to.affinities)));
    note("perplexity", numberText(from.perplexity), numberText(to.perplexity));
    note("perplexities", listText(from.perplexities), listText(to.perplexities));
    note("sigma", from.sigma ? numberText(*from.sigma) : "none", to.sigma ? numberText(*to.sigma) : "none");
    note("number of neighbours", std::to_string(from.neighborCount), std::to_string(to.neighborCount));
    note("symmetry", std::string(nameOf(from.uniformSymmetry)), std::string(nameOf(to.uniformSymmetry)));
    note("affinity file", orNone(from.affinityFile), orNone(to.affinityFile));
    note("principal components", std::to_string(from.principalComponents),
         std::to_string(to.principalComponents));
    return text;
}

} // namespace

std::vector<Record> lowerToNeighbors(Recipe& recipe, std::size_t neighbors, const std::string& where) {
    std::vector<Record> records;
    if (recipe.affinities == AffinityMethod::Perplexity)
        recipe.perplexity = lowered(recipe.perplexity, neighbors, where, records);
    if (hasScales(recipe.affinities)) {
        std::vector<double> used;
        for (const double perplexity : recipe.perplexities)
            used.push_back(lowered(perplexity, neighbors, where, records));
        if (used != recipe.perplexities)
            recipe.perplexities = usablePerplexities(used, neighbors);
    }
    if (hasNeighborCount(recipe.affinities) && recipe.neighborCount > neighbors) {
        records.emplace_back(WarningRecord{countText(recipe.neighborCount, "neighbour") +
                                           " are too many for " + where + ": " + groupedText(neighbors) +
                                           (neighbors == 1 ? " is used." : " are used.")});
        recipe.neighborCount = neighbors;
    }
    return records;
}

std::vector<Record> lowerToNeighbors(Recipe& recipe, const NeighborGraph& given) {
    return lowerToNeighbors(recipe, given.k,
                            "the " + countText(given.k, "neighbour") + " of " + recipe.neighborGraph);
}

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
    for (Record& record : lowerToNeighbors(recipe_, points - 1, countText(points, "point")))
        records.push_back(std::move(record));
    return records;
}

std::vector<Record> RunPlan::lowerPerplexities(const NeighborGraph& given) {
    return lowerToNeighbors(recipe_, given);
}

std::vector<Record> RunPlan::apply(const command::Change& change) {
    if (const auto problem = problemWith(change))
        return {refusal(*problem)};
    PhasePlan lengthened = phases();
    if (change.lengthen) {
        lengthened.lengthen(*change.lengthen);
        if (const auto problem = problemWithPhases(lengthened.phases(), "phases"))
            return {refusal(*problem)};
    }
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
    if (change.samplePhases && onSample_) {
        const std::string before = formatPhases(sample_.phases());
        sample_.replace(*change.samplePhases);
        const std::string after = formatPhases(sample_.phases());
        if (after != before)
            note(changed("sample phases", before, after));
    } else if (change.samplePhases) {
        records.emplace_back(
            WarningRecord{"No sample is being embedded: other phases for it act when the run starts anew."});
    }
    if (change.lengthen) {
        const std::string before = formatPhases(phases().phases());
        phases().lengthen(*change.lengthen);
        const std::string after = formatPhases(phases().phases());
        if (after != before)
            note(changed(onSample_ ? "sample phases" : "phases", before, after));
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

std::vector<Record> RunPlan::reoptimize(const Recipe& recipe, std::uint64_t iterations) {
    std::string what = affinityChanges(recipe_, recipe);
    recipe_ = withAffinitiesOf(std::move(recipe_), recipe);
    const std::string before = formatPhases(whole_.phases());
    whole_.ensureLeft(iterations);
    const std::string after = formatPhases(whole_.phases());
    if (after != before)
        what += ", " + changed("phases", before, after);
    return {ChangeRecord{whole_.iteration(), what}};
}

std::vector<Record> RunPlan::perturbed(double amount, std::size_t points, bool all) {
    if (onSample_) {
        sampleAsAsked_ = false;
        sampleRepeatable_ = false;
    }
    return {ChangeRecord{phases().iteration(), (all ? "all points" : countText(points, "point")) +
                                                   " perturbed by " + shortNumberText(100 * amount) +
                                                   " % of the map's spread"}};
}

std::optional<WarningRecord> refusalOf(const command::Reoptimize& again) {
    const auto problem = shoal::problemWith(again.recipe);
    return problem ? std::optional(refusal(*problem)) : std::nullopt;
}

std::optional<WarningRecord> refusalOf(const command::Perturb& perturbation) {
    constexpr double most = 10;
    if (perturbation.amount > 0 && perturbation.amount <= most)
        return std::nullopt;
    return WarningRecord{"No point was moved. A perturbation of " + numberText(perturbation.amount) +
                         " does not work: use a number above 0 and at most " + numberText(most) + "."};
}

bool isUsable(const command::Continue& next) {
    return !problemWithPhases({next.phase}, "phases");
}

} // namespace shoal
