// SPDX-License-Identifier: MIT
// What an OptimizerState holds. Arrays are N × 2, interleaved, in the affinities' storage order.
#pragma once

#include "core/buffer.h"
#include "tsne/bounds.h"
#include "tsne/grid_repulsion.h"
#include "tsne/optimizer.h"
#include "tsne/tree_repulsion.h"

#include <cstdint>
#include <vector>

namespace shoal {

struct OptimizerState::Parts {
    std::size_t points = 0;
    std::uint64_t iteration = 0;
    std::uint64_t overshoots = 0;
    std::vector<std::uint32_t> pointOfRow;
    Buffer<float> positions, updates, gains;
    Bounds bounds; ///< of positions

    // A step writes here and swaps at its end, so that one that is stopped or fails leaves no trace.
    Buffer<float> nextPositions, nextUpdates, nextGains;
    Buffer<float> repulsion;
    GridRepulsion grid;
    TreeRepulsion tree;
};

} // namespace shoal
