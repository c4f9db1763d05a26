// SPDX-License-Identifier: MIT
#include "recipe/option_effects.h"

#include "core/error.h"

#include <array>
#include <string>

namespace shoal {

namespace {

constexpr std::array<OptionEffect, 31> table{{
    {"metric", Effect::RecomputesNeighbors, "What is meant by the distance of two points."},
    {"neighborMethod", Effect::RecomputesNeighbors,
     "Neighbours are found automatically, exactly, by a graph index (hnsw), or given by the data's file."},
    {"neighborGraph", Effect::RecomputesNeighbors, "The graph of the data's file that gives neighbours."},
    {"affinities", Effect::RecomputesAffinities,
     "How near neighbours are: by one perplexity or several, one width, all the same, or as a file says."},
    {"perplexities", Effect::RecomputesAffinities,
     "How many neighbours each point looks at, for affinities of several perplexities."},
    {"sigma", Effect::RecomputesAffinities, "The width of all Gaussians, in the unit of the distances."},
    {"neighborCount", Effect::RecomputesAffinities,
     "How many neighbours count, for affinities of one width and for those that are all the same."},
    {"uniformSymmetry", Effect::RecomputesAffinities,
     "Whether points that are each other's neighbours weigh twice as much (mean) or the same (max)."},
    {"affinityFile", Effect::RecomputesAffinities, "The file that gives the affinities."},
    {"perplexity", Effect::RecomputesAffinities,
     "How many neighbours each point looks at; a smaller one keeps the neighbours already found."},
    {"start", Effect::StartsAnew, "Where the points are before the first iteration."},
    {"sampleSize", Effect::StartsAnew,
     "How many points are embedded first, when the rest is placed on a sample."},
    {"samplePerplexity", Effect::StartsAnew, "The perplexity of the sample that is embedded first."},
    {"samplePhases", Effect::StartsAnew, "Exaggeration and iterations of the sample that is embedded first."},
    {"placementNeighbors", Effect::StartsAnew,
     "On how many of its nearest sampled points each other point is placed."},
    {"placementWeights", Effect::StartsAnew,
     "Whether the sampled points that a point is placed on count alike or the nearer ones more."},
    {"givenStart", Effect::StartsAnew, "Where the positions of a given start are from."},
    {"rescaleStart", Effect::StartsAnew,
     "Whether given or placed positions are shrunk to the size that the optimisation starts from best."},
    {"jitterStart", Effect::StartsAnew, "Whether points that lie upon each other are parted a little."},
    {"phases", Effect::Live, "Exaggeration and iterations; a change acts from the next iteration."},
    {"learningRate", Effect::Live,
     "How far a gradient moves the points; a change acts from the next iteration."},
    {"momentum", Effect::Live,
     "How much of the last step goes into the next; a change acts from the next iteration."},
    {"maxStepNorm", Effect::Live, "How far a point may go in one iteration; acts from the next one."},
    {"maxGradientNorm", Effect::Live,
     "Longer gradients are cut to this length; acts from the next iteration."},
    {"dof", Effect::Live,
     "How heavy the tails of the kernel are: below 1 clusters part more; acts from the next iteration."},
    {"repulsion", Effect::Live, "How the points' repulsion is summed; acts from the next iteration."},
    {"theta", Effect::Live,
     "How coarsely Barnes-Hut repulsion takes far points together; acts from the next iteration."},
    {"earlyStopping", Effect::Live, "Ends phases once they bring little more; acts from the next iteration."},
    {"preview", Effect::StartsAnew,
     "Whether the first phase runs on a coarse neighbourhood while the neighbours asked for are looked for."},
    {"principalComponents", Effect::RecomputesNeighbors,
     "Data with more features are shortened to as many principal components before neighbours are looked "
     "for."},
    {"seed", Effect::StartsAnew, "Chooses the sample and the random part of the start."},
}};

} // namespace

std::span<const OptionEffect> optionEffects() {
    return table;
}

const OptionEffect& effectOf(std::string_view option) {
    for (const OptionEffect& effect : table)
        if (effect.option == option)
            return effect;
    throw Error("A recipe has no option named \"" + std::string(option) + "\".");
}

} // namespace shoal
