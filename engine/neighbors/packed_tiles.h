// SPDX-License-Identifier: MIT
// Points laid out for the distance kernel: tiles of points around a centre, in panels of 32 points side by
// side.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

/// Candidates of a search. A tile's points are stored relative to its mean, so that |x|² + |y|² − 2x·y loses
/// no more digits than the distance to the tile and the tile's own width cost.
class PackedTiles {
public:
    static constexpr std::size_t panelWidth = 32;

    /// Tile t holds the rows `order[bounds[t]] … order[bounds[t + 1] − 1]` of `points`. Throws Stopped.
    PackedTiles(const Matrix& points, std::span<const std::uint32_t> order,
                std::span<const std::size_t> bounds, RunContext& context);

    std::size_t tiles() const { return firstPanel_.size() - 1; }
    std::size_t dimensions() const { return dimensions_; }
    std::size_t firstPanel(std::size_t tile) const { return firstPanel_[tile]; }
    /// dimensions × panelWidth values: one dimension of all points, then the next.
    const float* panel(std::size_t panel) const { return values_.data() + panel * dimensions_ * panelWidth; }
    /// |y|² of a panel's points relative to their tile's centre; infinity where the panel is not full.
    const float* squaredNorms(std::size_t panel) const { return squaredNorms_.data() + panel * panelWidth; }
    /// Rows of `points`.
    const std::uint32_t* rows(std::size_t panel) const { return rows_.data() + panel * panelWidth; }
    /// The centre of a tile: `dimensions` values, then zeros up to padded(dimensions).
    const float* center(std::size_t tile) const { return centers_.data() + tile * paddedDimensions_; }
    /// Mean squared distance of a tile's points to its centre.
    float meanSquare(std::size_t tile) const { return meanSquares_[tile]; }

    /// The dimensions rounded up to whole vectors.
    static std::size_t padded(std::size_t dimensions) { return (dimensions + 15) / 16 * 16; }

private:
    void pack(const Matrix& points, std::span<const std::uint32_t> tileRows, std::size_t tile);

    std::size_t dimensions_;
    std::size_t paddedDimensions_;
    std::vector<std::size_t> firstPanel_;
    Buffer<float> values_;
    Buffer<float> squaredNorms_;
    Buffer<std::uint32_t> rows_;
    Buffer<float> centers_;
    std::vector<float> meanSquares_;
};

} // namespace shoal
