// SPDX-License-Identifier: MIT
// How measured intensities (cytometry) become features: compensated, and on a scale where distances tell.
#pragma once

#include <string>
#include <string_view>

namespace shoal {

struct IntensityOptions {
    enum class Scale {
        Standard, ///< arcsinh of the markers of FCS files, all else as it is
        Linear,   ///< as measured
        Arcsinh,  ///< arcsinh(value / cofactor)
    };
    Scale scale = Scale::Standard;
    double cofactor = 0;    ///< of Arcsinh; 0: the usual one, which is known for FCS files alone
    bool compensate = true; ///< undo the spillover that an FCS file tells of

    friend bool operator==(const IntensityOptions&, const IntensityOptions&) = default;
};

inline constexpr double massCofactor = 5;
inline constexpr double fluorescenceCofactor = 150;

/// Sets the scale from "none", "arcsinh" or "arcsinh:150". Throws Error for anything else.
void setScale(IntensityOptions& options, std::string_view text);

/// The same text of a scale that is not the standard one; empty for that.
std::string scaleText(const IntensityOptions& options);

} // namespace shoal
