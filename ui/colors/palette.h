// SPDX-License-Identifier: MIT
// Colours for classes: Okabe–Ito for few, tab20 for more, and a Glasbey-like series for many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal::ui {

/// Grey of points whose value is missing; no palette comes near it.
inline constexpr std::uint32_t missingColor = 0xC4C4C4;

/// The most classes that each get a colour of their own.
inline constexpr std::size_t distinctColors = 512;

/// A colour for each of `count` classes, 0xRRGGBB. Up to 8 are Okabe & Ito's (2008) with black exchanged, up
/// to 20 tab20 with its two greys exchanged (grey means missing here), beyond that the farthest-point series
/// of Glasbey et al. (2007) in CIELAB. The same count always gives the same colours; from distinctColors on
/// they start over.
std::vector<std::uint32_t> classPalette(std::size_t count);

struct Lab {
    double lightness = 0;
    double a = 0;
    double b = 0;
};

/// CIELAB (D65) of an sRGB colour, and the distance ΔE*ab (CIE 1976) of two.
Lab toLab(std::uint32_t rgb);
double labDistance(const Lab& first, const Lab& second);

} // namespace shoal::ui
