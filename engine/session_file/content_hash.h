// SPDX-License-Identifier: MIT
// Tells whether two matrices hold the same values, wherever they were read from.
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <cstdint>

namespace shoal {

/// Of all bits of the values and of the shape; the same at any thread count. Throws Stopped.
std::uint64_t contentHash(const Matrix& values, RunContext& context);

} // namespace shoal
