// SPDX-License-Identifier: MIT
// The one inner loop of all searches: a block of queries against a tile of candidates, in blocked products.
// Compiled for every instruction set (AVX-512, AVX2, SSE …) and chosen when the program runs.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "neighbors/packed_tiles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

/// Points relative to a tile's centre, in its steps or a power of two of them, as the kernel takes them.
class ShiftedPoints {
public:
    ShiftedPoints(std::size_t capacity, std::size_t dimensions);

    /// Takes the chosen of some points, which lie PackedTiles::padded(dimensions) values apart.
    void assign(const float* points, std::span<const std::uint32_t> chosen, const Tile& tile);

    /// One point x at a scale of 2^exponent steps: |x|²/2 = low + high, and what a unit of that is worth.
    struct Row {
        std::int32_t low;
        float high;
        float unit; ///< squared distance = (|x|²/2 + |y|²/2 − x·y) · unit
        double unitsPerSquare;
        std::int32_t exponent;
        std::uint32_t point;
        float squaredNorm; ///< |x|², unrounded
    };
    std::size_t size() const { return size_; }
    std::size_t stride() const { return stride_; } ///< values of a row
    std::size_t pairs() const { return pairs_; }   ///< of dimensions
    const std::int16_t* values() const { return values_.data(); }
    const Row* rows() const { return rows_.data(); }

private:
    std::size_t pairs_;
    std::size_t stride_;
    std::size_t size_ = 0;
    Buffer<std::int16_t> values_; // room for a few more, filled with copies
    Buffer<Row> rows_;
};

/// Squared distances of all `points` to all of the tile's points, as far as its steps tell them: those of
/// point p begin at p · panels() · panelWidth; there is room for capacity + 12 points.
void squaredDistances(const ShiftedPoints& points, const Tile& tile, float* squares);

/// A block of queries and, for each, the nearest candidates of the tiles it has visited. One thread uses it
/// at a time.
class QueryBlock {
public:
    /// Room for `capacity` queries that keep at least their `keep` nearest candidates.
    QueryBlock(std::size_t capacity, std::size_t dimensions, std::size_t keep);

    /// Takes rows of `points`, multiplied by `factor`, as the queries; forgets all candidates.
    void assign(const Matrix& points, float factor, std::span<const std::uint32_t> rows);
    /// Takes the tile's points as candidates of some queries. No query may visit a tile twice.
    void visit(const Tile& tile, std::span<const std::uint32_t> queries);
    /// Drops all but the `keep` nearest candidates of one query.
    void prune(std::size_t query);

    std::size_t size() const { return size_; }
    std::size_t keep() const { return keep_; }
    /// Candidates of a query in no order: the `keep` nearest visited, and others.
    std::span<const std::uint32_t> candidates(std::size_t query) const {
        return {rows_.data() + query * listStride_, counts_[query]};
    }
    /// Their squared distances as far as the tiles' steps tell them.
    std::span<const float> approximateSquares(std::size_t query) const {
        return {squares_.data() + query * listStride_, counts_[query]};
    }
    /// For each query: every candidate visited and not kept has an approximate squared distance of at least
    /// this.
    std::span<const float> thresholds() const { return {thresholds_.data(), size_}; }
    /// No approximate distance of the query is further than this from the true one.
    double largestError(std::size_t query) const;

    /// Lists of candidates, one a query, as the kernel sees them.
    struct Lists {
        float* squares;
        std::uint32_t* rows;
        std::uint32_t* counts;
        float* thresholds;
        std::size_t stride;
        std::size_t keep;
        std::size_t pruneAbove;
        std::size_t spare;
    };

private:
    Lists lists();

    std::size_t dimensions_;
    std::size_t stride_;
    std::size_t keep_;
    std::size_t spare_;
    std::size_t pruneAbove_;
    std::size_t listStride_;
    std::size_t size_ = 0;
    Buffer<float> queries_;
    struct Visited {
        float radius = 0;
        float squaredNorm = 0;
    };
    std::vector<Visited> visited_; // the largest of each query's tiles, and of its distances to their centres
    ShiftedPoints shifted_;
    std::vector<std::int32_t> limits_;
    Buffer<float> squares_;
    Buffer<std::uint32_t> rows_;
    std::vector<std::uint32_t> counts_;
    std::vector<float> thresholds_;
};

/// How far the approximate distance between a tile's point and one `distance` from its centre may be from the
/// true one.
double quantizationError(double radius, double distance, std::size_t dimensions);

} // namespace shoal
