// SPDX-License-Identifier: MIT
#include "neighbors/metric.h"

#include "core/error.h"
#include "core/named_values.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

constexpr NamedValues<Metric, 4> names{{
    {Metric::Euclidean, "euclidean"},
    {Metric::Cosine, "cosine"},
    {Metric::Correlation, "correlation"},
    {Metric::Manhattan, "manhattan"},
}};

} // namespace

std::string_view nameOf(Metric metric) {
    return nameIn(names, metric);
}

Metric metricFromName(std::string_view name) {
    return valueIn(names, name, "metric");
}

Matrix directions(const Matrix& points, Metric metric, RunContext& context) {
    constexpr std::size_t blockValues = std::size_t{1} << 18;
    const Eigen::Index dimensions = points.cols();
    Matrix unit(points.rows(), dimensions + 1);
    const std::size_t blockRows =
        std::max<std::size_t>(1, blockValues / static_cast<std::size_t>(dimensions + 1));
    const auto count = static_cast<std::size_t>(points.rows());
    forBlocks(context, count, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto row = static_cast<Eigen::Index>(begin); row < static_cast<Eigen::Index>(end); ++row) {
            Eigen::RowVectorXd values = points.row(row).cast<double>();
            // A constant row is known by its values: its mean in double need not be one of them.
            const bool constant = values.minCoeff() == values.maxCoeff();
            if (metric == Metric::Correlation)
                values.array() -= values.mean();
            const double length = values.norm();
            const bool hasDirection = length > 0 && !(metric == Metric::Correlation && constant);
            unit.row(row).setZero();
            if (hasDirection)
                unit.row(row).head(dimensions) = (values / length).cast<float>();
            else
                unit(row, dimensions) = 1;
        }
    });
    return unit;
}

} // namespace shoal
