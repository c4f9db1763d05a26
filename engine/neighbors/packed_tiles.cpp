// SPDX-License-Identifier: MIT
#include "neighbors/packed_tiles.h"

#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace shoal {

PackedTiles::PackedTiles(const Matrix& points, std::span<const std::uint32_t> order,
                         std::span<const std::size_t> bounds, float factor, RunContext& context)
    : dimensions_(static_cast<std::size_t>(points.cols()))
    , factor_(factor)
    , tiles_(bounds.size() - 1) {
    std::vector<std::size_t> firstPanel(bounds.size());
    for (std::size_t tile = 0; tile < size(); ++tile)
        firstPanel[tile + 1] =
            firstPanel[tile] + blockCount(bounds[tile + 1] - bounds[tile], Tile::panelWidth);
    const std::size_t slots = firstPanel.back() * Tile::panelWidth;
    values_ = Buffer<std::int16_t>(slots * ((dimensions_ + 1) / 2 * 2));
    minusHalfNorms_ = Buffer<std::int32_t>(slots);
    rows_ = Buffer<std::uint32_t>(slots);
    centers_ = Buffer<float>(size() * padded(dimensions_));
    forBlocks(context, size(), 1, [&](std::size_t tile, std::size_t, std::size_t) {
        pack(points, order.subspan(bounds[tile], bounds[tile + 1] - bounds[tile]), tile, firstPanel[tile]);
    });
}

void PackedTiles::pack(const Matrix& points, std::span<const std::uint32_t> tileRows, std::size_t tile,
                       std::size_t firstPanel) {
    const std::size_t evenDimensions = (dimensions_ + 1) / 2 * 2;
    std::vector<double> sums(dimensions_);
    for (const std::uint32_t row : tileRows) {
        const float* point = points.data() + row * dimensions_;
        for (std::size_t t = 0; t < dimensions_; ++t)
            sums[t] += static_cast<double>(point[t]);
    }
    float* center = centers_.data() + tile * padded(dimensions_);
    std::fill(center + dimensions_, center + padded(dimensions_), 0.0F);
    for (std::size_t t = 0; t < dimensions_; ++t)
        center[t] = static_cast<float>(sums[t] / static_cast<double>(tileRows.size())) * factor_;

    double largest = 0;
    double total = 0;
    for (const std::uint32_t row : tileRows) {
        const float* point = points.data() + row * dimensions_;
        double square = 0;
        for (std::size_t t = 0; t < dimensions_; ++t) {
            const double value = static_cast<double>(point[t] * factor_) - static_cast<double>(center[t]);
            square += value * value;
        }
        largest = std::max(largest, square);
        total += square;
    }
    // A tile of one point has no length of its own; this one is small beside any query's.
    constexpr double shortest = 1e-20;
    const double radius = std::max(std::sqrt(largest), shortest);
    const float steps = static_cast<float>(static_cast<double>(Tile::radiusSteps) / radius);

    const std::size_t panels = blockCount(tileRows.size(), Tile::panelWidth);
    std::int16_t* values = values_.data() + firstPanel * Tile::panelWidth * evenDimensions;
    std::int32_t* minusHalfNorms = minusHalfNorms_.data() + firstPanel * Tile::panelWidth;
    std::uint32_t* rows = rows_.data() + firstPanel * Tile::panelWidth;
    std::fill_n(values, panels * Tile::panelWidth * evenDimensions, std::int16_t{0});
    std::fill_n(minusHalfNorms, panels * Tile::panelWidth, 0);
    std::fill_n(rows, panels * Tile::panelWidth, 0U);
    for (std::size_t slot = 0; slot < tileRows.size(); ++slot) {
        const float* point = points.data() + tileRows[slot] * dimensions_;
        std::int16_t* to = values + slot / Tile::panelWidth * Tile::panelWidth * evenDimensions +
                           slot % Tile::panelWidth * 2;
        std::int32_t norm = 0;
        for (std::size_t t = 0; t < dimensions_; ++t) {
            const auto value =
                static_cast<std::int32_t>(std::lrint((point[t] * factor_ - center[t]) * steps));
            to[t / 2 * 2 * Tile::panelWidth + t % 2] = static_cast<std::int16_t>(value);
            norm += value * value;
        }
        minusHalfNorms[slot] = -(norm / 2);
        rows[slot] = tileRows[slot];
    }
    const double step = 1 / static_cast<double>(steps);
    tiles_[tile] = {tileRows.size(),
                    values,
                    minusHalfNorms,
                    rows,
                    center,
                    step,
                    1 / (2 * step * step),
                    static_cast<float>(radius),
                    static_cast<float>(total / static_cast<double>(tileRows.size()))};
}

Tile PackedTiles::part(std::size_t tile, std::size_t first, std::size_t panels) const {
    Tile part = tiles_[tile];
    const std::size_t skipped = first * Tile::panelWidth;
    part.size = std::min(part.size - skipped, panels * Tile::panelWidth);
    part.values += skipped * ((dimensions_ + 1) / 2 * 2);
    part.minusHalfNorms += skipped;
    part.rows += skipped;
    return part;
}

float unitFactor(std::initializer_list<const Matrix*> matrices, RunContext& context) {
    float largest = 0;
    for (const Matrix* matrix : matrices) {
        const auto size = static_cast<std::size_t>(matrix->size());
        constexpr std::size_t blockSize = 1 << 16;
        std::vector<float> parts(blockCount(size, blockSize));
        forBlocks(context, size, blockSize, [&](std::size_t begin, std::size_t end, std::size_t block) {
            for (std::size_t i = begin; i < end; ++i)
                parts[block] = std::max(parts[block], std::abs(matrix->data()[i]));
        });
        for (const float part : parts)
            largest = std::max(largest, part);
    }
    int exponent = 0;
    std::frexp(largest, &exponent);
    return std::ldexp(1.0F, std::clamp(-exponent, -126, 126));
}

} // namespace shoal
