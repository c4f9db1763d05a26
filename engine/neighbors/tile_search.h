// SPDX-License-Identifier: MIT
// The search for neighbours: queries of one tile against the tiles near theirs, nearest first.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/tile_kernel.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace shoal {

/// Which tiles a query visits: of the `tiles` nearest to its own, those that may hold neighbours. Of a tile's
/// points y around their centre c, the squared distances to a query x have the mean |x − c|² + |y − c|² and
/// spread with 2 |x − c| |y − c|; a tile is visited when `slack` times that spread reaches what the query has
/// found so far.
struct Probe {
    std::size_t tiles = std::numeric_limits<std::size_t>::max();
    float slack = std::numeric_limits<float>::infinity();

    /// Only tiles that can hold no neighbour are left out.
    bool exhaustive() const {
        return tiles == std::numeric_limits<std::size_t>::max() &&
               slack == std::numeric_limits<float>::infinity();
    }
};

struct Neighbor {
    float distance;
    std::uint32_t row;
    auto operator<=>(const Neighbor&) const = default;
};

/// What is searched: queries and candidates, packed with the same factor.
struct SearchSpace {
    const Matrix& queries;
    const PackedTiles& queryTiles;
    const Matrix& candidates;
    const PackedTiles& candidateTiles;
    std::span<const std::uint32_t> candidateRows; ///< all rows of the tiles, in any order

    bool withinOneSet() const { return &queries == &candidates; }
};

/// One thread's search. Memory: a list of candidates for each of capacity queries.
class TileSearch {
public:
    static constexpr std::size_t capacity = 252;

    /// For the `count` nearest candidates of each query.
    TileSearch(const SearchSpace& space, std::size_t count);

    /// Takes up to `capacity` points of a query tile, given by their ascending places in it, through the
    /// tiles. Throws Stopped.
    void search(std::size_t tile, std::span<const std::uint32_t> places, const Probe& probe,
                RunContext& context);
    /// Row of the i-th point searched for.
    std::uint32_t row(std::size_t i) const { return rows_[i]; }
    /// Its nearest candidates found, itself left out: nearest first, equal distances by row; `count` of them
    /// unless there are fewer. Exact when the probe was exhaustive. Valid until the next call.
    std::span<const Neighbor> nearest(std::size_t i);
    /// Pairs of query and candidate compared.
    std::uint64_t compared() const { return compared_; }
    /// How many of the nearest tiles hold all that any query visited.
    std::size_t tilesReached() const { return tilesReached_; }

private:
    void sortTiles(const float* center, std::size_t count);
    /// Returns how many of the tiles, from the first to the last visited.
    std::size_t visitTiles(std::span<const std::uint32_t> tiles, const Tile& home, std::size_t firstPlace,
                           std::span<const std::uint32_t> places, const Probe& probe, RunContext& context);
    float reachOf(std::size_t query) const;
    void measure(std::size_t i, std::span<const std::uint32_t> candidates);

    const SearchSpace& space_;
    std::size_t count_;
    QueryBlock block_;
    ShiftedPoints centers_;
    bool exhaustive_ = false;
    std::uint64_t compared_ = 0;
    std::size_t tilesReached_ = 0;
    std::vector<float> reaches_; // of each query: how far off a point may lie that is nearer than the kept
    std::vector<std::uint32_t> rows_;
    std::vector<std::pair<float, std::uint32_t>> byDistance_; // of tiles to the home tile, squared
    std::vector<std::uint32_t> order_;
    std::vector<float> squares_; // of centres to the points of the home tile
    std::vector<std::uint32_t> visitors_;
    std::vector<double> exact_;
    std::vector<std::uint64_t> keys_;
    std::vector<Neighbor> found_;
};

} // namespace shoal
