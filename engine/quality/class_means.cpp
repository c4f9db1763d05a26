// SPDX-License-Identifier: MIT
#include "quality/class_means.h"

#include "core/parallel.h"

#include <cstdint>
#include <vector>

namespace shoal {

namespace {

constexpr std::size_t rowsPerCheckpoint = 1024;

/// The rows of each class that has any.
std::vector<std::vector<std::uint32_t>> rowsByClass(const CategoricalColumn& classes) {
    std::vector<std::vector<std::uint32_t>> rows(classes.categories.size());
    for (std::size_t row = 0; row < classes.codes.size(); ++row)
        if (classes.codes[row] >= 0)
            rows[static_cast<std::size_t>(classes.codes[row])].push_back(static_cast<std::uint32_t>(row));
    std::erase_if(rows, [](const auto& members) { return members.empty(); });
    return rows;
}

} // namespace

Matrix classMeans(const Matrix& points, const CategoricalColumn& classes, RunContext& context) {
    const auto rows = rowsByClass(classes);
    Matrix means(static_cast<Eigen::Index>(rows.size()), points.cols());
    forBlocks(context, rows.size(), 1, [&](std::size_t number, std::size_t, std::size_t) {
        Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(points.cols());
        for (std::size_t i = 0; i < rows[number].size(); ++i) {
            if (i % rowsPerCheckpoint == 0)
                context.checkpoint();
            sum += points.row(rows[number][i]).cast<double>();
        }
        means.row(static_cast<Eigen::Index>(number)) =
            (sum / static_cast<double>(rows[number].size())).cast<float>();
    });
    return means;
}

} // namespace shoal
