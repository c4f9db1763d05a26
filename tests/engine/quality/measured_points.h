// SPDX-License-Identifier: MIT
// What the tests of quality measure: the reference's cells and their components, and values made from them.
#pragma once

#include "test_support.h"

#include <fstream>
#include <limits>
#include <string>

namespace shoal::test {

/// Columns `first` and `first` + 1 of the 200 cells' principal components.
inline Matrix referenceComponents(Eigen::Index first) {
    constexpr Eigen::Index components = 5; // in the file, behind as many variances
    const auto values = readReference<double>("pbmc3k_200_pca5.f64");
    using Doubles = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Doubles> all(values.data(), static_cast<Eigen::Index>(values.size()) / components,
                                        components);
    return all.block(1, first, all.rows() - 1, 2).cast<float>();
}

/// A value of tests/reference/quality.txt; not a number when there is none.
inline double referenceValue(const std::string& name) {
    std::ifstream file(std::string(SHOAL_TEST_DATA) + "/../reference/quality.txt");
    std::string found;
    double value = 0;
    while (file >> found >> value)
        if (found == name)
            return value;
    return std::numeric_limits<double>::quiet_NaN();
}

/// Points of clusters, and their first two coordinates.
struct Projected {
    Matrix data;
    Matrix embedding;
};
inline Projected projectedClusters(std::size_t points, std::size_t dimensions) {
    Projected both;
    both.data = gaussianClusters(points, dimensions, 8, 6);
    both.embedding = both.data.leftCols(2);
    return both;
}

} // namespace shoal::test
