// SPDX-License-Identifier: MIT
// Sessions to .shoal files and back, whole or not at all: zip archives of JSON and NumPy arrays. FORMAT.md
// describes them, and says why they are not HDF5.
#pragma once

#include "session_file/saved_session.h"

namespace shoal {

/// Whether the file begins as a session does. False where it cannot be read.
bool isSessionFile(const std::filesystem::path& path);

/// Writes beside `path` and renames. `data` is copied into the file where session.holdsData says so; else
/// its place is written as session.reference has it, once more relative to `path`, and its own columns are.
/// Throws Error (what was there is then as before) and Stopped.
void writeSession(const std::filesystem::path& path, const SavedSession& session, const Dataset& data,
                  RunContext& context);

/// All but the data. Throws Error (missing, no session, cut short, damaged, of a newer version) and Stopped.
SavedSession readSession(const std::filesystem::path& path, RunContext& context);

/// The copy of the data that a session holds, without columns of one's own; Dataset::source is the session.
/// Throws Error, also where it holds none, and Stopped.
std::shared_ptr<const Dataset> readSessionData(const std::filesystem::path& path, RunContext& context);

/// The columns of one's own that the data had; each has a value for each of reference.points. Throws as
/// readSession().
std::vector<Column> readOwnColumns(const std::filesystem::path& path, RunContext& context);

} // namespace shoal
