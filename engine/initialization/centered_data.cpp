// SPDX-License-Identifier: MIT
#include "initialization/centered_data.h"

#include "core/buffer.h"
#include "core/parallel.h"
#include "initialization/matrix_product.h"

#include <algorithm>

namespace shoal {

namespace {

constexpr std::size_t panelRows = 128;    // of X, centred at a time
constexpr std::size_t panelColumns = 512; // of X, centred at a time where not all are needed at once
constexpr std::size_t tileFeatures = 64;  // rows of the covariance a task sums

// V with zero columns up to a multiple of productColumns.
Matrix paddedDirections(const DoubleRows& directions) {
    const auto width = static_cast<Eigen::Index>(roundedColumns(static_cast<std::size_t>(directions.cols())));
    Matrix padded = Matrix::Zero(directions.rows(), width);
    padded.leftCols(directions.cols()) = directions.cast<float>();
    return padded;
}

} // namespace

CenteredData::CenteredData(const Matrix& points, RunContext& context)
    : points_(points) {
    constexpr std::size_t blockEntries = std::size_t{1} << 20;
    const std::size_t blockRows =
        std::max<std::size_t>(64, blockEntries / std::max<std::size_t>(1, columns()));
    // Relative to the first row, so that a constant column has exactly that constant as its mean.
    const Eigen::ArrayXd origin = points.row(0).transpose().cast<double>().array();
    const Eigen::ArrayXd zero = Eigen::ArrayXd::Zero(points.cols());
    const auto sumRows = [&](const Eigen::ArrayXd& shift, const auto& term) -> Eigen::ArrayXd {
        return sumBlocks(
            context, rows(), blockRows, zero, [&](std::size_t begin, std::size_t end) -> Eigen::ArrayXd {
                Eigen::ArrayXd sum = zero;
                for (std::size_t row = begin; row < end; ++row) {
                    const auto values =
                        points.row(static_cast<Eigen::Index>(row)).transpose().cast<double>().array();
                    sum += term(values - shift);
                }
                return sum;
            });
    };
    means_ = origin + sumRows(origin, [](const auto& x) { return x; }) / static_cast<double>(rows());
    totalVariance_ = sumRows(means_, [](const auto& x) { return x.square(); }).sum() * varianceScale();
}

template <class Value>
void CenteredData::copyCentered(std::size_t row, std::size_t rowEnd, std::size_t column,
                                std::size_t columnEnd, Value* block, std::size_t stride) const {
    const double* means = means_.data();
    for (std::size_t r = row; r < rowEnd; ++r, block += stride) {
        const float* values = points_.data() + r * columns();
        for (std::size_t c = column; c < columnEnd; ++c)
            block[c - column] = static_cast<Value>(static_cast<double>(values[c]) - means[c]);
        std::fill(block + (columnEnd - column), block + stride, Value{0});
    }
}

DoubleRows CenteredData::covariance(RunContext& context) const {
    const std::size_t d = columns();
    const std::size_t width = roundedColumns(d);
    // Rows are summed in segments, as many as give tasks enough and take little memory; each task adds up one
    // strip of the upper triangle over one segment.
    constexpr std::size_t segmentRows = 8192;
    constexpr std::size_t partialBytes = std::size_t{64} << 20;
    const std::size_t most = std::max<std::size_t>(1, partialBytes / (d * width * sizeof(double)));
    const std::size_t perSegment = std::max(segmentRows, blockCount(rows(), most));
    const std::size_t segments = blockCount(rows(), perSegment);
    const std::size_t strips = blockCount(d, tileFeatures);
    std::vector<DoubleRows> partial(segments);
    for (DoubleRows& part : partial)
        part = DoubleRows::Zero(static_cast<Eigen::Index>(d), static_cast<Eigen::Index>(width));

    forBlocks(context, segments * strips, 1, [&](std::size_t task, std::size_t, std::size_t) {
        const std::size_t begin = task / strips * perSegment;
        const std::size_t end = std::min(rows(), begin + perSegment);
        const std::size_t strip = task % strips * tileFeatures;
        const std::size_t stride = width - strip;
        // In double: small components would drown in the rounding of large ones.
        Buffer<double> panel(panelRows * stride);
        double* sum = partial[task / strips].data() + strip * width + strip;
        for (std::size_t row = begin; row < end; row += panelRows) {
            context.checkpoint();
            const std::size_t height = std::min(panelRows, end - row);
            copyCentered(row, row + height, strip, d, panel.data(), stride);
            addProduct(std::min(tileFeatures, d - strip), height, stride, {panel.data(), 1, stride},
                       panel.data(), stride, sum, width);
        }
    });

    DoubleRows covariance(points_.cols(), points_.cols());
    for (Eigen::Index i = 0; i < points_.cols(); ++i) {
        for (Eigen::Index j = i; j < points_.cols(); ++j) {
            double sum = 0;
            for (const DoubleRows& part : partial)
                sum += part(i, j);
            covariance(i, j) = covariance(j, i) = sum * varianceScale();
        }
    }
    return covariance;
}

Matrix CenteredData::projectPadded(const DoubleRows& directions, RunContext& context) const {
    const Matrix padded = paddedDirections(directions);
    const auto width = static_cast<std::size_t>(padded.cols());
    Matrix projected(points_.rows(), padded.cols());
    forBlocks(context, rows(), panelRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        const std::size_t height = end - begin;
        Buffer<float> panel(panelRows * panelColumns);
        DoubleRows sum = DoubleRows::Zero(static_cast<Eigen::Index>(height), padded.cols());
        for (std::size_t column = 0; column < columns(); column += panelColumns) {
            const std::size_t columnEnd = std::min(columns(), column + panelColumns);
            const std::size_t stride = columnEnd - column;
            copyCentered(begin, end, column, columnEnd, panel.data(), stride);
            addProduct(height, stride, width, {panel.data(), stride, 1}, padded.data() + column * width,
                       width, sum.data(), width);
        }
        projected.middleRows(static_cast<Eigen::Index>(begin), static_cast<Eigen::Index>(height)) =
            sum.cast<float>();
    });
    return projected;
}

Matrix CenteredData::project(const DoubleRows& directions, RunContext& context) const {
    Matrix projected = projectPadded(directions, context);
    if (projected.cols() == directions.cols())
        return projected;
    return projected.leftCols(directions.cols());
}

DoubleRows CenteredData::covarianceTimes(const DoubleRows& directions, RunContext& context) const {
    const Matrix projected = projectPadded(directions, context);
    const auto width = static_cast<std::size_t>(projected.cols());
    DoubleRows result = DoubleRows::Zero(points_.cols(), projected.cols());
    forBlocks(context, columns(), panelRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        const std::size_t features = end - begin;
        Buffer<float> panel(panelRows * panelRows);
        for (std::size_t row = 0; row < rows(); row += panelRows) {
            context.checkpoint();
            const std::size_t height = std::min(panelRows, rows() - row);
            copyCentered(row, row + height, begin, end, panel.data(), features);
            addProduct(features, height, width, {panel.data(), 1, features}, projected.data() + row * width,
                       width, result.data() + begin * width, width);
        }
    });
    return result.leftCols(directions.cols()) * varianceScale();
}

} // namespace shoal
