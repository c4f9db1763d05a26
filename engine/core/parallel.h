// SPDX-License-Identifier: MIT
// Loops and sums over fixed blocks: what a block holds depends on the count alone, so results do not depend
// on threads.
#pragma once

#include "core/loop_order.h"
#include "core/run_context.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace shoal {

inline std::size_t blockCount(std::size_t count, std::size_t blockSize) {
    return (count + blockSize - 1) / blockSize;
}

/// Calls `body(begin, end, block)` for every block of `blockSize` items of [0, count), in parallel in the
/// context's arena, with a checkpoint before each block. Throws Stopped.
template <class Body>
void forBlocks(RunContext& context, std::size_t count, std::size_t blockSize, const Body& body) {
    LoopOrder order;
    context.arena().execute([&] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, blockCount(count, blockSize), 1),
                          [&](const tbb::blocked_range<std::size_t>& blocks) {
                              const LoopOrder::Turn turn(order);
                              for (std::size_t block = blocks.begin(); block != blocks.end(); ++block) {
                                  context.checkpoint();
                                  body(block * blockSize, std::min(count, (block + 1) * blockSize), block);
                              }
                          });
    });
}

/// Sum over blocks in block order: `map(begin, end)` gives a block's part, `+=` joins them. The same bits at
/// any thread count.
template <class T, class Map>
T sumBlocks(RunContext& context, std::size_t count, std::size_t blockSize, T zero, const Map& map) {
    std::vector<T> parts(blockCount(count, blockSize), zero);
    forBlocks(context, count, blockSize,
              [&](std::size_t begin, std::size_t end, std::size_t block) { parts[block] = map(begin, end); });
    T sum = zero;
    for (const T& part : parts)
        sum += part;
    return sum;
}

} // namespace shoal
