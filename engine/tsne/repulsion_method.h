// SPDX-License-Identifier: MIT
// How the repulsion of all points is summed.
#pragma once

namespace shoal {

enum class RepulsionMethod {
    Automatic, ///< the quickest, by the number of points and the map's size
    Exact,     ///< O(N²) sums
    BarnesHut, ///< far points taken together in the cells of a tree
    Fft,       ///< interpolation on a grid and Fourier transforms
};

} // namespace shoal
