// SPDX-License-Identifier: MIT
// Files that are there whole or not at all: written beside the target and renamed.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>

namespace shoal {

/// Calls `write` with a stream to a temporary file beside `path`, and renames it to `path` when all of it is
/// on the disk. On any failure the temporary file is removed, `path` is as before, and Error says why (no
/// such folder, not permitted, write-protected, disk full). A link keeps pointing where it did; a pipe or
/// device is written to directly.
void writeAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);

/// Throws the Error that writeAtomically would meet before its first byte, so that a long computation need
/// not end with it. Leaves everything as it is.
void requireWritable(const std::filesystem::path& path);

} // namespace shoal
