// SPDX-License-Identifier: MIT
// The nearest points of a map, whatever its shape: built anew for every map, so cheap to build for a million
// points of which only some are asked for.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>
#include <vector>

namespace shoal {

/// A k-d tree (Bentley 1975) whose cuts are medians of a sample, so that sorting the points into its leaves
/// is one pass over them.
class PlaneIndex {
public:
    /// Points that are not finite are in no leaf and so nobody's neighbours. Throws Stopped.
    PlaneIndex(const Positions& points, RunContext& context);

    /// The `count` rows nearest to the point of `row`, itself left out: nearest first by distance in float,
    /// equal ones by row; fewer where there are fewer, none for a point that is not finite. Any number of
    /// threads may ask.
    void nearest(std::uint32_t row, std::size_t count, std::vector<std::uint32_t>& found) const;

private:
    class Search;

    void chooseCuts(const Positions& points);
    std::size_t leafOf(float x, float y) const;
    void fillLeaves(const Positions& points, RunContext& context);

    std::size_t levels_;
    std::vector<float> cuts_;         // of each inner node: less goes to node 2i + 1, the rest to 2i + 2
    std::vector<std::uint8_t> axes_;  // that it cuts: 0 x, 1 y
    std::vector<std::uint32_t> ends_; // of each leaf and of the points in none, in what follows
    Buffer<float> x_;                 // leaf by leaf, each in order of rows
    Buffer<float> y_;
    Buffer<std::uint32_t> rows_;
    const Positions& points_;
};

} // namespace shoal
