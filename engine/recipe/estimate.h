// SPDX-License-Identifier: MIT
// What a recipe needs, before it is run.
#pragma once

#include "recipe/recipe.h"

#include <cstddef>
#include <cstdint>

namespace shoal {

/// Bytes of memory at the fullest moment of a run of `recipe` on `points` × `dimensions` float features, the
/// features themselves included.
std::uint64_t memoryNeeded(std::size_t points, std::size_t dimensions, const Recipe& recipe);

} // namespace shoal
