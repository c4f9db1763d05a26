// SPDX-License-Identifier: MIT
// Neighbours by a graph index: hierarchical navigable small worlds (Malkov & Yashunin 2018), by hnswlib.
#pragma once

#include "neighbors/exhaustive_search.h"
#include "neighbors/progress.h"

#include <functional>
#include <memory>

namespace shoal {

/// An index of some rows of a matrix and how far a search in it must look. Rows are put in one after the
/// other: in parallel, the index would depend on who came first.
class HnswSearch {
public:
    /// `factor` is unitFactor()'s. Throws Stopped.
    HnswSearch(const Matrix& points, std::span<const std::uint32_t> rows, Distance distance, float factor,
               std::uint64_t seed, SearchProgress& progress, double progressEnd, RunContext& context);
    ~HnswSearch();
    HnswSearch(const HnswSearch&) = delete;
    HnswSearch& operator=(const HnswSearch&) = delete;

    /// Looks as far as gives the `count` nearest of sampled rows with that recall, or everywhere. Returns the
    /// recall reached on the sample. Throws Stopped.
    double aim(std::size_t count, double recall, std::uint64_t seed, SearchProgress& progress,
               double progressEnd, RunContext& context);

    /// The `count` nearest rows found to one of the rows, measured exactly; a row for which the index finds
    /// fewer is searched for exhaustively. From any thread, after aim().
    std::vector<Neighbor> nearest(std::uint32_t row, std::size_t count, RunContext& context) const;

private:
    class Index;

    std::vector<Neighbor> found(std::uint32_t row, std::size_t count) const;

    const Matrix& points_;
    std::span<const std::uint32_t> rows_;
    Distance distance_;
    float factor_;
    std::unique_ptr<Index> index_;
};

} // namespace shoal
