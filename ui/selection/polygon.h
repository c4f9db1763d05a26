// SPDX-License-Identifier: MIT
// The inside of an outline drawn by hand, exact and quick for millions of points: edges lie in horizontal
// bands, and a point asks those of its band alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::ui {

class Polygon {
public:
    struct Corner {
        double x = 0;
        double y = 0;
    };

    /// Closed from the last corner to the first. Fewer than three corners enclose nothing.
    explicit Polygon(const std::vector<Corner>& corners);

    /// Whether the outline winds around the point (non-zero rule, so that a loop drawn twice is not a hole).
    /// A point on the outline itself goes to one side. A point that is not finite lies outside.
    bool contains(double x, double y) const;

private:
    struct Edge {
        Corner from;
        Corner to;
    };

    std::size_t bandOf(double y) const;

    Corner least_;
    Corner most_;
    std::size_t bands_ = 0;
    double bandsPerUnit_ = 0;
    std::vector<std::size_t> bandBegin_; ///< bands_ + 1
    std::vector<Edge> edges_;            ///< by bands; in each band that it reaches into
};

} // namespace shoal::ui
