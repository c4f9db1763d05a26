// SPDX-License-Identifier: MIT
// UMAP's graph: NeighborGraph → fuzzy union of each point's memberships → layout.
// McInnes, Healy & Melville 2018, algorithms 2 and 3.
#pragma once

#include "affinity/affinities.h"

namespace shoal {

/// Weights w = exp(−(d − ρ)/σ) of the nearest `neighbors` − 1 others (a point counts itself among its
/// neighbours, as umap-learn does), ρ being the smallest distance above 0 and σ such that they sum to
/// log2(neighbors); joined as a + b − ab. The result is symmetric with an empty diagonal; its weights are in
/// (0, 1] and do not sum to 1. Points that have fewer neighbours use what they have. Throws Error for fewer
/// than 2 neighbours, and Stopped.
std::shared_ptr<const Affinities> fuzzyGraph(const NeighborGraph& graph, std::size_t neighbors,
                                             RunContext& context);

} // namespace shoal
