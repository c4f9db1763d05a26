// SPDX-License-Identifier: MIT
// Opens the window: loads the desktop, which is a library of its own, so that the command line needs none of
// it.
#pragma once

#include "arguments.h"

namespace shoal::app {

/// Returns the exit code once the window is closed. Throws Error when there is no display or no desktop.
int runDesktop(const DesktopArguments& arguments);

} // namespace shoal::app
