// SPDX-License-Identifier: MIT
// `shoal score`: how well an embedding keeps its data.
#pragma once

#include "arguments.h"

namespace shoal::app {

/// Prints the measures on stdout. Returns the exit code: 0, or 128 + the signal that interrupted it. Throws
/// std::exception (mostly Error) when it fails.
int runScore(const ScoreArguments& arguments);

} // namespace shoal::app
