// SPDX-License-Identifier: MIT
#include "tsne/grid_geometry.h"

#include "tsne/spline_kernels.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

constexpr double spacingAtOneDegree = 0.4;
constexpr double leastCells = 40;
constexpr double mostCells = 2040;
constexpr double fineSpan = 8;

/// Left free between the nodes and their mirror; in it the fold of the periodic kernel dies away.
constexpr int margin = 16;

int nodesFor(double cells) {
    return static_cast<int>(cells) + 1 + splineOrder;
}

/// The least 16 · 2^a 3^b 5^c that holds the nodes, their mirror and the margin.
int paddedSize(int nodes) {
    int units = (2 * nodes + margin + 15) / 16;
    for (;; ++units) {
        int rest = units;
        for (const int prime : {2, 3, 5})
            while (rest % prime == 0)
                rest /= prime;
        if (rest == 1)
            return 16 * units;
    }
}

} // namespace

int nodesWithin(int paddedSize) {
    return (paddedSize - margin) / 2;
}

GridGeometry gridGeometry(const Bounds& bounds, double dof) {
    const double width = double{bounds.maxX} - double{bounds.minX};
    const double height = double{bounds.maxY} - double{bounds.minY};
    const double span = std::max({width, height, 1e-30});
    GridGeometry geometry;
    geometry.fine = span < fineSpan;
    geometry.dof = dof;
    const double widestSpacing = spacingAtOneDegree * std::min(1.0, std::sqrt(dof));
    geometry.spacing = widestSpacing;
    if (span < leastCells * widestSpacing) {
        // In steps of a fourth root of two, so that a growing embedding keeps its kernel for a while.
        const double steps = std::ceil(4 * std::log2(leastCells * widestSpacing / span));
        geometry.spacing = widestSpacing * std::exp2(-steps / 4);
    }
    geometry.spacing = std::max(geometry.spacing, span / mostCells);
    geometry.originX = bounds.minX;
    geometry.originY = bounds.minY;
    geometry.columns = nodesFor(width / geometry.spacing);
    geometry.rows = nodesFor(height / geometry.spacing);
    geometry.paddedColumns = paddedSize(geometry.columns);
    geometry.paddedRows = paddedSize(geometry.rows);
    return geometry;
}

} // namespace shoal
