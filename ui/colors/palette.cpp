// SPDX-License-Identifier: MIT
#include "colors/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace shoal::ui {

namespace {

// Their black is not seen on a dark canvas: the purple is as far from the others for every kind of sight.
constexpr std::array<std::uint32_t, 8> okabeIto{0x0072B2, 0xE69F00, 0x009E73, 0xD55E00,
                                                0x56B4E9, 0xCC79A7, 0xF0E442, 0x9924F3};

// The ten strong colours before their ten pale partners, so that a dozen classes differ in hue first.
constexpr std::array<std::uint32_t, 20> tab20{
    0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0xBCBD22, 0x17BECF, 0x637939,
    0xAEC7E8, 0xFFBB78, 0x98DF8A, 0xFF9896, 0xC5B0D5, 0xC49C94, 0xF7B6D2, 0xDBDB8D, 0x9EDAE5, 0x8C6D31};

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double labCurve(double t) {
    constexpr double delta = 6.0 / 29.0;
    return t > delta * delta * delta ? std::cbrt(t) : t / (3 * delta * delta) + 4.0 / 29.0;
}

// Colours that read as a colour on white and on dark grey alike.
std::vector<std::uint32_t> candidateColors() {
    constexpr std::uint32_t gridStep = 6;
    std::vector<std::uint32_t> colors;
    for (std::uint32_t red = 0; red < 256; red += gridStep)
        for (std::uint32_t green = 0; green < 256; green += gridStep)
            for (std::uint32_t blue = 0; blue < 256; blue += gridStep) {
                const std::uint32_t rgb = red << 16 | green << 8 | blue;
                const Lab lab = toLab(rgb);
                const double chroma = std::hypot(lab.a, lab.b);
                if (lab.lightness >= 36 && lab.lightness <= 86 && chroma >= 22 && chroma <= 80)
                    colors.push_back(rgb);
            }
    return colors;
}

std::vector<std::uint32_t> farthestPointColors() {
    const std::vector<std::uint32_t> candidates = candidateColors();
    std::vector<Lab> labs(candidates.size());
    std::ranges::transform(candidates, labs.begin(), toLab);
    std::vector<double> nearest(candidates.size(), std::numeric_limits<double>::max());
    const auto keepAwayFrom = [&](std::uint32_t rgb) {
        const Lab taken = toLab(rgb);
        for (std::size_t i = 0; i < labs.size(); ++i)
            nearest[i] = std::min(nearest[i], labDistance(labs[i], taken));
    };
    // Paper, ink and the grey of missing values are taken; the first colours are those of the smaller
    // palette.
    for (const std::uint32_t taken : {0xFFFFFFU, 0x000000U, missingColor})
        keepAwayFrom(taken);
    std::vector<std::uint32_t> colors(tab20.begin(), tab20.begin() + 10);
    for (const std::uint32_t color : colors)
        keepAwayFrom(color);
    while (colors.size() < distinctColors) {
        const auto farthest = std::ranges::max_element(nearest) - nearest.begin();
        colors.push_back(candidates[static_cast<std::size_t>(farthest)]);
        keepAwayFrom(colors.back());
    }
    return colors;
}

} // namespace

Lab toLab(std::uint32_t rgb) {
    const double red = linear((rgb >> 16 & 0xFF) / 255.0);
    const double green = linear((rgb >> 8 & 0xFF) / 255.0);
    const double blue = linear((rgb & 0xFF) / 255.0);
    const double x = labCurve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
    const double y = labCurve(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
    const double z = labCurve((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double labDistance(const Lab& first, const Lab& second) {
    const double lightness = first.lightness - second.lightness;
    const double a = first.a - second.a;
    const double b = first.b - second.b;
    return std::sqrt(lightness * lightness + a * a + b * b);
}

std::vector<std::uint32_t> classPalette(std::size_t count) {
    if (count <= okabeIto.size())
        return {okabeIto.begin(), okabeIto.begin() + static_cast<std::ptrdiff_t>(count)};
    if (count <= tab20.size())
        return {tab20.begin(), tab20.begin() + static_cast<std::ptrdiff_t>(count)};
    static const std::vector<std::uint32_t> many = farthestPointColors();
    std::vector<std::uint32_t> colors(count);
    for (std::size_t i = 0; i < count; ++i)
        colors[i] = many[i % many.size()];
    return colors;
}

} // namespace shoal::ui
