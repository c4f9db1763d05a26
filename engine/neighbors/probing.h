// SPDX-License-Identifier: MIT
// Chooses how far a search must look for the recall wanted, by exact searches for a sample of points.
#pragma once

#include "core/run_context.h"
#include "neighbors/progress.h"
#include "neighbors/tile_search.h"

#include <cstdint>

namespace shoal {

struct Audited {
    Probe probe;
    double recall =
        1; ///< share of the true neighbours found with it, on points that had no part in the choice
};

/// The cheapest probe that reaches the recall, both on the points it is chosen by and on others; the
/// exhaustive one where nothing less is worth while. `space` must be within one set. The same seed gives the
/// same probe at any thread count. Throws Stopped.
Audited chooseProbe(const SearchSpace& space, std::size_t count, double recall, std::uint64_t seed,
                    SearchProgress& progress, double progressEnd, RunContext& context);

} // namespace shoal
