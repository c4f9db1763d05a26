// SPDX-License-Identifier: MIT
// Code that may break down is tried in a child process first, so that it takes no more than the child with
// it.
#pragma once

#include "core/run_context.h"

#include <functional>

namespace shoal {

/// Runs `body` in a copy of this process and says whether it came to its end, be it by an exception. What it
/// does stays in the copy. `body` must not use threads, nor locks that other threads of this process may
/// hold. Throws Stopped, having ended the child.
bool survivesInChild(RunContext& context, const std::function<void()>& body);

} // namespace shoal
