// SPDX-License-Identifier: MIT
// `shoal info`: what a file holds, on stdout.
#pragma once

#include "arguments.h"

namespace shoal::app {

/// Throws Error.
void printInfo(const InfoArguments& arguments);

} // namespace shoal::app
