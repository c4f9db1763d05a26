// SPDX-License-Identifier: MIT
// HDF5 files as the readers see them: groups, data sets and attributes by name, with errors for people. All
// calls of the HDF5 library come from the thread that opened the file, under one lock for the whole process.
#pragma once

#include "core/run_context.h"
#include "data/input_file.h"

#include <hdf5.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace shoal {

/// Owns an identifier of the HDF5 library of whatever kind. Below 0 it owns nothing.
class Hdf5Handle {
public:
    explicit Hdf5Handle(hid_t id = H5I_INVALID_HID)
        : id_(id) {}
    Hdf5Handle(Hdf5Handle&& other) noexcept
        : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    Hdf5Handle(const Hdf5Handle&) = delete;
    Hdf5Handle& operator=(const Hdf5Handle&) = delete;
    ~Hdf5Handle();

    hid_t get() const { return id_; }
    bool isValid() const { return id_ >= 0; }

private:
    hid_t id_;
};

/// An open file. Only one is open at a time: the library is not safe to call from several threads in every
/// build.
class Hdf5File {
public:
    /// What is done with a file in a child process before it is opened in this one.
    using Trial = void (*)(const Hdf5File& file, RunContext& context);

    /// Waits for its turn, and for the trial's end. Throws Error (no HDF5 file, damaged, the library broke
    /// down on it) and Stopped.
    Hdf5File(const InputFile& file, Trial trial, RunContext& context);

    const InputFile& input() const { return file_; }
    std::string name() const { return file_.name(); }
    hid_t id() const { return handle_.get(); }
    /// Throws the Error for contents that contradict themselves. `what` says which: "obs/louvain has 3 values
    /// for 4".
    [[noreturn]] void throwDamaged(const std::string& what) const;

private:
    const InputFile& file_;
    std::unique_lock<std::timed_mutex> turn_; // declared first: given up after the file is closed
    Hdf5Handle handle_;
};

/// A group or data set of an open file.
class Hdf5Object {
public:
    static Hdf5Object root(const Hdf5File& file);

    const Hdf5File& file() const { return *file_; }
    hid_t id() const { return handle_.get(); }
    /// "obs/louvain"; empty for the root.
    const std::string& path() const { return path_; }
    bool isGroup() const { return isGroup_; }

    /// A group's members in order of name, without those whose links lead nowhere or out of the file.
    std::vector<std::string> children() const;
    bool hasChild(const std::string& name) const { return child(name).has_value(); }
    /// The member of that name, none when there is none. Links out of the file are not followed.
    std::optional<Hdf5Object> child(const std::string& name) const;

    /// Attributes; none or empty when there is none of that name, or not of that type.
    std::optional<std::string> textAttribute(const std::string& name) const;
    std::optional<std::vector<std::string>> textsAttribute(const std::string& name) const;
    std::vector<std::int64_t> integersAttribute(const std::string& name) const;

private:
    Hdf5Object(const Hdf5File& file, Hdf5Handle handle, std::string path);

    const Hdf5File* file_;
    Hdf5Handle handle_;
    std::string path_;
    bool isGroup_;
};

} // namespace shoal
