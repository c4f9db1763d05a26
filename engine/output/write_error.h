// SPDX-License-Identifier: MIT
// Why a file was not written, said to people.
#pragma once

#include <filesystem>

namespace shoal {

/// Throws the Error for `path` not having been written for this errno (no such folder, not permitted, disk
/// full).
[[noreturn]] void throwWriteError(const std::filesystem::path& path, int reason);

} // namespace shoal
