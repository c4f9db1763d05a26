// SPDX-License-Identifier: MIT
// `shoal transform`: new points into a finished map that does not move.
#pragma once

#include "arguments.h"

namespace shoal::app {

/// Returns the exit status: 0, or 130 and the like when a signal interrupted it. Throws std::exception
/// (mostly Error) when it fails.
int runTransform(const TransformArguments& arguments);

} // namespace shoal::app
