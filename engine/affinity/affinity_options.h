// SPDX-License-Identifier: MIT
// Which affinities are made of a graph, as data: for recipes, and for keeping what has been made.
#pragma once

#include "affinity/affinities.h"

namespace shoal {

enum class AffinityMethod {
    Perplexity, ///< Gaussians of one perplexity
    Multiscale, ///< the mean over several perplexities
    Mixture,    ///< a mixture of Gaussians of several perplexities
    Sigma,      ///< Gaussians of one width
    Uniform,    ///< all neighbours weigh the same
    Given,      ///< a matrix from a file; makeAffinities() cannot make it
};

std::string_view nameOf(AffinityMethod method); ///< "perplexity", "multiscale", "mixture", …
/// Throws Error listing the names there are.
AffinityMethod affinityMethodFromName(std::string_view name);
/// Whether the method takes any number of perplexities.
constexpr bool hasScales(AffinityMethod method) {
    return method == AffinityMethod::Multiscale || method == AffinityMethod::Mixture;
}
/// Whether the method takes a number of neighbours.
constexpr bool hasNeighborCount(AffinityMethod method) {
    return method == AffinityMethod::Sigma || method == AffinityMethod::Uniform;
}

/// What a method does not take is as it stands here: equal options make equal affinities.
struct AffinityOptions {
    AffinityMethod method = AffinityMethod::Perplexity;
    std::vector<double> perplexities; ///< one of Perplexity, any number of Multiscale and Mixture
    double sigma = 0;                 ///< of Sigma, in the unit of the distances
    std::size_t neighbors = 0;        ///< of Sigma and Uniform
    UniformSymmetry symmetry = UniformSymmetry::Max;
    bool operator==(const AffinityOptions&) const = default;
};

/// Neighbours that the affinities of so many points are made of, at least 1; of Given none.
std::size_t neighborsFor(std::size_t points, const AffinityOptions& options);

/// Throws Error as the method's own function does, for Given, and Stopped.
std::shared_ptr<const Affinities> makeAffinities(const NeighborGraph& graph, const AffinityOptions& options,
                                                 RunContext& context);

} // namespace shoal
