// SPDX-License-Identifier: MIT
// Points laid out for the distance kernel: tiles of nearby points around a centre, as 16-bit integers in
// panels of 32 points side by side.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace shoal {

/// Nearby points, relative to their mean and in steps of a length of their own, so that no digits are spent
/// on where the tile lies or on how large others are. Products of integers are exact: every instruction set
/// and every order of summation gives the same.
struct Tile {
    static constexpr std::size_t panelWidth = 32;
    /// The tile's farthest point lies this many steps from the centre; products of a query of twice that with
    /// it stay within 32 bits.
    static constexpr float radiusSteps = 16384;

    std::size_t size;                   ///< points
    const std::int16_t* values;         ///< of each panel: of each two dimensions: of each point, the two
    const std::int32_t* minusHalfNorms; ///< −|y|²/2 of each point y, in square steps
    const std::uint32_t* rows;          ///< where the points come from
    const float* center;                ///< the dimensions, then zeros up to PackedTiles::padded()
    double step;                        ///< length of a step
    double unitsPerSquare;              ///< 1 / (2 · step²), the unit of the kernel's sums
    float radius;                       ///< distance of the farthest point from the centre
    float meanSquare;                   ///< mean squared distance from the centre

    std::size_t panels() const { return (size + panelWidth - 1) / panelWidth; }
};

/// Tiles of rows of a matrix.
class PackedTiles {
public:
    /// Tile t holds the rows `order[bounds[t]] … order[bounds[t + 1] − 1]` of `points`, all multiplied by
    /// `factor`, in which distances are then measured. Throws Stopped.
    PackedTiles(const Matrix& points, std::span<const std::uint32_t> order,
                std::span<const std::size_t> bounds, float factor, RunContext& context);

    std::size_t size() const { return tiles_.size(); }
    std::size_t dimensions() const { return dimensions_; }
    float factor() const { return factor_; }
    const Tile& operator[](std::size_t tile) const { return tiles_[tile]; }
    /// The tile's points from panel `first` on, `panels` panels of them or as many as there are.
    Tile part(std::size_t tile, std::size_t first, std::size_t panels) const;
    /// The centres of all tiles, padded(dimensions) values each.
    const float* centers() const { return centers_.data(); }

    /// The dimensions rounded up to whole vectors, of 16-bit integers too.
    static std::size_t padded(std::size_t dimensions) { return (dimensions + 31) / 32 * 32; }

private:
    void pack(const Matrix& points, std::span<const std::uint32_t> tileRows, std::size_t tile,
              std::size_t firstPanel);

    std::size_t dimensions_;
    float factor_;
    std::vector<Tile> tiles_;
    Buffer<std::int16_t> values_;
    Buffer<std::int32_t> minusHalfNorms_;
    Buffer<std::uint32_t> rows_;
    Buffer<float> centers_;
};

/// The power of two that brings the largest value of the matrices near 1: squares then neither overflow nor
/// vanish, and no digit is lost. Throws Stopped.
float unitFactor(std::initializer_list<const Matrix*> matrices, RunContext& context);

} // namespace shoal
