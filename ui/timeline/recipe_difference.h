// SPDX-License-Identifier: MIT
// What sets a recipe apart, in words.
#pragma once

#include "recipe/recipe.h"

#include <QString>

namespace shoal::ui {

/// The options in which `recipe` differs from openTSNE's defaults, "perplexity 50, learning rate 200";
/// "standard settings" when it does not. Options are those of the recipe's JSON.
QString recipeDifference(const Recipe& recipe);

} // namespace shoal::ui
