// SPDX-License-Identifier: MIT
// `shoal embed`: reads, runs a Session to its end, writes.
#pragma once

#include "arguments.h"

namespace shoal::app {

/// Returns the exit code: 0, or 128 + the signal that interrupted it. Throws std::exception (mostly Error)
/// when it fails.
int runEmbed(const EmbedArguments& arguments);

} // namespace shoal::app
