// SPDX-License-Identifier: MIT
// Enumerations as people read and type them: lower-case words.
#pragma once

#include "core/error.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace shoal {

template <class Value, std::size_t count>
using NamedValues = std::array<std::pair<Value, std::string_view>, count>;

template <class Value, std::size_t count>
std::string_view nameIn(const NamedValues<Value, count>& names, Value value) {
    for (const auto& [candidate, name] : names)
        if (candidate == value)
            return name;
    return {};
}

/// Throws Error listing the names there are; `what` says what they name, as in "metric".
template <class Value, std::size_t count>
Value valueIn(const NamedValues<Value, count>& names, std::string_view name, std::string_view what) {
    std::string known;
    for (const auto& [value, candidate] : names) {
        if (candidate == name)
            return value;
        known.append(known.empty() ? "" : ", ").append(candidate);
    }
    throw Error("There is no " + std::string(what) + " named \"" + std::string(name) +
                "\"; use one of: " + known + ".");
}

} // namespace shoal
