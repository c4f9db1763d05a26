// SPDX-License-Identifier: MIT
// The points of an embedding in a quadtree: sorted along a Morton curve, the tree laid over the sorted
// points.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "tsne/bounds.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal {

/// A square cell and its points, which are neighbours in the sorted order.
struct TreeNode {
    float x, y;   ///< mean of the points
    float weight; ///< how many there are
    float size;   ///< side of the least cell that holds them; less than 0 where they are as good as one place
    std::uint32_t begin, end;
    std::uint32_t skip; ///< index of the next node in preorder that is not within this one
};

/// Some points of one cell, and the rectangle around them.
struct TreeGroup {
    std::uint32_t begin, end;
    Bounds bounds;
};

/// Keeps its workspace from one build to the next. What it holds depends on the positions alone.
class PointTree {
public:
    /// `bounds` hold all positions (N × 2, interleaved), which must be finite. Throws Stopped.
    void build(const float* positions, std::size_t points, const Bounds& bounds, RunContext& context);

    /// In preorder; the first is the root. A node is a leaf when `skip` is the next index.
    const std::vector<TreeNode>& nodes() const { return nodes_; }
    /// The points in cells, each once.
    const std::vector<TreeGroup>& groups() const { return groups_; }
    const float* xs() const { return xs_.data(); }
    const float* ys() const { return ys_.data(); }
    /// Which point of the embedding each sorted one is.
    const std::uint32_t* order() const { return order_.data(); }

private:
    struct Sum {
        double x = 0, y = 0;
    };

    void sort(const float* positions, std::size_t points, const Bounds& bounds, RunContext& context);
    Sum addNode(std::uint32_t begin, std::uint32_t end, bool grouped, RunContext& context);
    void addGroups(std::uint32_t begin, std::uint32_t end);

    double rootSize_ = 0;
    std::vector<TreeNode> nodes_;
    std::vector<TreeGroup> groups_;
    Buffer<float> xs_, ys_;
    Buffer<std::uint64_t> codes_, otherCodes_; ///< Morton codes, and the target of a pass of the sort
    Buffer<std::uint32_t> order_, otherOrder_;
    std::vector<std::uint32_t> starts_; ///< blocks × digits: where a block's points of a digit go
};

} // namespace shoal
