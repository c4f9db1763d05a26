// SPDX-License-Identifier: MIT
// How a map was made, as the lines of a CSV's header: written with the coordinates, read to add points to
// them.
#pragma once

#include "data/dataset.h"
#include "recipe/recipe.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace shoal {

using HeaderLines = std::vector<std::pair<std::string, std::string>>;

struct MapOrigin {
    std::string program; ///< "Shoal 1.0"
    const Dataset& data;
    const Recipe* recipe = nullptr; ///< nullptr: no run has made the positions yet
    std::size_t iteration = 0;
    std::optional<double> klDivergence = {};
    std::optional<std::size_t> points = {}; ///< that are on the map, where it is of some of the data's alone
};

HeaderLines settingsLines(const MapOrigin& origin);

/// What is needed to find a map's data again and to bring other points into their space.
struct MapSettings {
    std::string file;   ///< the data's, as it was called; empty when the map does not say
    std::string matrix; ///< as ReadOptions::matrix
    IntensityOptions intensities;
    std::size_t points = 0;
    std::size_t features = 0;
    std::size_t principalComponents = 0;
    std::string metric; ///< its name
    double dof = 1;
};

/// Reads the lines "# key: value" that a CSV begins with; nothing when there are none. Throws Error when the
/// file cannot be read, or they do not say what the map was made from.
std::optional<MapSettings> readMapSettings(const std::filesystem::path& csv);

} // namespace shoal
