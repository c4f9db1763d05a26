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

/// A block of queries and, for each, the nearest candidates of the tiles it has visited. One thread uses it
/// at a time.
class QueryBlock {
public:
    /// Room for `capacity` queries that keep at least their `keep` nearest candidates.
    QueryBlock(std::size_t capacity, std::size_t dimensions, std::size_t keep);

    /// Takes rows of `points` as the queries; forgets all candidates.
    void assign(const Matrix& points, std::span<const std::uint32_t> rows);
    /// Takes the tile's points as candidates of all queries, or of some. No query may visit a tile twice.
    void visit(const PackedTiles& tiles, std::size_t tile);
    void visit(const PackedTiles& tiles, std::size_t tile, std::span<const std::uint32_t> queries);
    /// Squared distances of all queries to the centres of some tiles, at most PackedTiles::panelWidth of
    /// them: those of query q begin at q · panelWidth. Valid until the next call.
    std::span<const float> squaresToCenters(const PackedTiles& tiles,
                                            std::span<const std::uint32_t> tileNumbers);
    /// Drops all but the `keep` nearest candidates of one query; up to `spare` more may stay.
    void prune(std::size_t query, std::size_t spare);

    std::size_t size() const { return size_; }
    /// Candidates of a query in no order: the `keep` nearest visited, and others after them.
    std::span<const std::uint32_t> candidates(std::size_t query) const {
        return {rows_.data() + query * listStride_, counts_[query]};
    }
    /// Their squared distances as the kernel computed them, with its rounding errors.
    std::span<const float> approximateSquares(std::size_t query) const {
        return {squares_.data() + query * listStride_, counts_[query]};
    }
    /// Every candidate that was visited and not kept has an approximate squared distance of at least this.
    float threshold(std::size_t query) const { return thresholds_[query]; }
    /// Largest |x|² of the query relative to the centre of any visited tile: what rounding errors scale with.
    float largestSquaredNorm(std::size_t query) const { return largestSquaredNorms_[query]; }

    /// Lists of candidates, one a query, as the kernel sees them.
    struct Lists {
        float* squares;
        std::uint32_t* rows;
        std::uint32_t* counts;
        float* thresholds;
        std::size_t stride;
        std::size_t keep;
        std::size_t pruneAbove;
    };
    /// Queries relative to a centre, as the kernel takes them: −2x, |x|², and the list each belongs to.
    struct ShiftedQueries {
        float* values;
        float* squaredNorms;
        std::uint32_t* lists;
        std::size_t stride;
        std::size_t dimensions;
    };

private:
    Lists lists();
    ShiftedQueries shiftedQueries();
    std::size_t shift(std::span<const std::uint32_t> queries, const float* center);

    std::size_t dimensions_;
    std::size_t stride_;
    std::size_t keep_;
    std::size_t pruneAbove_;
    std::size_t listStride_;
    std::size_t size_ = 0;
    std::vector<std::uint32_t> all_; // 0, 1, 2 …
    Buffer<float> queries_;
    Buffer<float> largestSquaredNorms_;
    // Of the last visit.
    Buffer<float> shifted_;
    Buffer<float> squaredNorms_;
    Buffer<std::uint32_t> shiftedLists_;
    // Of the last squaresToCenters().
    Buffer<float> centers_;
    Buffer<float> squaresToCenters_;
    // One list a query and, last, one that takes nothing.
    Buffer<float> squares_;
    Buffer<std::uint32_t> rows_;
    Buffer<std::uint32_t> counts_;
    Buffer<float> thresholds_;
};

/// Squared Euclidean distances of one point to the given rows of `points`, in double precision.
void squaredDistances(const float* point, const Matrix& points, std::span<const std::uint32_t> rows,
                      double* squares);

} // namespace shoal
