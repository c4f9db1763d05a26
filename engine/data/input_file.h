// SPDX-License-Identifier: MIT
// Files as readers see them: opened with a clear error, read in blocks, unpacked when gzip.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace shoal {

/// A regular file open for reading. Throws Error when it is missing, empty, a folder, or not permitted.
class InputFile {
public:
    explicit InputFile(std::filesystem::path path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// The name without folders, as messages show it.
    std::string name() const { return path_.filename().string(); }
    std::uint64_t size() const { return size_; }
    /// Exactly `count` bytes from `offset`. Throws Error when the file ends before. Any thread.
    void read(void* target, std::size_t count, std::uint64_t offset) const;
    /// The first bytes, at most `count`.
    std::string head(std::size_t count) const;
    bool isGzip() const;

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

/// The first bytes of what a gzip file holds, at most `count`. Throws Error when they are damaged.
std::string unpackedHead(const InputFile& file, std::size_t count);

/// All of the file, unpacked when it is gzip. Progress from 0 to `progressShare`. Throws Error (damaged, more
/// than the machine's memory) and Stopped.
Buffer<char> readWhole(const InputFile& file, RunContext& context, double progressShare);

/// Throws Error when a table of `bytes` is more than this machine's memory holds. `what` begins the sentence
/// ("pbmc.h5ad: X as a table of 68579 × 32738").
void requireMemory(std::uint64_t bytes, const std::string& what);

} // namespace shoal
