// SPDX-License-Identifier: MIT
// Spreads points onto a grid and gathers a potential and its slope from one, with quartic B-splines.
// Essmann et al. 1995 (smooth particle-mesh Ewald).
#pragma once

#include <cstddef>
#include <cstdint>

namespace shoal {

/// A point at u + c cells (0 ≤ u < 1) has weights on the nodes c … c + splineOrder − 1 of each axis.
inline constexpr int splineOrder = 5;
/// Values read beyond a point's first node, as whole vectors are loaded; rows need this much room.
inline constexpr int splineLanes = 8;

/// Adds the weights of `count` points (x, y in cells, interleaved) to `grid`, whose first row is the grid's
/// row `firstRow`.
void spreadPoints(const float* points, std::size_t count, int firstRow, std::size_t stride, float* grid);
void spreadPoints(const double* points, std::size_t count, int firstRow, std::size_t stride, double* grid);

/// Writes `scale` · (slope of the potential per cell) at each point to forces[2 · indices[i]] and the value
/// behind it, and returns the sum of the potential over the points.
double gatherPoints(const float* points, const std::uint32_t* indices, std::size_t count,
                    const float* potential, std::size_t stride, double scale, float* forces);
double gatherPoints(const double* points, const std::uint32_t* indices, std::size_t count,
                    const double* potential, std::size_t stride, double scale, float* forces);

} // namespace shoal
