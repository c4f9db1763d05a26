// SPDX-License-Identifier: MIT
// A finished map with the data it was made from: what new points need to find their places in it.
#pragma once

#include "core/matrix.h"
#include "data/dataset.h"
#include "neighbors/metric.h"

#include <filesystem>
#include <memory>
#include <string>

namespace shoal::app {

struct FinishedMap {
    std::shared_ptr<const Dataset> data;
    Positions positions; ///< a row for each point of the data
    std::string matrix;  ///< as ReadOptions::matrix; empty when the map does not say
    Metric metric = Metric::Euclidean;
    double dof = 1;
    std::size_t components = 0; ///< that the features were shortened to; 0: they were not
};

/// Reads a session, a CSV that says how it was made, or any map of the data named. `data` is empty where the
/// map's own word is to be taken for where they are. Throws Error (data not named or not found, other data,
/// no map of all points) and Stopped.
FinishedMap readFinishedMap(const std::filesystem::path& map, const std::filesystem::path& data,
                            RunContext& context);

} // namespace shoal::app
