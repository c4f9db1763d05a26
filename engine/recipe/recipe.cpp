// SPDX-License-Identifier: MIT
#include "recipe/recipe.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace shoal {

namespace {

constexpr std::array<std::pair<StartMethod, std::string_view>, 3> startNames{{
    {StartMethod::Pca, "pca"},
    {StartMethod::Random, "random"},
    {StartMethod::Downsample, "downsample"},
}};

} // namespace

double Recipe::effectiveSamplePerplexity() const {
    if (samplePerplexity)
        return *samplePerplexity;
    return std::max(perplexity, std::min(500.0, static_cast<double>(sampleSize) / 50));
}

std::size_t Recipe::totalIterations() const {
    std::size_t total = 0;
    for (const Phase& phase : phases)
        total += phase.iterations;
    return total;
}

Recipe Recipe::standard() {
    return {};
}

Recipe Recipe::moreSeparation() {
    Recipe recipe;
    recipe.phases = {{12, 250}, {4, 500}};
    return recipe;
}

Recipe Recipe::largeData() {
    Recipe recipe;
    recipe.start = StartMethod::Downsample;
    recipe.phases = {{12, 500}, {4, 750}};
    return recipe;
}

std::string_view nameOf(StartMethod method) {
    for (const auto& [value, name] : startNames)
        if (value == method)
            return name;
    return {};
}

StartMethod startMethodFromName(std::string_view name) {
    std::string known;
    for (const auto& [value, text] : startNames) {
        if (text == name)
            return value;
        known.append(known.empty() ? "" : ", ").append(text);
    }
    throw Error("There is no start named \"" + std::string(name) + "\"; use one of: " + known + ".");
}

} // namespace shoal
