// SPDX-License-Identifier: MIT
#include "data/intensity_options.h"

#include "core/error.h"
#include "data/naming.h"
#include "data/number.h"

#include <cmath>

namespace shoal {

void setScale(IntensityOptions& options, std::string_view text) {
    constexpr std::string_view name = "arcsinh";
    options.cofactor = 0;
    if (text == "none") {
        options.scale = IntensityOptions::Scale::Linear;
        return;
    }
    options.scale = IntensityOptions::Scale::Arcsinh;
    if (text == name)
        return;
    const bool hasCofactor = text.starts_with(name) && text.substr(name.size()).starts_with(':');
    const auto cofactor = hasCofactor ? parseNumber(text.substr(name.size() + 1)) : std::nullopt;
    if (!cofactor || !std::isfinite(*cofactor) || *cofactor <= 0)
        throw Error(inQuotes(text) +
                    " is no transform; give none, arcsinh or arcsinh with a cofactor, such as "
                    "arcsinh:5.");
    options.cofactor = *cofactor;
}

std::string scaleText(const IntensityOptions& options) {
    if (options.scale == IntensityOptions::Scale::Standard)
        return {};
    if (options.scale == IntensityOptions::Scale::Linear)
        return "none";
    return options.cofactor > 0 ? "arcsinh:" + numberText(options.cofactor, false) : "arcsinh";
}

} // namespace shoal
