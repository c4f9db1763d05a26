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

/// To four digits.
inline std::string shortNumberText(double value) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::general, 4).ptr};
}

} // namespace shoal
