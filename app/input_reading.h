// SPDX-License-Identifier: MIT
// Brings the data in: what the commands that compute have in common.
#pragma once

#include "data/dataset.h"

#include <filesystem>
#include <string>

namespace shoal::app {

/// From a file of data, or those of a session. `matrix` and `labels` as typed, empty when they were not.
/// Throws Error and Stopped.
std::shared_ptr<const Dataset> readInput(const std::filesystem::path& path, const std::string& matrix,
                                         const std::string& labels, const IntensityOptions& intensities,
                                         RunContext& context);

/// The column of that name; the likeliest one for an empty name. nullptr where there is none.
const Column* labelsOf(const Dataset& data, const std::string& name);

/// "400 points × 20 features of X_pca, labels cluster". `labels` may be nullptr.
std::string describeInput(const Dataset& data, const Column* labels);

} // namespace shoal::app
