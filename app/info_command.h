// SPDX-License-Identifier: MIT
// `shoal info`: what a file holds.
#pragma once

#include "arguments.h"

namespace shoal::app {

/// Lines for people. Throws Error.
std::string describeFile(const InfoArguments& arguments);

} // namespace shoal::app
