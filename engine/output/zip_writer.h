// SPDX-License-Identifier: MIT
// Writes zip archives (PKWARE's APPNOTE 4.5, with its 64-bit sizes) to a stream, from the first member to the
// list at the end; data/zip_archive.h and Python's zipfile and numpy.load read them.
#pragma once

#include "core/run_context.h"

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace shoal {

class ZipWriter {
public:
    enum class Packing {
        Stored,
        WhenSmaller, ///< deflated where that halves it, as it does to counts that are mostly zero
    };
    using Parts = std::vector<std::span<const char>>;

    static constexpr std::uint64_t most32Bits = 0xFFFFFFFF;

    /// Sizes and places from `first64Bits` on are written with 64 bits.
    explicit ZipWriter(std::ostream& stream, std::uint64_t first64Bits = most32Bits)
        : stream_(stream)
        , first64Bits_(first64Bits) {}

    /// A member whose contents are the parts, one behind the other. The same contents give the same bytes:
    /// no time is kept. A stream that has failed is left so. Throws Stopped.
    void add(const std::string& name, const Parts& parts, Packing packing, RunContext& context);
    /// The list of the members. Nothing is added after it.
    void finish();

private:
    struct Member {
        std::string name;
        std::uint16_t method = 0;
        std::uint32_t checksum = 0;
        std::uint64_t packedSize = 0;
        std::uint64_t size = 0;
        std::uint64_t offset = 0;
    };

    void write(std::span<const char> bytes);
    void writeBlocks(const Parts& parts, RunContext& context);
    bool isLong(std::uint64_t value) const { return value >= first64Bits_; }
    void writeLocalHeader(const Member& member);
    std::string directoryEntry(const Member& member) const;

    std::ostream& stream_;
    const std::uint64_t first64Bits_;
    std::uint64_t written_ = 0;
    std::vector<Member> members_;
};

} // namespace shoal
