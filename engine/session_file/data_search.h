// SPDX-License-Identifier: MIT
// Finds the data of a session again, on this machine or another.
#pragma once

#include "session_file/session_file.h"

namespace shoal {

struct OpenedSession {
    SavedSession session;
    std::shared_ptr<const Dataset> data; ///< nullptr: not found
    std::filesystem::path dataFile;      ///< the file they were read from; the session itself for its copy
    std::string problem; ///< where they were looked for in vain, for people: a sentence without its full stop
};

/// Reads a session with its data: its copy, else the file it refers to, by its place relative to the session,
/// else by its old place, else by its name in the session's folder. `named` is looked at alone when it is
/// not empty. Only data of the same content are taken. Throws Error for the session itself, and Stopped.
OpenedSession openSession(const std::filesystem::path& path, const std::filesystem::path& named,
                          RunContext& context);

/// What tells a data set that is open from others. `labels` as it was read with.
DataReference referenceTo(const Dataset& data, std::vector<std::string> labels, RunContext& context);

} // namespace shoal
