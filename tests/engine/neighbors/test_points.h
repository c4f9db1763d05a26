// SPDX-License-Identifier: MIT
// Points that are hard on a search: repeated, on a lattice, far from the origin, of extreme size.
#pragma once

#include "test_support.h"

#include <cmath>

namespace shoal::test {

/// One Gaussian: no clusters.
inline Matrix gaussian(std::size_t points, std::size_t dimensions, std::uint64_t seed = 3) {
    return gaussianClusters(points, dimensions, 1, seed);
}

/// Nine of ten points lie at one of three places.
inline Matrix mostlyRepeated(std::size_t points, std::size_t dimensions) {
    Matrix matrix = gaussian(points, dimensions);
    for (Eigen::Index row = 0; row < matrix.rows(); ++row)
        if (row % 10 != 0)
            matrix.row(row).setConstant(static_cast<float>(row % 3));
    return matrix;
}

/// Whole numbers: most distances are shared by many.
inline Matrix lattice(std::size_t points, std::size_t dimensions) {
    Matrix matrix = gaussian(points, dimensions);
    for (float& value : matrix.reshaped())
        value = std::round(value);
    return matrix;
}

/// Two clouds so far apart that a step of float between them is no smaller than a hundredth of either.
inline Matrix twoFarClouds(std::size_t points, std::size_t dimensions) {
    Matrix matrix = gaussian(points, dimensions);
    for (Eigen::Index row = 0; row < matrix.rows(); row += 2)
        matrix.row(row).array() += 1e5F;
    return matrix;
}

/// Clouds of widths from 1e-6 to 1e3, beside each other.
inline Matrix manyWidths(std::size_t points, std::size_t dimensions) {
    Matrix matrix = gaussian(points, dimensions);
    for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
        matrix.row(row) *= std::pow(10.0F, static_cast<float>(row % 10 - 6));
        matrix(row, 0) += static_cast<float>(row % 10);
    }
    return matrix;
}

} // namespace shoal::test
