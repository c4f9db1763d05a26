// SPDX-License-Identifier: MIT
#include "output/write_error.h"

#include "core/error.h"

#include <cerrno>
#include <string>
#include <system_error>

namespace shoal {

void throwWriteError(const std::filesystem::path& path, int reason) {
    const std::string name = path.filename().string();
    const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
    switch (reason) {
    case ENOSPC:
    case EDQUOT:
        throw Error(name + " was not written: the disk that holds " + folder +
                    " is full; free some room or choose another folder.");
    case ENOENT:
    case ENOTDIR:
        throw Error(name + " was not written: there is no folder " + folder +
                    "; make it or choose another one.");
    case EACCES:
    case EPERM:
    case EROFS:
        throw Error(name + " was not written: " + folder + " may not be written to; choose another folder.");
    case EISDIR:
        throw Error(path.string() + " is a folder; give the name of a file.");
    case ENAMETOOLONG:
        throw Error(name + " was not written: the name is too long; choose a shorter one.");
    default:
        throw Error(name + " was not written to " + folder + ": " + std::generic_category().message(reason) +
                    ".");
    }
}

} // namespace shoal
