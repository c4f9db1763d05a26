// SPDX-License-Identifier: MIT
#include "neighbors/packed_tiles.h"

#include "core/parallel.h"

#include <algorithm>
#include <limits>

namespace shoal {

PackedTiles::PackedTiles(const Matrix& points, std::span<const std::uint32_t> order,
                         std::span<const std::size_t> bounds, RunContext& context)
    : dimensions_(static_cast<std::size_t>(points.cols()))
    , paddedDimensions_(padded(dimensions_))
    , firstPanel_(bounds.size())
    , meanSquares_(bounds.size() - 1) {
    for (std::size_t tile = 0; tile + 1 < bounds.size(); ++tile)
        firstPanel_[tile + 1] = firstPanel_[tile] + blockCount(bounds[tile + 1] - bounds[tile], panelWidth);
    const std::size_t panels = firstPanel_.back();
    values_ = Buffer<float>(panels * dimensions_ * panelWidth);
    squaredNorms_ = Buffer<float>(panels * panelWidth);
    rows_ = Buffer<std::uint32_t>(panels * panelWidth);
    centers_ = Buffer<float>(tiles() * paddedDimensions_);
    forBlocks(context, tiles(), 1, [&](std::size_t tile, std::size_t, std::size_t) {
        pack(points, order.subspan(bounds[tile], bounds[tile + 1] - bounds[tile]), tile);
    });
}

void PackedTiles::pack(const Matrix& points, std::span<const std::uint32_t> tileRows, std::size_t tile) {
    std::vector<double> sums(dimensions_);
    for (const std::uint32_t row : tileRows) {
        const float* point = points.data() + row * dimensions_;
        for (std::size_t t = 0; t < dimensions_; ++t)
            sums[t] += static_cast<double>(point[t]);
    }
    float* center = centers_.data() + tile * paddedDimensions_;
    std::fill(center + dimensions_, center + paddedDimensions_, 0.0f);
    for (std::size_t t = 0; t < dimensions_; ++t)
        center[t] = static_cast<float>(sums[t] / static_cast<double>(tileRows.size()));

    double squares = 0;
    const std::size_t slots = (firstPanel_[tile + 1] - firstPanel_[tile]) * panelWidth;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const std::size_t panel = firstPanel_[tile] + slot / panelWidth;
        const std::size_t lane = slot % panelWidth;
        float* values = values_.data() + panel * dimensions_ * panelWidth + lane;
        const bool filled = slot < tileRows.size();
        // Unused lanes hold the centre, infinitely far away.
        const float* point = filled ? points.data() + tileRows[slot] * dimensions_ : center;
        float squaredNorm = 0;
        for (std::size_t t = 0; t < dimensions_; ++t) {
            const float value = point[t] - center[t];
            values[t * panelWidth] = value;
            squaredNorm += value * value;
        }
        squares += static_cast<double>(squaredNorm);
        squaredNorms_[panel * panelWidth + lane] =
            filled ? squaredNorm : std::numeric_limits<float>::infinity();
        rows_[panel * panelWidth + lane] = filled ? tileRows[slot] : 0;
    }
    meanSquares_[tile] = static_cast<float>(squares / static_cast<double>(tileRows.size()));
}

} // namespace shoal
