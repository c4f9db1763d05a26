// SPDX-License-Identifier: MIT
#include "neighbors/tile_search.h"

#include "neighbors/exact_squares.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace shoal {

namespace {

// Tiles whose distances to the queries are computed at once.
constexpr std::size_t tileRun = 48;

/// More candidates are kept than wanted, because their order is known but for rounding.
std::size_t kept(std::size_t count) {
    return count + count / 16 + 8;
}

} // namespace

TileSearch::TileSearch(const SearchSpace& space, std::size_t count)
    : space_(space)
    , count_(count)
    , block_(capacity, space.candidateTiles.dimensions(), std::min(kept(count), space.candidateRows.size()))
    , centers_(tileRun, space.candidateTiles.dimensions())
    , reaches_(capacity)
    , rows_(capacity) {}

void TileSearch::sortTiles(const float* center, std::size_t count) {
    const PackedTiles& tiles = space_.candidateTiles;
    const std::size_t stride = PackedTiles::padded(tiles.dimensions());
    byDistance_.resize(tiles.size());
    for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
        const float* other = tiles.centers() + tile * stride;
        float sums[4] = {};
        for (std::size_t t = 0; t < stride; t += 4) {
            for (std::size_t lane = 0; lane < 4; ++lane) {
                const float difference = other[t + lane] - center[t + lane];
                sums[lane] += difference * difference;
            }
        }
        byDistance_[tile] = {(sums[0] + sums[1]) + (sums[2] + sums[3]), static_cast<std::uint32_t>(tile)};
    }
    // As many as asked for, and enough to hold as many candidates as are kept: a query visits all it is
    // offered until it has those.
    count = std::min(count, tiles.size());
    auto middle = byDistance_.begin();
    for (std::size_t points = 0; points < block_.keep(); count = std::min(2 * count, tiles.size())) {
        middle = byDistance_.begin() + static_cast<std::ptrdiff_t>(count);
        std::nth_element(byDistance_.begin(), middle, byDistance_.end());
        points = 0;
        for (auto item = byDistance_.begin(); item != middle; ++item)
            points += tiles[item->second].size;
    }
    count = static_cast<std::size_t>(middle - byDistance_.begin());
    std::sort(byDistance_.begin(), middle);
    order_.resize(count);
    std::transform(byDistance_.begin(), middle, order_.begin(), [](const auto& item) { return item.second; });
}

float TileSearch::reachOf(std::size_t query) const {
    // Rounding must not hide a tile that touches the ball.
    constexpr double roundedUp = 1 + 1e-5;
    return static_cast<float>((std::sqrt(static_cast<double>(block_.thresholds()[query])) +
                               (exhaustive_ ? block_.largestError(query) : 0)) *
                              roundedUp);
}

void TileSearch::search(std::size_t tile, std::span<const std::uint32_t> places, const Probe& probe,
                        RunContext& context) {
    const Tile& whole = space_.queryTiles[tile];
    for (std::size_t i = 0; i < places.size(); ++i)
        rows_[i] = whole.rows[places[i]];
    block_.assign(space_.queries, space_.queryTiles.factor(), std::span(rows_).first(places.size()));
    std::fill(reaches_.begin(), reaches_.end(), std::numeric_limits<float>::infinity());
    exhaustive_ = probe.exhaustive();
    compared_ = 0;
    tilesReached_ = 0;
    sortTiles(whole.center, probe.tiles);
    const std::size_t firstPanel = places.front() / Tile::panelWidth;
    const Tile home =
        space_.queryTiles.part(tile, firstPanel, places.back() / Tile::panelWidth + 1 - firstPanel);
    for (std::size_t begin = 0; begin < order_.size(); begin += tileRun) {
        const std::size_t visited =
            visitTiles(std::span(order_).subspan(begin, std::min(tileRun, order_.size() - begin)), home,
                       firstPanel * Tile::panelWidth, places, probe, context);
        if (visited > 0)
            tilesReached_ = begin + visited;
    }
}

std::size_t TileSearch::visitTiles(std::span<const std::uint32_t> tiles, const Tile& home,
                                   std::size_t firstPlace, std::span<const std::uint32_t> places,
                                   const Probe& probe, RunContext& context) {
    std::size_t last = 0;
    const std::size_t columns = home.panels() * Tile::panelWidth;
    squares_.resize((tileRun + 12) * columns);
    centers_.assign(space_.candidateTiles.centers(), tiles, home);
    squaredDistances(centers_, home, squares_.data());
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        context.checkpoint();
        const Tile& tile = space_.candidateTiles[tiles[i]];
        const float* squares = squares_.data() + i * columns;
        const float error = static_cast<float>(quantizationError(
            static_cast<double>(home.radius), std::sqrt(static_cast<double>(centers_.rows()[i].squaredNorm)),
            space_.candidateTiles.dimensions()));
        const float spread = 4 * probe.slack * probe.slack * tile.meanSquare;
        visitors_.clear();
        for (std::size_t query = 0; query < places.size(); ++query) {
            const float square = squares[places[query] - firstPlace];
            const float threshold = block_.thresholds()[query];
            const float reach = reaches_[query] + tile.radius + error;
            const float excess = square + tile.meanSquare - threshold;
            const bool touches = square <= reach * reach;
            if (touches && (exhaustive_ || excess < 0 || excess * excess < spread * square))
                visitors_.push_back(static_cast<std::uint32_t>(query));
        }
        block_.visit(tile, visitors_);
        for (const std::uint32_t query : visitors_)
            reaches_[query] = reachOf(query);
        compared_ += visitors_.size() * tile.size;
        if (!visitors_.empty())
            last = i + 1;
    }
    return last;
}

void TileSearch::measure(std::size_t i, std::span<const std::uint32_t> candidates) {
    const auto dimensions = static_cast<std::size_t>(space_.queries.cols());
    exact_.resize(candidates.size());
    exactSquares(space_.queries.data() + rows_[i] * dimensions, space_.candidates, candidates, exact_.data());
    // One number holds the distance and, below it, the row: bits of a positive float grow with it.
    constexpr int rowBits = 32;
    keys_.clear();
    for (std::size_t j = 0; j < candidates.size(); ++j) {
        const auto distance = static_cast<float>(std::sqrt(exact_[j]));
        if (!space_.withinOneSet() || candidates[j] != rows_[i])
            keys_.push_back(std::uint64_t{std::bit_cast<std::uint32_t>(distance)} << rowBits | candidates[j]);
    }
    const std::size_t count = std::min(count_, keys_.size());
    if (keys_.size() > 2 * count) {
        std::nth_element(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(count) - 1, keys_.end());
        keys_.resize(count);
    }
    std::sort(keys_.begin(), keys_.end());
    found_.resize(count);
    for (std::size_t j = 0; j < count; ++j)
        found_[j] = {std::bit_cast<float>(static_cast<std::uint32_t>(keys_[j] >> rowBits)),
                     static_cast<std::uint32_t>(keys_[j])};
}

std::span<const Neighbor> TileSearch::nearest(std::size_t i) {
    block_.prune(i);
    measure(i, block_.candidates(i));
    if (exhaustive_ && block_.candidates(i).size() < space_.candidateRows.size()) {
        // Whatever was not kept lies beyond this; if that is not beyond doubt, all candidates are measured.
        const double factor = static_cast<double>(space_.candidateTiles.factor());
        const double beyond =
            (std::sqrt(static_cast<double>(block_.thresholds()[i])) * (1 - 1e-6) - block_.largestError(i)) /
            factor;
        if (static_cast<double>(found_.back().distance) * (1 + 1e-6) >= beyond)
            measure(i, space_.candidateRows);
    }
    return found_;
}

} // namespace shoal
