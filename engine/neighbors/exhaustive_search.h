// SPDX-License-Identifier: MIT
// Every candidate measured: for distances the tiles cannot tell (Manhattan), and as the truth that other
// searches are held against.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "neighbors/tile_search.h"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

enum class Distance { Euclidean, Manhattan };

/// Puts the measured candidates of a query in order: nearest first, equal distances by row, the query itself
/// (`skipped`) left out, `count` of them unless there are fewer.
std::vector<Neighbor> nearestMeasured(const float* query, const Matrix& candidates,
                                      std::span<const std::uint32_t> rows, std::size_t count,
                                      std::uint32_t skipped, Distance distance);

/// One thread's search among `rows` of `candidates`, for the `count` nearest of each query.
class ExhaustiveSearch {
public:
    /// Queries that share a pass through the candidates.
    static constexpr std::size_t capacity = 32;
    static constexpr std::uint32_t nobody = UINT32_MAX;

    struct Query {
        const float* values;
        std::uint32_t skipped = nobody; ///< the query's own row among the candidates
    };

    ExhaustiveSearch(const Matrix& candidates, std::span<const std::uint32_t> rows, std::size_t count,
                     Distance distance)
        : candidates_(candidates)
        , candidateRows_(rows)
        , count_(count)
        , distance_(distance) {}

    /// Takes up to `capacity` queries through all candidates. Throws Stopped.
    void search(std::span<const Query> queries, RunContext& context);
    /// The i-th query's neighbours, as nearestMeasured() orders them. Valid until the next search.
    std::span<const Neighbor> nearest(std::size_t i) const { return found_[i]; }

private:
    void prune(std::size_t query);

    const Matrix& candidates_;
    std::span<const std::uint32_t> candidateRows_;
    std::size_t count_;
    Distance distance_;
    std::vector<double> measured_;
    std::vector<std::vector<Neighbor>> found_;
    std::vector<float> thresholds_;
};

} // namespace shoal
