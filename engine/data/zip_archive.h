// SPDX-License-Identifier: MIT
// Zip archives (PKWARE's APPNOTE 4.5, with its 64-bit sizes) as numpy.savez writes them: stored or deflated.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "data/input_file.h"

#include <cstdint>
#include <string>
#include <vector>

namespace shoal {

class ZipArchive {
public:
    struct Member {
        std::string name;
        std::uint16_t method = 0;
        std::uint32_t checksum = 0;
        std::uint64_t packedSize = 0;
        std::uint64_t size = 0;
        std::uint64_t offset = 0; ///< of the member's own header
    };

    /// What the file should be, for people.
    struct Words {
        std::string kind;   ///< ".npz file"
        std::string remedy; ///< "save it again"
    };

    /// Reads the list of members. Throws Error when the file is no zip archive or damaged.
    ZipArchive(const InputFile& file, Words words);

    const std::vector<Member>& members() const { return members_; }
    /// All bytes of a member. Throws Error (damaged, packed in another way, more than the memory) and
    /// Stopped.
    Buffer<char> read(const Member& member, RunContext& context) const;
    /// Its first bytes, at most `count`; they are not checked against the member's checksum. Throws Error.
    std::string start(const Member& member, std::size_t count) const;

private:
    /// Where a member's bytes begin in the file. Throws Error when it promises more than it can hold.
    std::uint64_t locate(const Member& member) const;
    [[noreturn]] void throwDamaged(const std::string& what) const;

    const InputFile& file_;
    const Words words_;
    std::vector<Member> members_;
};

} // namespace shoal
