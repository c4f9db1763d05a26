// SPDX-License-Identifier: MIT
#include "quality/feature_differences.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

// A few cache lines of each row at a time, and so few rows between checkpoints that they come in time.
constexpr std::size_t featuresAtOnce = 64;
constexpr std::size_t rowsPerCheckpoint = 16384;

struct Moments {
    double mean = 0;
    double squares = 0; ///< sum of squared deviations from the mean
};
using BlockMoments = std::array<Moments, featuresAtOnce>;

/// Sums are taken from the first row's values on: rows that are all the same have no spread at all, and large
/// values with a small spread keep their digits.
BlockMoments momentsOf(const Matrix& features, std::span<const std::uint32_t> rows, std::size_t begin,
                       std::size_t end, RunContext& context) {
    std::array<double, featuresAtOnce> sums{};
    std::array<double, featuresAtOnce> squares{};
    const auto valuesOf = [&](std::uint32_t row) {
        return features.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(features.cols()) +
               begin;
    };
    const float* const origin = valuesOf(rows.front());
    const std::size_t count = end - begin;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % rowsPerCheckpoint == 0)
            context.checkpoint();
        const float* const values = valuesOf(rows[i]);
        for (std::size_t k = 0; k < count; ++k) {
            const double shifted = static_cast<double>(values[k]) - static_cast<double>(origin[k]);
            sums[k] += shifted;
            squares[k] += shifted * shifted;
        }
    }
    BlockMoments moments;
    const auto points = static_cast<double>(rows.size());
    for (std::size_t k = 0; k < count; ++k) {
        moments[k].mean = static_cast<double>(origin[k]) + sums[k] / points;
        moments[k].squares = std::max(0.0, squares[k] - sums[k] * sums[k] / points);
    }
    return moments;
}

double standardized(double difference, double squares, double freedom) {
    if (difference == 0)
        return 0;
    if (!(squares > 0))
        return std::copysign(std::numeric_limits<double>::infinity(), difference);
    return difference / std::sqrt(squares / freedom);
}

} // namespace

std::vector<FeatureDifference> differingFeatures(const Matrix& features,
                                                 std::span<const std::uint32_t> inside,
                                                 std::span<const std::uint32_t> outside, std::size_t most,
                                                 RunContext& context) {
    if (inside.empty() || outside.empty())
        return {};
    const auto freedom = static_cast<double>(std::max<std::size_t>(inside.size() + outside.size(), 3) - 2);
    std::vector<FeatureDifference> all(static_cast<std::size_t>(features.cols()));
    forBlocks(context, all.size(), featuresAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
        const BlockMoments in = momentsOf(features, inside, begin, end, context);
        const BlockMoments out = momentsOf(features, outside, begin, end, context);
        for (std::size_t k = 0; k < end - begin; ++k)
            all[begin + k] = {
                begin + k, in[k].mean, out[k].mean,
                standardized(in[k].mean - out[k].mean, in[k].squares + out[k].squares, freedom)};
    });
    std::erase_if(all, [](const FeatureDifference& each) { return each.difference == 0; });
    const auto shown = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
    std::partial_sort(all.begin(), shown, all.end(),
                      [](const FeatureDifference& first, const FeatureDifference& second) {
                          const double one = std::abs(first.difference);
                          const double other = std::abs(second.difference);
                          return one != other ? one > other : first.feature < second.feature;
                      });
    all.erase(shown, all.end());
    return all;
}

} // namespace shoal
