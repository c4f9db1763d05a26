// SPDX-License-Identifier: MIT
// The oracle: all distances of a point, one coordinate at a time, in long double.
#pragma once

#include "core/matrix.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace shoal::test {

/// The `count` rows of `candidates` nearest to a point, with distances as float; equal ones by row. `skipped`
/// is left out.
inline std::vector<std::pair<float, std::uint32_t>> nearestByBruteForce(const float* point,
                                                                        const Matrix& candidates,
                                                                        std::size_t count,
                                                                        std::size_t skipped = SIZE_MAX) {
    std::vector<std::pair<float, std::uint32_t>> all;
    for (std::size_t row = 0; row < static_cast<std::size_t>(candidates.rows()); ++row) {
        if (row == skipped)
            continue;
        long double square = 0;
        for (Eigen::Index t = 0; t < candidates.cols(); ++t) {
            const long double difference =
                static_cast<long double>(point[t]) -
                static_cast<long double>(candidates(static_cast<Eigen::Index>(row), t));
            square += difference * difference;
        }
        all.emplace_back(static_cast<float>(std::sqrt(square)), static_cast<std::uint32_t>(row));
    }
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
    all.resize(count);
    return all;
}

} // namespace shoal::test
