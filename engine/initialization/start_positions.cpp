// SPDX-License-Identifier: MIT
#include "initialization/start_positions.h"

#include "core/parallel.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

constexpr std::size_t blockRows = 4096;

} // namespace

double deviationOf(const Positions& positions, Eigen::Index column) {
    const auto values = positions.col(column).cast<double>();
    const auto count = static_cast<double>(positions.rows());
    const double mean = values.sum() / count;
    return std::sqrt((values.array() - mean).square().sum() / count);
}

void rescale(Positions& positions, double target) {
    if (positions.rows() == 0)
        return;
    const double spread = deviationOf(positions, 0);
    if (!(spread > 0) || !std::isfinite(spread))
        return;
    const double factor = target / spread;
    for (Eigen::Index i = 0; i < positions.size(); ++i)
        positions.data()[i] = static_cast<float>(factor * positions.data()[i]);
}

void addJitter(Positions& positions, double deviation, std::uint64_t seed, RunContext& context) {
    const auto points = static_cast<std::size_t>(positions.rows());
    forBlocks(context, points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t point = begin; point < end; ++point) {
            RandomStream stream(seed, point);
            for (float& coordinate : positions.row(static_cast<Eigen::Index>(point)))
                coordinate += static_cast<float>(deviation * stream.normal());
        }
    });
}

Positions pcaStart(const Matrix& components, std::uint64_t seed, RunContext& context) {
    Positions start = Positions::Zero(components.rows(), 2);
    const Eigen::Index columns = std::min<Eigen::Index>(2, components.cols());
    start.leftCols(columns) = components.leftCols(columns);
    rescale(start);
    addJitter(start, jitterShare * startDeviation, seed, context);
    return start;
}

Positions randomStart(std::size_t points, std::uint64_t seed, RunContext& context) {
    Positions start = Positions::Zero(static_cast<Eigen::Index>(points), 2);
    addJitter(start, startDeviation, seed, context);
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

} // namespace shoal
