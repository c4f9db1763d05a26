// SPDX-License-Identifier: MIT
#include "recipe/validate.h"

#include "core/count_text.h"
#include "core/error.h"
#include "recipe/number_text.h"

#include <cmath>

namespace shoal {

namespace {

constexpr std::size_t mostIterations = 10'000'000;
constexpr std::size_t smallestSample = 10;
constexpr std::size_t fewestComponents = 2;
/// Beyond these the kernel is as good as constant, or as a Gaussian.
constexpr double leastDof = 0.1;
constexpr double mostDof = 100;

/// For a sentence: what was given, and why it will not do.
std::string given(const std::string& option, double value) {
    if (!std::isfinite(value))
        return option + " must be a finite number: ";
    return option + " " + numberText(value) + " does not work: ";
}

std::optional<OptionProblem> problemWithPerplexity(double perplexity, std::string_view key,
                                                   const std::string& name) {
    if (std::isfinite(perplexity) && perplexity >= 1)
        return std::nullopt;
    return OptionProblem{key, given(name, perplexity) + "use at least 1."};
}

std::optional<OptionProblem> problemWithNeighbors(const Recipe& recipe) {
    if (recipe.neighborMethod == NeighborMethod::Given && recipe.neighborGraph.empty())
        return OptionProblem{"neighborGraph", "Given neighbours need the name of a graph in the data's file: "
                                              "use one such as obsp/distances."};
    return std::nullopt;
}

std::optional<OptionProblem> problemWithAffinities(const Recipe& recipe) {
    const std::string name(nameOf(recipe.affinities));
    if (hasScales(recipe.affinities)) {
        if (recipe.perplexities.empty())
            return OptionProblem{"perplexities", "There are no perplexities for " + name +
                                                     " affinities: give at least one, as in 50,500."};
        for (const double perplexity : recipe.perplexities)
            if (auto problem = problemWithPerplexity(perplexity, "perplexities", "Perplexity"))
                return problem;
    }
    if (recipe.affinities == AffinityMethod::Sigma) {
        if (!recipe.sigma)
            return OptionProblem{"sigma", "There is no sigma for sigma affinities: give the width of the "
                                          "Gaussians, in the unit of the distances."};
        if (!std::isfinite(*recipe.sigma) || *recipe.sigma <= 0)
            return OptionProblem{"sigma", given("Sigma", *recipe.sigma) + "use a number above 0."};
    }
    if (hasNeighborCount(recipe.affinities) && recipe.neighborCount == 0)
        return OptionProblem{"neighborCount", "0 neighbours are too few: use at least 1."};
    if (recipe.affinities == AffinityMethod::Given && recipe.affinityFile.empty())
        return OptionProblem{"affinityFile", "Given affinities need a file: name one that "
                                             "scipy.sparse.save_npz has written."};
    return std::nullopt;
}

} // namespace

std::optional<OptionProblem> problemWithPhases(const std::vector<Phase>& phases, std::string_view key) {
    if (phases.empty())
        return OptionProblem{key, "There are no phases: give at least one, as in 1:500."};
    std::size_t total = 0;
    for (const Phase& phase : phases) {
        if (!std::isfinite(phase.exaggeration) || phase.exaggeration <= 0)
            return OptionProblem{key, given("Exaggeration", phase.exaggeration) +
                                          "use a number above 0, such as 1."};
        if (phase.iterations == 0)
            return OptionProblem{key, "A phase of 0 iterations does nothing: use at least 1."};
        if (phase.momentum)
            if (auto problem = problemWithMomentum(*phase.momentum))
                return OptionProblem{key, problem->sentence};
        if (phase.iterations > mostIterations || (total += phase.iterations) > mostIterations)
            return OptionProblem{key, "The phases have too many iterations: use at most " +
                                          groupedText(mostIterations) + " in all."};
    }
    return std::nullopt;
}

std::optional<OptionProblem> problemWithLearningRate(double learningRate) {
    if (std::isfinite(learningRate) && learningRate > 0)
        return std::nullopt;
    return OptionProblem{"learningRate", given("Learning rate", learningRate) +
                                             "use a number above 0, or none for the automatic one."};
}

std::optional<OptionProblem> problemWithMomentum(double momentum) {
    if (momentum >= 0 && momentum < 1)
        return std::nullopt;
    const bool below = momentum < 0;
    return OptionProblem{"momentum",
                         given("Momentum", momentum) + (below ? "use 0 or more." : "use at most 0.99.")};
}

std::optional<OptionProblem> problemWithMaxStepNorm(double norm) {
    if (std::isfinite(norm) && norm > 0)
        return std::nullopt;
    return OptionProblem{"maxStepNorm", given("Greatest step", norm) + "use a number above 0, such as 5."};
}

std::optional<OptionProblem> problemWithMaxGradientNorm(double norm) {
    if (std::isfinite(norm) && norm > 0)
        return std::nullopt;
    return OptionProblem{"maxGradientNorm", given("Greatest gradient", norm) +
                                                "use a number above 0, or none for any gradient."};
}

std::optional<OptionProblem> problemWithDof(double dof) {
    if (dof >= leastDof && dof <= mostDof)
        return std::nullopt;
    return OptionProblem{"dof", given("Degrees of freedom", dof) + "use " + numberText(leastDof) + " to " +
                                    numberText(mostDof) + "."};
}

std::optional<OptionProblem> problemWithTheta(double theta) {
    if (theta >= 0 && theta <= 1)
        return std::nullopt;
    return OptionProblem{"theta", given("Theta", theta) + "use 0 to 1."};
}

std::optional<OptionProblem> problemWith(const Recipe& recipe) {
    if (auto problem = problemWithPerplexity(recipe.perplexity, "perplexity", "Perplexity"))
        return problem;
    if (auto problem = problemWithNeighbors(recipe))
        return problem;
    if (auto problem = problemWithAffinities(recipe))
        return problem;
    if (auto problem = problemWithPhases(recipe.phases, "phases"))
        return problem;
    if (recipe.learningRate)
        if (auto problem = problemWithLearningRate(*recipe.learningRate))
            return problem;
    if (auto problem = problemWithMomentum(recipe.momentum))
        return problem;
    if (auto problem = problemWithMaxStepNorm(recipe.maxStepNorm))
        return problem;
    if (recipe.maxGradientNorm)
        if (auto problem = problemWithMaxGradientNorm(*recipe.maxGradientNorm))
            return problem;
    if (auto problem = problemWithDof(recipe.dof))
        return problem;
    if (auto problem = problemWithTheta(recipe.theta))
        return problem;
    if (recipe.principalComponents < fewestComponents)
        return OptionProblem{"principalComponents",
                             countText(recipe.principalComponents, "principal component") +
                                 (recipe.principalComponents == 1 ? " is" : " are") +
                                 " too few: use at least " + std::to_string(fewestComponents) + "."};
    if (recipe.preview && recipe.start == StartMethod::Downsample)
        return OptionProblem{"preview", "A sample shows a map as early as a preview does: use one of them."};
    if (recipe.preview && recipe.phases.size() == 1)
        return OptionProblem{"preview", "A preview ends with the first phase: give it a second one."};
    if (recipe.start != StartMethod::Downsample)
        return std::nullopt;
    if (recipe.sampleSize < smallestSample)
        return OptionProblem{"sampleSize", "A sample of " + countText(recipe.sampleSize, "point") +
                                               " is too small: use at least " +
                                               std::to_string(smallestSample) + "."};
    if (recipe.placement.neighbors < 1)
        return OptionProblem{"placementNeighbors",
                             "Points cannot be placed on 0 sampled points: use at least 1."};
    if (recipe.samplePerplexity)
        if (auto problem =
                problemWithPerplexity(*recipe.samplePerplexity, "samplePerplexity", "Sample perplexity"))
            return problem;
    return problemWithPhases(recipe.samplePhases, "samplePhases");
}

void validate(const Recipe& recipe, std::size_t points) {
    if (points < 2)
        throw Error(points == 0 ? "There are no points to embed: open a file with at least two rows."
                                : "A single row cannot be embedded: open a file with at least two rows.");
    if (const auto problem = problemWith(recipe))
        throw Error(problem->sentence);
    if (recipe.start == StartMethod::Downsample && recipe.sampleSize >= points) {
        const std::string sentence = "A sample of " + groupedText(recipe.sampleSize) +
                                     " cannot be drawn from " + countText(points, "point") + ": ";
        throw Error(sentence + (points > smallestSample ? "use a sample size of at most " +
                                                              groupedText(points - 1) + ", or start pca."
                                                        : "use start pca."));
    }
}

} // namespace shoal
