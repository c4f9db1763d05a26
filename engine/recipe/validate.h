// SPDX-License-Identifier: MIT
// What is wrong with an option's value, with the key it stands under in the recipe's JSON.
#pragma once

#include "recipe/recipe.h"

#include <optional>
#include <string>
#include <string_view>

namespace shoal {

struct OptionProblem {
    std::string_view key;
    std::string sentence; ///< for people: what is wrong and the nearest value that would do
};

/// The first option whose value would not do for any data.
std::optional<OptionProblem> problemWith(const Recipe& recipe);
/// The same for a list of phases alone; `key` is "phases" or "samplePhases".
std::optional<OptionProblem> problemWithPhases(const std::vector<Phase>& phases, std::string_view key);
std::optional<OptionProblem> problemWithLearningRate(double learningRate);
std::optional<OptionProblem> problemWithMomentum(double momentum);
std::optional<OptionProblem> problemWithMaxStepNorm(double norm);
std::optional<OptionProblem> problemWithMaxGradientNorm(double norm);
std::optional<OptionProblem> problemWithDof(double dof);
std::optional<OptionProblem> problemWithTheta(double theta);

} // namespace shoal
