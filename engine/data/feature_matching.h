// SPDX-License-Identifier: MIT
// Brings the features of one data set into the order of another's.
#pragma once

#include "data/dataset.h"

namespace shoal {

/// The features of `data` in the order of `reference`'s: by name where both have names (what `reference` does
/// not have is left out), else by number. Throws Error when a feature is missing or appears twice, or,
/// without names, when there are not as many.
Matrix matchFeatures(const Dataset& data, const Dataset& reference);

} // namespace shoal
