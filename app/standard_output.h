// SPDX-License-Identifier: MIT
// Where answers go.
#pragma once

#include <string>

namespace shoal::app {

/// Prints an answer on stdout. Throws Error when nobody gets it.
void printAnswer(const std::string& text);

} // namespace shoal::app
