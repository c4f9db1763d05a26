// SPDX-License-Identifier: MIT
// The one table that says what changing an option of a recipe costs.
#pragma once

#include <span>
#include <string_view>

namespace shoal {

enum class Effect {
    Live,                 ///< acts from the next iteration
    RecomputesAffinities, ///< goes on from where the points are; keeps neighbours when it has enough of them
    RecomputesNeighbors,  ///< goes on from where the points are
    StartsAnew,           ///< keeps neighbours and affinities, starts the embedding anew
};

struct OptionEffect {
    std::string_view option; ///< the key in the recipe's JSON
    Effect effect;
    std::string_view explanation; ///< one sentence for a tooltip
};

std::span<const OptionEffect> optionEffects();
/// Throws Error for an option that no recipe has.
const OptionEffect& effectOf(std::string_view option);

} // namespace shoal
