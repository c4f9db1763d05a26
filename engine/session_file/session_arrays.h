// SPDX-License-Identifier: MIT
// The NumPy arrays of a session's archive: bytes as they lie in memory, behind a header of shape and type.
#pragma once

#include "core/buffer.h"
#include "core/matrix.h"
#include "data/zip_archive.h"
#include "output/zip_writer.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace shoal {

/// `columns` 0 makes a list.
void addArray(ZipWriter& archive, const std::string& name, std::span<const float> values,
              std::uint64_t columns, ZipWriter::Packing packing, RunContext& context);
void addArray(ZipWriter& archive, const std::string& name, std::span<const std::uint32_t> values,
              RunContext& context);
void addArray(ZipWriter& archive, const std::string& name, std::span<const std::int32_t> values,
              RunContext& context);
/// Pairs of values, from several places.
void addPairs(ZipWriter& archive, const std::string& name,
              const std::vector<std::span<const std::uint16_t>>& parts, RunContext& context);

/// A session's file, open.
class SessionArchive {
public:
    /// Throws Error (missing, no session, damaged).
    explicit SessionArchive(const std::filesystem::path& path);
    /// Whether the file begins as a session does.
    static bool recognizes(const InputFile& file);

    const InputFile& file() const { return file_; }
    /// Throws Error when it is not there or damaged, and Stopped.
    std::string text(const std::string& name, RunContext& context) const;
    /// N × columns. The same errors, also for another type or shape.
    Matrix matrix(const std::string& name, RunContext& context) const;
    /// Finite.
    Positions positions(const std::string& name, RunContext& context) const;
    std::vector<std::uint32_t> indices(const std::string& name, RunContext& context) const;
    std::vector<std::int32_t> codes(const std::string& name, RunContext& context) const;
    /// Two values each.
    std::vector<std::uint16_t> pairs(const std::string& name, RunContext& context) const;
    std::vector<float> numbers(const std::string& name, RunContext& context) const;

    [[noreturn]] void throwDamaged(const std::string& what) const;

private:
    struct Values;

    const ZipArchive::Member& member(const std::string& name) const;
    Values values(const std::string& name, const char* type, std::size_t dimensions,
                  RunContext& context) const;
    template <class Value>
    std::vector<Value> list(const std::string& name, const char* type, RunContext& context) const;

    InputFile file_;
    ZipArchive archive_;
};

} // namespace shoal
