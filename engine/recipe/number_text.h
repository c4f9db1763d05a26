// SPDX-License-Identifier: MIT
// Numbers as sentences and phase lists show them.
#pragma once

#include <charconv>
#include <string>

namespace shoal {

/// The shortest text that reads back to the same double.
inline std::string numberText(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

} // namespace shoal
