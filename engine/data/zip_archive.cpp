// SPDX-License-Identifier: MIT
#include "data/zip_archive.h"

#include "core/error.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

constexpr std::uint64_t endLength = 22;
constexpr std::uint64_t locatorLength = 20;
constexpr std::uint64_t directoryEntryLength = 46;
constexpr std::uint64_t localHeaderLength = 30;
constexpr std::uint64_t longestDirectory = std::uint64_t{1} << 24;
constexpr std::uint64_t saidElsewhere = 0xFFFFFFFF; // in the 64-bit field
constexpr std::size_t blockBytes = std::size_t{1} << 20;
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;

/// A little-endian number of `bytes` bytes.
std::uint64_t numberAt(const std::string& text, std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes && at + i < text.size(); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
    return value;
}

/// zlib's inflate of one member, without header or checksum of its own.
class Inflater {
public:
    Inflater() { ready_ = inflateInit2(&stream_, -15) == Z_OK; }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Whether `packed` unpacks into what `target` has room for.
    bool unpack(Buffer<char>& packed, Buffer<char>& target, RunContext& context) {
        std::uint64_t in = 0;
        std::uint64_t out = 0;
        int result = ready_ ? Z_OK : Z_MEM_ERROR;
        while (result == Z_OK) {
            context.checkpoint();
            const std::uint64_t given = std::min<std::uint64_t>(blockBytes, packed.size() - in);
            const std::uint64_t room = std::min<std::uint64_t>(blockBytes, target.size() - out);
            stream_.next_in = reinterpret_cast<Bytef*>(packed.data() + in);
            stream_.avail_in = static_cast<uInt>(given);
            stream_.next_out = reinterpret_cast<Bytef*>(target.data() + out);
            stream_.avail_out = static_cast<uInt>(room);
            result = inflate(&stream_, Z_NO_FLUSH);
            in += given - stream_.avail_in;
            out += room - stream_.avail_out;
        }
        return result == Z_STREAM_END && out == target.size();
    }

    /// Fills `target` as far as `packed` reaches, and says how far.
    std::size_t unpackStart(Buffer<char>& packed, std::string& target) {
        stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
        stream_.avail_in = static_cast<uInt>(packed.size());
        stream_.next_out = reinterpret_cast<Bytef*>(target.data());
        stream_.avail_out = static_cast<uInt>(target.size());
        if (ready_)
            inflate(&stream_, Z_SYNC_FLUSH);
        return target.size() - stream_.avail_out;
    }

private:
    z_stream stream_{};
    bool ready_ = false;
};

} // namespace

void ZipArchive::throwDamaged(const std::string& what) const {
    throw Error(file_.name() + " is not a sound " + words_.kind + ": " + what + "; " + words_.remedy + ".");
}

ZipArchive::ZipArchive(const InputFile& file, Words words)
    : file_(file)
    , words_(std::move(words)) {
    // The end of the directory is followed by a comment of at most 65,535 bytes.
    const std::uint64_t tailLength = std::min<std::uint64_t>(file.size(), endLength + 0xFFFF + locatorLength);
    std::string tail(tailLength, '\0');
    file.read(tail.data(), tail.size(), file.size() - tailLength);
    const std::size_t end = tail.rfind("PK\x05\x06");
    if (end == std::string::npos || tail.size() - end < endLength)
        throwDamaged("it is no zip archive");
    std::uint64_t length = numberAt(tail, end + 12, 4);
    std::uint64_t offset = numberAt(tail, end + 16, 4);
    if (offset == saidElsewhere || length == saidElsewhere) {
        const std::size_t locator = tail.rfind("PK\x06\x07", end);
        if (locator == std::string::npos)
            throwDamaged("the list of its members is missing");
        const std::uint64_t at = numberAt(tail, locator + 8, 8);
        std::string record(56, '\0');
        if (at > file.size() || file.size() - at < record.size())
            throwDamaged("the list of its members is missing");
        file.read(record.data(), record.size(), at);
        length = numberAt(record, 40, 8);
        offset = numberAt(record, 48, 8);
    }
    if (length > longestDirectory || offset > file.size() || length > file.size() - offset)
        throwDamaged("the list of its members lies outside of it");
    std::string directory(length, '\0');
    file.read(directory.data(), directory.size(), offset);
    std::uint64_t packed = 0;
    for (std::size_t at = 0; at + directoryEntryLength <= directory.size();) {
        if (directory.compare(at, 4, "PK\x01\x02") != 0)
            throwDamaged("the list of its members is damaged");
        Member member;
        member.method = static_cast<std::uint16_t>(numberAt(directory, at + 10, 2));
        member.checksum = static_cast<std::uint32_t>(numberAt(directory, at + 16, 4));
        member.packedSize = numberAt(directory, at + 20, 4);
        member.size = numberAt(directory, at + 24, 4);
        member.offset = numberAt(directory, at + 42, 4);
        const std::size_t nameLength = numberAt(directory, at + 28, 2);
        const std::size_t extraLength = numberAt(directory, at + 30, 2);
        const std::size_t commentLength = numberAt(directory, at + 32, 2);
        const std::size_t extra = at + directoryEntryLength + nameLength;
        at = extra + extraLength + commentLength;
        if (at > directory.size())
            throwDamaged("the list of its members is damaged");
        member.name = directory.substr(extra - nameLength, nameLength);
        // Whatever does not fit 32 bits stands, in this order, in the extra field of kind 1.
        for (std::size_t field = extra; field + 4 <= extra + extraLength;
             field += 4 + numberAt(directory, field + 2, 2)) {
            if (numberAt(directory, field, 2) != 1)
                continue;
            std::size_t value = field + 4;
            for (std::uint64_t* number : {&member.size, &member.packedSize, &member.offset})
                if (*number == saidElsewhere) {
                    *number = numberAt(directory, value, 8);
                    value += 8;
                }
        }
        packed += std::min(member.packedSize, file.size());
        if (packed > file.size()) // the trick of archives that unpack without end
            throwDamaged("its members lie upon each other");
        members_.push_back(std::move(member));
    }
}

std::uint64_t ZipArchive::locate(const Member& member) const {
    constexpr std::uint64_t mostPerByte = 1032; // of what deflate can make of a byte
    if (member.method != stored && member.method != deflated)
        throwDamaged(member.name + " is packed in a way that Shoal cannot unpack");
    std::string header(localHeaderLength, '\0');
    if (member.offset > file_.size() || file_.size() - member.offset < header.size())
        throwDamaged(member.name + " lies outside of it");
    file_.read(header.data(), header.size(), member.offset);
    const std::uint64_t begin =
        member.offset + localHeaderLength + numberAt(header, 26, 2) + numberAt(header, 28, 2);
    if (header.compare(0, 4, "PK\x03\x04") != 0 || begin > file_.size() ||
        member.packedSize > file_.size() - begin)
        throwDamaged(member.name + " lies outside of it");
    if (member.method == stored ? member.size != member.packedSize
                                : member.size / mostPerByte > member.packedSize)
        throwDamaged(member.name + " promises more than it can hold");
    return begin;
}

std::string ZipArchive::start(const Member& member, std::size_t count) const {
    const std::uint64_t begin = locate(member);
    Buffer<char> packed(std::min<std::uint64_t>(member.packedSize, count + count / 2));
    file_.read(packed.data(), packed.size(), begin);
    const std::size_t wanted = std::min<std::uint64_t>(member.size, count);
    if (member.method == stored)
        return {packed.data(), std::min(wanted, packed.size())};
    std::string unpacked(wanted, '\0');
    unpacked.resize(Inflater().unpackStart(packed, unpacked));
    return unpacked;
}

Buffer<char> ZipArchive::read(const Member& member, RunContext& context) const {
    const std::uint64_t begin = locate(member);
    requireMemory(member.size + member.packedSize, file_.name() + ": " + member.name);
    Buffer<char> packed(member.packedSize);
    for (std::uint64_t at = 0; at < packed.size(); at += blockBytes) {
        context.checkpoint();
        file_.read(packed.data() + at, std::min<std::uint64_t>(blockBytes, packed.size() - at), begin + at);
    }
    Buffer<char> whole;
    if (member.method == deflated) {
        whole = Buffer<char>(member.size);
        if (!Inflater().unpack(packed, whole, context))
            throwDamaged(member.name + " cannot be unpacked");
    } else {
        whole = std::move(packed);
    }
    uLong checksum = 0;
    for (std::uint64_t at = 0; at < whole.size(); at += blockBytes) {
        context.checkpoint();
        checksum = crc32(checksum, reinterpret_cast<const Bytef*>(whole.data() + at),
                         static_cast<uInt>(std::min<std::uint64_t>(blockBytes, whole.size() - at)));
    }
    if (checksum != member.checksum)
        throwDamaged(member.name + " has changed since it was packed");
    return whole;
}

} // namespace shoal
