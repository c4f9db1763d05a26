// SPDX-License-Identifier: MIT
// What sessions and pictures say of the maps in them.
#pragma once

#include "core/run_context.h"

#include <filesystem>
#include <string>

namespace shoal::app {

/// Lines for people. Throws Error and Stopped.
std::string describeSession(const std::filesystem::path& path, RunContext& context);
/// The same of a PNG that Shoal drew. Throws Error, also for one of another program.
std::string describePicture(const std::filesystem::path& path);

} // namespace shoal::app
