// SPDX-License-Identifier: MIT
// The names of a run's stages, as progress and log carry them.
#pragma once

#include <string_view>

namespace shoal::stages {

inline constexpr std::string_view recipe = "recipe"; ///< the check before a run: appears in Failed alone
inline constexpr std::string_view components = "components";
inline constexpr std::string_view neighbors = "neighbors";
inline constexpr std::string_view affinities = "affinities";
inline constexpr std::string_view initialization = "initialization";
inline constexpr std::string_view optimization = "optimization";
/// Other affinities, made beside the optimisation for a Reoptimize: in Progress::besideStage alone.
inline constexpr std::string_view reoptimization = "reoptimization";
inline constexpr std::string_view previewNeighbors = "preview neighbors";
inline constexpr std::string_view previewAffinities = "preview affinities";
inline constexpr std::string_view previewOptimization = "preview optimization"; ///< the first phase, coarsely
inline constexpr std::string_view sampleNeighbors = "sample neighbors";
inline constexpr std::string_view sampleAffinities = "sample affinities";
inline constexpr std::string_view sampleOptimization = "sample optimization";
inline constexpr std::string_view placement = "placement";

} // namespace shoal::stages
