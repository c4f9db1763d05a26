// SPDX-License-Identifier: MIT
#include "selection/enclosed_points.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>

namespace shoal::ui {

std::vector<std::uint32_t> enclosedRows(const Positions& positions, const ViewTransform& view,
                                        const Polygon& outline) {
    constexpr std::size_t blockSize = 16384;
    const auto rows = static_cast<std::size_t>(positions.rows());
    const float* const data = positions.data();
    std::vector<std::vector<std::uint32_t>> blocks((rows + blockSize - 1) / blockSize);
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, blocks.size(), 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
            for (std::size_t block = range.begin(); block != range.end(); ++block)
                for (std::size_t row = block * blockSize; row < std::min(rows, (block + 1) * blockSize);
                     ++row)
                    if (outline.contains(view.toPixelX(data[2 * row]), view.toPixelY(data[2 * row + 1])))
                        blocks[block].push_back(static_cast<std::uint32_t>(row));
        });
    std::vector<std::uint32_t> found;
    for (const std::vector<std::uint32_t>& block : blocks)
        found.insert(found.end(), block.begin(), block.end());
    return found;
}

} // namespace shoal::ui
