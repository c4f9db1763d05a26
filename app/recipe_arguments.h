// SPDX-License-Identifier: MIT
// The options of the command line that make a recipe.
#pragma once

#include "recipe/recipe.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::app {

/// The options as they were typed; what is not given stays empty.
class RecipeArguments {
public:
    /// The options write into this object when `command` is parsed: it must not move until then.
    void addTo(CLI::App& command);
    /// Throws UsageError for values that cannot be, and options of no use together.
    Recipe recipe() const;

private:
    void takeNeighbors(Recipe& recipe) const;
    void takeAffinities(Recipe& recipe) const;

    std::string start_ = "pca";
    std::string phases_;
    std::string metric_ = "euclidean";
    std::string neighbors_ = "auto";
    std::string affinities_ = "perplexity";
    std::string symmetry_;
    std::vector<double> perplexities_;
    std::optional<double> sigma_;
    std::optional<std::size_t> neighborCount_;
    std::string startSource_;
    std::string placementWeights_;
    std::optional<std::size_t> placementNeighbors_;
    bool keepScale_ = false;
    bool jitter_ = false;
    std::optional<double> samplePerplexity_;
    std::optional<std::size_t> sampleSize_;
    std::optional<double> learningRate_;
    std::optional<double> momentum_;
    std::optional<double> maxStepNorm_;
    std::optional<double> maxGradientNorm_;
    std::optional<double> dof_;
    std::optional<double> theta_;
    std::string repulsion_;
    bool earlyStopping_ = false;
    bool preview_ = false;
    std::optional<std::uint64_t> seed_;
};

} // namespace shoal::app
