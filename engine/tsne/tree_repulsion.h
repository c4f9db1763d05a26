// SPDX-License-Identifier: MIT
// Repulsion with far points taken together, as the cells of a quadtree: O(N log N) on a map of any size.
// Barnes & Hut 1986, van der Maaten 2014; walks shared by groups of points after Barnes 1990.
#pragma once

#include "core/run_context.h"
#include "tsne/bounds.h"

#include <cstddef>
#include <memory>

namespace shoal {

struct TreeOptions {
    double dof = 1;
    /// 0 to 1: a cell counts as one point where its side is less than so much of its distance. 0 is exact.
    double theta = 0.5;
};

/// Keeps tree and workspace between steps. The result depends on positions and options alone.
class TreeRepulsion {
public:
    TreeRepulsion();
    TreeRepulsion(TreeRepulsion&&) noexcept;
    TreeRepulsion& operator=(TreeRepulsion&&) noexcept;
    ~TreeRepulsion();

    /// As exactRepulsion(), approximated. `bounds` hold all positions, which must be finite. Throws Stopped.
    double compute(const float* positions, std::size_t points, const Bounds& bounds,
                   const TreeOptions& options, float* forces, RunContext& context);

private:
    struct Workspace;
    std::unique_ptr<Workspace> workspace_;
};

} // namespace shoal
