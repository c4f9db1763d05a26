// SPDX-License-Identifier: MIT
// The stages from a data set to its affinities, as a run goes through them one by one and a reoptimisation
// beside the optimisation: what is looked for, made, and said of it.
#pragma once

#include "affinity/affinities.h"
#include "core/run_context.h"
#include "session/chosen_data.h"
#include "session/stage_cache.h"

#include <memory>
#include <string>
#include <string_view>

namespace shoal {

/// Points to embed, or a sample of them: their features, and what these are cached under.
struct Space {
    FeaturesKey key;
    std::shared_ptr<const Matrix> features;
    ChosenData chosen; ///< all of them
};

/// What a search for neighbours is to find.
struct Search {
    NeighborOptions options;
    std::size_t thinning;
};

/// Of all chosen points, without features where components are to be found: the key's components are 0 where
/// the features are used as they are.
Space wholeSpace(const ChosenData& chosen, const Recipe& recipe);
/// What the components of a key are cached under, however neighbours are found among them.
FeaturesKey componentsKey(const FeaturesKey& key);
Search searchFor(const Space& space, const Recipe& recipe, const AffinityOptions& options);

// The stages. All throw Error and Stopped.

std::shared_ptr<const Matrix> makeComponents(const Space& space, RunContext& context);
/// Finds them, or reads them from the data's file where they are Given.
std::shared_ptr<const NeighborGraph> makeNeighbors(const Space& space, const Search& search,
                                                   RunContext& context);
/// Of Given affinities.
std::shared_ptr<const Affinities> readAffinities(const Space& space, const std::string& file,
                                                 RunContext& context);

// For the log.

std::string describeComponents(const Space& space);
/// The metric and the method where they are not what everybody expects.
std::string describe(const NeighborGraph& graph, const FeaturesKey& key);
std::string describe(const Affinities& affinities, AffinityMethod method);
std::string fromCache(const std::string& detail);

// What the detail of a StageRecord holds when its seconds do not tell what the stage takes.

inline constexpr std::string_view cachedNote = "from cache";
inline constexpr std::string_view aheadNote = "begun ahead";
inline constexpr std::string_view besideNote = "while the points moved on";

/// Neighbours and components do not take the recipe's seed, so that another seed can use them again.
inline constexpr std::uint64_t sharedSeed = 0;

} // namespace shoal
