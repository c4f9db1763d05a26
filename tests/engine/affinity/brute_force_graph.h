// SPDX-License-Identifier: MIT
// Exact neighbours in double, one pair at a time, in any storage order: the input of the affinities' tests.
#pragma once

#include "neighbors/neighbor_graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shoal::test {

inline NeighborGraph bruteForceGraph(const Matrix& points, std::size_t k) {
    NeighborGraph graph;
    graph.points = static_cast<std::size_t>(points.rows());
    graph.k = k;
    graph.indices = Buffer<std::uint32_t>(graph.points * k);
    graph.distances = Buffer<float>(graph.points * k);
    graph.order.resize(graph.points);
    std::iota(graph.order.begin(), graph.order.end(), 0u);
    const Eigen::MatrixXd exact = points.cast<double>().transpose();
    std::vector<std::pair<double, std::uint32_t>> others;
    for (std::size_t i = 0; i < graph.points; ++i) {
        others.clear();
        for (std::size_t j = 0; j < graph.points; ++j)
            if (j != i)
                others.emplace_back(
                    (exact.col(static_cast<Eigen::Index>(i)) - exact.col(static_cast<Eigen::Index>(j)))
                        .norm(),
                    static_cast<std::uint32_t>(j));
        std::sort(others.begin(), others.end());
        for (std::size_t j = 0; j < k; ++j) {
            graph.indices[i * k + j] = others[j].second;
            graph.distances[i * k + j] = static_cast<float>(others[j].first);
        }
    }
    return graph;
}

/// Stores the points in reverse of a stride, so that no row stands for the point of its number.
inline void shuffleOrder(NeighborGraph& graph, std::size_t stride) {
    for (std::size_t row = 0; row < graph.points; ++row)
        graph.order[row] = static_cast<std::uint32_t>((graph.points - 1 - row) * stride % graph.points);
}

} // namespace shoal::test
