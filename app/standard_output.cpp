// SPDX-License-Identifier: MIT
#include "standard_output.h"

#include "core/error.h"

#include <cstdio>

namespace shoal::app {

void printAnswer(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    if (std::fflush(stdout) != 0)
        throw Error("The answer could not be written to the standard output.");
}

} // namespace shoal::app
