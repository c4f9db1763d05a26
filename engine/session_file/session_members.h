// SPDX-License-Identifier: MIT
// The names of a session's members, as FORMAT.md lists them; writer and reader share them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shoal::members {

inline constexpr int version = 1;
inline constexpr std::string_view kindMember = "mimetype";
inline constexpr std::string_view kind = "application/x-shoal-session";
inline constexpr const char* session = "session.json";
inline constexpr const char* features = "data/features.npy";
inline constexpr const char* featureNames = "data/features.json";
inline constexpr const char* ids = "data/ids.json";
inline constexpr const char* selection = "selection.npy";
/// Of columns: of a copy of the data, and of one's own.
inline constexpr const char* columns = "data/columns/";
inline constexpr const char* ownColumns = "own/";

inline std::string run(std::size_t index, const char* array) {
    return "runs/" + std::to_string(index) + "/" + array + ".npy";
}
inline std::string points(std::size_t run, std::size_t list) {
    return members::run(run, ("points/" + std::to_string(list)).c_str());
}
inline std::string column(const char* folder, std::size_t index, const char* ending) {
    return folder + std::to_string(index) + ending;
}

} // namespace shoal::members
