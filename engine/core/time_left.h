// SPDX-License-Identifier: MIT
// How long the rest of a stage will take, by what has been done of it.
#pragma once

#include <optional>

namespace shoal {

/// Seconds left when `fraction` (0 to 1) of a stage took `seconds`; nothing while little done tells little of
/// the rest.
inline std::optional<double> timeLeft(double seconds, double fraction) {
    constexpr double tellingFraction = 0.02;
    constexpr double tellingSeconds = 1;
    if (fraction < tellingFraction || seconds < tellingSeconds)
        return std::nullopt;
    return seconds / fraction * (1 - fraction);
}

} // namespace shoal
