// SPDX-License-Identifier: MIT
// Where the points of an embedding start by the shape of the graph of their affinities.
#pragma once

#include "affinity/affinities.h"
#include "core/matrix.h"

namespace shoal {

/// The diffusion map of the affinities (openTSNE's `spectral`), N × 2 in point order, rescaled, with jitter
/// N(0, 0.01·target). Parts of the graph without a link between them are mapped each by itself and laid out
/// side by side, in squares as large as they have points: the eigenvectors of all together would only tell
/// them apart, each part on one spot. The same bits at any thread count. Throws Stopped.
Positions spectralStart(const Affinities& affinities, std::uint64_t seed, RunContext& context);

} // namespace shoal
