// SPDX-License-Identifier: MIT
// Everything that defines a run, as data; JSON in and out. What each option invalidates stands in
// option_effects.h.
#pragma once

#include "affinity/affinity_options.h"
#include "initialization/placement.h"
#include "tsne/repulsion_method.h"

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
    std::optional<double> momentum = {}; ///< the recipe's when not given
    bool operator==(const Phase&) const = default;
};

enum class StartMethod {
    Pca,
    Spectral, ///< the diffusion map of the affinities
    Random,
    Given,      ///< positions that come with the run: see command::Start
    Downsample, ///< embed a sample, place every other point on its nearest sampled points
};

struct Recipe {
    Metric metric = Metric::Euclidean; ///< of neighbours, and of placing points on a sample
    NeighborMethod neighborMethod = NeighborMethod::Automatic;
    std::string neighborGraph; ///< of Given neighbours: the name in the data's file, as in "obsp/distances"
    AffinityMethod affinities = AffinityMethod::Perplexity;
    double perplexity = 30;           ///< of Perplexity affinities
    std::vector<double> perplexities; ///< of Multiscale and Mixture affinities
    std::optional<double> sigma;      ///< of Sigma affinities, in the unit of the distances
    std::size_t neighborCount = 30;   ///< of Sigma and Uniform affinities
    UniformSymmetry uniformSymmetry = UniformSymmetry::Max; ///< of Uniform affinities
    std::string affinityFile; ///< of Given affinities: an .npz file of scipy.sparse.save_npz
    StartMethod start = StartMethod::Pca;
    std::size_t sampleSize = 25'000;        ///< of a Downsample start
    std::optional<double> samplePerplexity; ///< of a Downsample start; see effectiveSamplePerplexity
    std::vector<Phase> samplePhases = {{12, 250}, {1, 500}}; ///< of a Downsample start
    PlacementOptions placement; ///< of a Downsample start: on how many sampled points the others are placed
    std::string givenStart;     ///< of a Given start: where the positions are from, for people
    bool rescaleStart = true;   ///< a Given or Downsample start is scaled to a deviation of 1e-4
    bool jitterStart = false; ///< a Given or Downsample start has noise of a hundredth of its deviation added
    std::vector<Phase> phases = {{12, 250}, {1, 500}};
    std::optional<double> learningRate;    ///< N / exaggeration when not given
    double momentum = 0.8;                 ///< of phases without one of their own
    double maxStepNorm = 5;                ///< how far a point may go in one iteration
    std::optional<double> maxGradientNorm; ///< of a point, before gain and learning rate; any when not given
    /// Degrees of freedom ν of the kernel (1 + d²/ν)^−ν: below 1 its tails are heavier, and clusters part
    /// more.
    double dof = 1;
    RepulsionMethod repulsion = RepulsionMethod::Automatic;
    double theta = 0.5; ///< of Barnes-Hut repulsion, 0 (exact) to 1
    /// Ends early exaggeration when the relative fall of KL has peaked, and the last phase when KL falls by
    /// less than a 5,000th an iteration (opt-SNE).
    bool earlyStopping = false;
    /// The first phase runs on a coarse neighbourhood, found in a moment, while the neighbours asked for are
    /// looked for; from the second phase on the map is refined by these. Not with a Downsample start.
    bool preview = false;
    /// Data with more features are shortened to as many components; of the Euclidean metric alone, as
    /// components keep no other distances.
    std::size_t principalComponents = 50;
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

/// `recipe` with all that decides on the affinities of all points taken from another one: the options that
/// recompute neighbours or affinities in option_effects.h.
Recipe withAffinitiesOf(Recipe recipe, const Recipe& other);
/// How the affinities of all points are made. A sample's are Gaussians of effectiveSamplePerplexity().
AffinityOptions affinityOptions(const Recipe& recipe);
AffinityOptions sampleAffinityOptions(const Recipe& recipe);
/// How the neighbours of a sample are found: of all points the recipe says it, but a graph given for those
/// has none of a sample.
NeighborMethod sampleNeighborMethod(const Recipe& recipe);
/// One of how many far neighbours is kept of so many points. Only those of one perplexity, found
/// automatically by Euclidean distance, are ever thinned.
std::size_t thinningFor(const Recipe& recipe, const AffinityOptions& options, std::size_t points);

/// Throws Error, naming the option and the nearest value that would do, when the recipe cannot run on
/// `points` points.
void validate(const Recipe& recipe, std::size_t points);

std::string toJson(const Recipe& recipe);
/// Throws Error naming the key that is unknown, of the wrong type or out of range. Absent keys keep their
/// defaults.
Recipe recipeFromJson(std::string_view json);

/// "12:250,1:500"; a phase's own momentum comes third, as in "12:250:0.5". Throws Error naming the part that
/// does not parse.
std::vector<Phase> parsePhases(std::string_view text);
std::string formatPhases(const std::vector<Phase>& phases);

std::string_view nameOf(StartMethod method); ///< "pca", "spectral", "random", "given", "downsample"
/// Throws Error listing the names there are.
StartMethod startMethodFromName(std::string_view name);
std::string_view nameOf(RepulsionMethod method); ///< "automatic", "fft", "barnes-hut", "exact"
/// Throws Error listing the names there are.
RepulsionMethod repulsionMethodFromName(std::string_view name);

} // namespace shoal
