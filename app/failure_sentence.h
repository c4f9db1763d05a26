// SPDX-License-Identifier: MIT
// What is said of an exception that ends a command.
#pragma once

#include <exception>
#include <string>

namespace shoal::app {

/// One sentence, on one line.
std::string failureSentence(const std::exception& error);

} // namespace shoal::app
