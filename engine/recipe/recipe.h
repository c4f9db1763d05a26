// SPDX-License-Identifier: MIT
// Everything that defines a run, as data; JSON in and out. What each option invalidates stands in
// option_effects.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

/// A stretch of the optimisation at one exaggeration.
struct Phase {
    double exaggeration = 1;
    std::size_t iterations = 500;
    bool operator==(const Phase&) const = default;
};

enum class StartMethod {
    Pca,
    Random,
    Downsample, ///< embed a sample, place every other point on its nearest sampled point
};

struct Recipe {
    double perplexity = 30;
    StartMethod start = StartMethod::Pca;
    std::size_t sampleSize = 25'000;        ///< of a Downsample start
    std::optional<double> samplePerplexity; ///< of a Downsample start; see effectiveSamplePerplexity
    std::vector<Phase> samplePhases = {{12, 250}, {1, 500}}; ///< of a Downsample start
    std::vector<Phase> phases = {{12, 250}, {1, 500}};
    std::optional<double> learningRate; ///< N / exaggeration when not given
    double momentum = 0.8;
    std::size_t principalComponents = 50; ///< data with more features are shortened to as many components
    std::uint64_t seed = 42;

    /// Fiftieth of the sample, at least `perplexity`, at most 500: 500 for a sample of 25,000.
    double effectiveSamplePerplexity() const;
    std::size_t totalIterations() const;
    bool operator==(const Recipe&) const = default;

    /// openTSNE's defaults.
    static Recipe standard();
    /// Clusters drawn tighter, more white space between them: the standard run ending at exaggeration 4.
    static Recipe moreSeparation();
    /// A sample first, the rest placed on it; 500 iterations at exaggeration 12, 750 at 4.
    static Recipe largeData();
};

/// Throws Error, naming the option and the nearest value that would do, when the recipe cannot run on
/// `points` points.
void validate(const Recipe& recipe, std::size_t points);

std::string toJson(const Recipe& recipe);
/// Throws Error naming the key that is unknown, of the wrong type or out of range. Absent keys keep their
/// defaults.
Recipe recipeFromJson(std::string_view json);

/// "12:250,1:500". Throws Error naming the part that does not parse.
std::vector<Phase> parsePhases(std::string_view text);
std::string formatPhases(const std::vector<Phase>& phases);

std::string_view nameOf(StartMethod method); ///< "pca", "random", "downsample"
/// Throws Error listing the names there are.
StartMethod startMethodFromName(std::string_view name);

} // namespace shoal
