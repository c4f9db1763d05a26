// SPDX-License-Identifier: MIT
// The options of the command line that make a recipe.
#pragma once

#include "recipe/recipe.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace shoal::app {

/// The options as they were typed; what is not given stays empty.
class RecipeArguments {
public:
    /// The options write into this object when `command` is parsed: it must not move until then.
    void addTo(CLI::App& command);
    /// Throws UsageError for values that cannot be, and options of no use together.
    Recipe recipe() const;

private:
    std::string start_ = "pca";
    std::string phases_;
    std::optional<double> perplexity_;
    std::optional<double> samplePerplexity_;
    std::optional<std::size_t> sampleSize_;
    std::optional<std::uint64_t> seed_;
};

} // namespace shoal::app
