// SPDX-License-Identifier: MIT
#include "quality/neighbor_preservation.h"

#include "core/parallel.h"
#include "core/random.h"
#include "neighbors/exact_squares.h"
#include "neighbors/progress.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shoal {

namespace {

constexpr std::size_t queryBlock = 32;
constexpr std::size_t chunkValues = 32 * 1024; // of points that stay in the cache while a block passes them

/// As lists of neighbours know it.
float distanceOf(double square) {
    return static_cast<float>(std::sqrt(square));
}

/// Counts, for some points around a query, how many of all points are strictly nearer to it.
class NearerCounts {
public:
    /// The distances of those points in the data, at least one.
    explicit NearerCounts(std::vector<float> distances)
        : distances_(std::move(distances))
        , counts_(distances_.size() + 1) {
        std::sort(distances_.begin(), distances_.end());
        const auto farthest = static_cast<double>(distances_.back());
        limit_ = farthest * farthest * roundedUp;
    }

    void add(const double* squares, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            if (squares[i] >= limit_) // nearly all of them, spared the root
                continue;
            const float distance = distanceOf(squares[i]);
            ++counts_[static_cast<std::size_t>(
                std::upper_bound(distances_.begin(), distances_.end(), distance) - distances_.begin())];
        }
    }

    /// The neighbours' ranks, ascending, once all points were added, the query too.
    std::vector<std::size_t> ranks() const {
        std::vector<std::size_t> ranks(distances_.size());
        std::size_t nearer = 0;
        for (std::size_t j = 0; j < ranks.size(); ++j) {
            nearer += counts_[j];
            // The query is among the nearer ones, unless the neighbour lies where it lies.
            ranks[j] = std::max<std::size_t>(1, nearer);
        }
        return ranks;
    }

private:
    static constexpr double roundedUp = 1 + 1e-12;
    std::vector<float> distances_;
    std::vector<std::size_t> counts_; // of points for which this many of the distances are not beyond theirs
    double limit_;
};

struct Kept {
    double share = 0;  // of the neighbours that are among the k nearest in the data
    double excess = 0; // Σ max(0, rank − k)
};

Kept keptOf(const std::vector<std::size_t>& ranks) {
    const std::size_t k = ranks.size();
    std::size_t among = 0;
    std::size_t excess = 0;
    for (const std::size_t rank : ranks) {
        among += rank <= k ? 1 : 0;
        excess += rank <= k ? 0 : rank - k;
    }
    return {static_cast<double>(among) / static_cast<double>(k), static_cast<double>(excess)};
}

/// Mean of `part` over the queries, with the error of having drawn them, without replacement, from `points`.
template <class Part>
Score meanOf(const std::vector<Kept>& kept, std::size_t points, const Part& part) {
    const auto count = static_cast<double>(kept.size());
    double sum = 0;
    for (const Kept& query : kept)
        sum += part(query);
    Score score;
    score.value = sum / count;
    if (kept.size() == points)
        return score;
    double squares = 0;
    for (const Kept& query : kept)
        squares += (part(query) - score.value) * (part(query) - score.value);
    score.sampled = kept.size();
    score.standardError =
        std::sqrt(squares / std::max(1.0, count - 1) / count * (1 - count / static_cast<double>(points)));
    return score;
}

} // namespace

std::size_t comparableNeighbors(std::size_t points, std::size_t wanted) {
    return points < 3 ? 0 : std::min(wanted, (points - 1) / 2);
}

NeighborPreservation comparePreserved(const Matrix& data, const NeighborGraph& inEmbedding,
                                      std::size_t queries, std::uint64_t seed, RunContext& context) {
    const std::size_t points = inEmbedding.points;
    const std::size_t k = inEmbedding.k;
    const auto dimensions = static_cast<std::size_t>(data.cols());
    const auto rowOf = [&](std::size_t point) { return data.data() + point * dimensions; };
    const std::vector<std::uint32_t> drawn = sampleRows(points, queries, seed);
    std::vector<std::uint32_t> all(points);
    std::iota(all.begin(), all.end(), 0U);
    const std::size_t chunk = std::max<std::size_t>(16, chunkValues / std::max<std::size_t>(1, dimensions));

    std::vector<Kept> kept(drawn.size());
    SearchProgress progress(context);
    progress.begin(1, drawn.size());
    forBlocks(context, drawn.size(), queryBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<double> squares(std::max(chunk, k));
        std::vector<NearerCounts> nearer;
        for (std::size_t query = begin; query < end; ++query) {
            exactSquares(rowOf(drawn[query]), data, inEmbedding.neighborsOf(drawn[query]), squares.data());
            std::vector<float> distances(k);
            std::transform(squares.begin(), squares.begin() + static_cast<std::ptrdiff_t>(k),
                           distances.begin(), distanceOf);
            nearer.emplace_back(std::move(distances));
        }
        for (std::size_t first = 0; first < points; first += chunk) {
            context.checkpoint();
            const auto rows = std::span(all).subspan(first, std::min(chunk, points - first));
            for (std::size_t query = begin; query < end; ++query) {
                exactSquares(rowOf(drawn[query]), data, rows, squares.data());
                nearer[query - begin].add(squares.data(), rows.size());
            }
        }
        for (std::size_t query = begin; query < end; ++query)
            kept[query] = keptOf(nearer[query - begin].ranks());
        progress.add(end - begin);
    });

    const auto n = static_cast<double>(points);
    const auto count = static_cast<double>(k);
    const double perRank = 2 / (count * (2 * n - 3 * count - 1));
    return {meanOf(kept, points, [](const Kept& query) { return query.share; }),
            meanOf(kept, points, [&](const Kept& query) { return 1 - query.excess * perRank; })};
}

} // namespace shoal
