// SPDX-License-Identifier: MIT
#include "colors/kept_coloring.h"

#include "colors/palette.h"
#include "core/count_text.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace shoal::ui {

namespace {

constexpr const char* title = "Neighbours kept";

std::string noteOf(const KeptShares& kept) {
    if (kept.points.empty())
        return "The map's neighbours are being compared with the data's…";
    std::string note = "How many of a point's " + std::to_string(kept.neighbors) +
                       " nearest in the data are among its " + std::to_string(kept.neighbors) +
                       " nearest in the map. Dark places are those not to trust.";
    if (kept.points.size() < kept.dataPoints)
        note += " Measured on " + countText(kept.points.size(), "point") + "; the others are grey.";
    return note;
}

} // namespace

std::shared_ptr<const Coloring> colorByKept(const KeptShares& kept) {
    auto coloring = std::make_shared<Coloring>();
    coloring->kind = Coloring::Kind::Continuous;
    coloring->title = title;
    coloring->shares = true;
    coloring->note = noteOf(kept);
    coloring->missing = kept.dataPoints - kept.points.size();
    coloring->rgb.assign(kept.dataPoints, missingColor);

    std::vector<std::uint32_t> byShare(kept.points.size());
    std::iota(byShare.begin(), byShare.end(), 0U);
    std::ranges::stable_sort(
        byShare, [&](std::uint32_t a, std::uint32_t b) { return kept.shares[a] > kept.shares[b]; });
    std::vector<bool> measured(kept.dataPoints, false);
    for (std::size_t i = 0; i < kept.points.size(); ++i) {
        coloring->rgb[kept.points[i]] = viridis(kept.shares[i]);
        measured[kept.points[i]] = true;
    }
    coloring->drawOrder.reserve(kept.dataPoints);
    for (std::size_t point = 0; point < kept.dataPoints; ++point)
        if (!measured[point])
            coloring->drawOrder.push_back(static_cast<std::uint32_t>(point));
    for (const std::uint32_t i : byShare)
        coloring->drawOrder.push_back(kept.points[i]);
    return coloring;
}

Column keptColumn(const KeptShares& kept) {
    ContinuousColumn column;
    column.values.assign(kept.dataPoints, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < kept.points.size(); ++i)
        column.values[kept.points[i]] = kept.shares[i];
    return {title, std::move(column)};
}

} // namespace shoal::ui
