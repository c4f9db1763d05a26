// SPDX-License-Identifier: MIT
// How a person wants to see the points, on the screen and in pictures.
#pragma once

#include <optional>

namespace shoal::ui {

struct PointLook {
    std::optional<double>
        size; ///< diameter in logical pixels, which are pixels at 96 dpi; automatic when not given
    std::optional<double> opacity; ///< 0 to 1; automatic when not given
    bool density = false;          ///< the points' density in place of the points
    bool names = false;            ///< of classes, at their densest places
    bool operator==(const PointLook&) const = default;
};

} // namespace shoal::ui
