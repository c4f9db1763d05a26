// SPDX-License-Identifier: MIT
// The grid laid over an embedding: spacing, nodes and padded sizes, a function of the embedding's rectangle
// alone.
#pragma once

#include "tsne/bounds.h"

#include <cstddef>

namespace shoal {

struct GridGeometry {
    double originX = 0, originY = 0;
    double spacing = 0;
    double dof = 1;                        ///< the kernel's degrees of freedom
    int columns = 0, rows = 0;             ///< nodes that hold density
    int paddedColumns = 0, paddedRows = 0; ///< with room for the kernel's whole reach; even and smooth
    /// The kernel less 1, in double: where distances are small against 1 the kernel is nearly constant, and
    /// forces would drown in its rounding.
    bool fine = false;

    /// Whether another geometry's transforms and kernel serve this one too.
    bool sameKernel(const GridGeometry& other) const {
        return spacing == other.spacing && dof == other.dof && paddedColumns == other.paddedColumns &&
               paddedRows == other.paddedRows && fine == other.fine;
    }
};

/// Nodes a padded size has room for: more, and the far ends of the embedding would meet through the kernel's
/// fold.
int nodesWithin(int paddedSize);

/// Spacing 0.4 or a fortieth of the span, whichever is less (repulsion's error then stays below half of
/// openTSNE's), less for a kernel of fewer degrees of freedom, as its peak is narrower, and more where the
/// grid would pass 2,048 nodes a side.
GridGeometry gridGeometry(const Bounds& bounds, double dof);

} // namespace shoal
