// SPDX-License-Identifier: MIT
#include "initialization/start_positions.h"

#include "core/parallel.h"
#include "core/random.h"
#include "neighbors/neighbor_graph.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

constexpr double jitterShare = 0.01;
constexpr std::size_t blockRows = 4096;

// Population standard deviation, as numpy's.
double deviation(const Positions& positions, Eigen::Index column) {
    const auto values = positions.col(column).cast<double>();
    const auto count = static_cast<double>(positions.rows());
    const double mean = values.sum() / count;
    return std::sqrt((values.array() - mean).square().sum() / count);
}

void addNormal(Positions& positions, double target, std::uint64_t seed, RunContext& context) {
    const auto points = static_cast<std::size_t>(positions.rows());
    forBlocks(context, points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t point = begin; point < end; ++point) {
            RandomStream stream(seed, point);
            for (float& coordinate : positions.row(static_cast<Eigen::Index>(point)))
                coordinate += static_cast<float>(target * stream.normal());
        }
    });
}

} // namespace

void rescale(Positions& positions, double target) {
    if (positions.rows() == 0)
        return;
    const double spread = deviation(positions, 0);
    if (!(spread > 0) || !std::isfinite(spread))
        return;
    const double factor = target / spread;
    for (Eigen::Index i = 0; i < positions.size(); ++i)
        positions.data()[i] = static_cast<float>(factor * positions.data()[i]);
}

Positions pcaStart(const Matrix& components, std::uint64_t seed, RunContext& context) {
    Positions start = Positions::Zero(components.rows(), 2);
    const Eigen::Index columns = std::min<Eigen::Index>(2, components.cols());
    start.leftCols(columns) = components.leftCols(columns);
    rescale(start);
    addNormal(start, jitterShare * startDeviation, seed, context);
    return start;
}

Positions randomStart(std::size_t points, std::uint64_t seed, RunContext& context) {
    Positions start = Positions::Zero(static_cast<Eigen::Index>(points), 2);
    addNormal(start, startDeviation, seed, context);
    return start;
}

Matrix takeRows(const Matrix& matrix, const std::vector<std::uint32_t>& rows, RunContext& context) {
    Matrix taken(static_cast<Eigen::Index>(rows.size()), matrix.cols());
    forBlocks(context, rows.size(), blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i)
            taken.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
    });
    return taken;
}

Positions placeOnNearest(const Matrix& features, const std::vector<std::uint32_t>& sample,
                         const Positions& sampleEmbedding, RunContext& context, Metric metric) {
    const std::vector<std::uint32_t> nearest =
        nearestReferences(features, takeRows(features, sample, context), context, metric);
    Positions placed(features.rows(), 2);
    forBlocks(context, nearest.size(), blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t point = begin; point < end; ++point)
            placed.row(static_cast<Eigen::Index>(point)) = sampleEmbedding.row(nearest[point]);
    });
    // A sampled point may have a duplicate in the sample before it; it stays on itself.
    for (std::size_t i = 0; i < sample.size(); ++i)
        placed.row(sample[i]) = sampleEmbedding.row(static_cast<Eigen::Index>(i));
    return placed;
}

} // namespace shoal
