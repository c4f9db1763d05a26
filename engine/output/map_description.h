// SPDX-License-Identifier: MIT
// How a map was made, as JSON that a picture of it carries: enough to make it again from the same data.
#pragma once

#include "output/map_settings.h"

#include <optional>
#include <string>
#include <string_view>

namespace shoal {

/// What a picture says of its map.
struct MapDescription {
    std::string program;  ///< "Shoal 1.0"
    std::string dataName; ///< the data's file, without folders
    std::string dataFile; ///< where it was; empty when the map does not say
    std::string matrix;   ///< as ReadOptions::matrix
    std::size_t points = 0;
    std::size_t features = 0;
    std::optional<Recipe> recipe; ///< none for the first two principal components
    std::size_t iteration = 0;
    std::optional<double> klDivergence;
};

/// {"program", "data": {"name", "file", "matrix", "points", "features"}, "recipe", "iteration",
/// "klDivergence"}
std::string toJson(const MapOrigin& origin);
/// Throws Error when it is not that.
MapDescription mapDescriptionFromJson(std::string_view json);

/// "cells.h5ad (X_pca, 2,700 points × 50 features)"
std::string dataText(const MapDescription& map);

} // namespace shoal
