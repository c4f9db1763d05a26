// SPDX-License-Identifier: MIT
#include "failure_sentence.h"

#include "core/error.h"

#include <algorithm>
#include <new>

namespace shoal::app {

std::string failureSentence(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return "There is not enough memory for this: close other programs or use a smaller file.";
    std::string sentence = error.what();
    // Names of files and columns may hold anything.
    std::replace_if(
        sentence.begin(), sentence.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return sentence;
}

} // namespace shoal::app
