// SPDX-License-Identifier: MIT
// A measure of how well an embedding keeps its data, with what it was measured on.
#pragma once

#include <cstddef>

namespace shoal {

struct Score {
    double value = 0;
    std::size_t sampled = 0;  ///< points drawn to measure it; 0 when it was measured on all
    double standardError = 0; ///< of drawing those points; 0 when it was measured on all
};

} // namespace shoal
