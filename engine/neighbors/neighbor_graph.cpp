// SPDX-License-Identifier: MIT
#include "neighbors/neighbor_graph.h"

#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace shoal {

namespace {

/// Squared distances of rows [begin, end) of `queries` to all of `references`.
Matrix squaredDistances(const Matrix& queries, const Matrix& references, Eigen::Index begin,
                        Eigen::Index end) {
    Matrix squared(end - begin, references.rows());
    for (Eigen::Index q = begin; q < end; ++q)
        squared.row(q - begin) = (references.rowwise() - queries.row(q)).rowwise().squaredNorm().transpose();
    return squared;
}

} // namespace

std::shared_ptr<const NeighborGraph> findNeighbors(const Matrix& points, const NeighborOptions& options,
                                                   RunContext& context) {
    const auto n = static_cast<std::size_t>(points.rows());
    const std::size_t k = options.k;
    if (k == 0)
        throw Error("The number of neighbours must be at least 1.");
    if (k >= n)
        throw Error(std::to_string(k) + " neighbours were asked for, but there are only " +
                    std::to_string(n) + " points; use at most " + std::to_string(n ? n - 1 : 0) +
                    " neighbours (a smaller perplexity).");
    auto graph = std::make_shared<NeighborGraph>();
    graph->points = n;
    graph->k = k;
    graph->indices = Buffer<std::uint32_t>(n * k);
    graph->distances = Buffer<float>(n * k);
    graph->order.resize(n);
    std::iota(graph->order.begin(), graph->order.end(), 0u);
    forBlocks(context, n, 8, [&](std::size_t begin, std::size_t end, std::size_t) {
        const Matrix squared = squaredDistances(points, points, static_cast<Eigen::Index>(begin),
                                                static_cast<Eigen::Index>(end));
        std::vector<std::uint32_t> candidates(n - 1);
        for (std::size_t q = begin; q < end; ++q) {
            const auto row = squared.row(static_cast<Eigen::Index>(q - begin));
            std::iota(candidates.begin(), candidates.end(), 0u);
            for (std::size_t j = q; j < n - 1; ++j)
                candidates[j] = static_cast<std::uint32_t>(j + 1);
            std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k),
                              candidates.end(), [&](std::uint32_t a, std::uint32_t b) {
                                  return row[a] < row[b] || (row[a] == row[b] && a < b);
                              });
            for (std::size_t j = 0; j < k; ++j) {
                graph->indices[q * k + j] = candidates[j];
                graph->distances[q * k + j] = std::sqrt(row[candidates[j]]);
            }
        }
    });
    return graph;
}

std::vector<std::uint32_t> nearestReferences(const Matrix& queries, const Matrix& references,
                                             RunContext& context) {
    if (queries.cols() != references.cols())
        throw Error("The points have " + std::to_string(queries.cols()) +
                    " dimensions, the reference points " + std::to_string(references.cols()) +
                    "; both must have the same.");
    if (references.rows() == 0)
        throw Error("There are no reference points to look for the nearest among.");
    std::vector<std::uint32_t> nearest(static_cast<std::size_t>(queries.rows()));
    forBlocks(context, nearest.size(), 8, [&](std::size_t begin, std::size_t end, std::size_t) {
        const Matrix squared = squaredDistances(queries, references, static_cast<Eigen::Index>(begin),
                                                static_cast<Eigen::Index>(end));
        for (std::size_t q = begin; q < end; ++q) {
            Eigen::Index best = 0;
            squared.row(static_cast<Eigen::Index>(q - begin)).minCoeff(&best);
            nearest[q] = static_cast<std::uint32_t>(best);
        }
    });
    return nearest;
}

} // namespace shoal
