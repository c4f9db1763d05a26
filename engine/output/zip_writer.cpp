// SPDX-License-Identifier: MIT
#include "output/zip_writer.h"

#include "core/error.h"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>

namespace shoal {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 20;
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
constexpr std::uint64_t with64Bits = 45; // the version of the format that a reader must know
constexpr std::uint64_t plain = 20;
constexpr std::uint64_t firstOfJanuary1980 = 0x21;
constexpr std::uint64_t namesAreUtf8 = 0x800;
constexpr std::uint64_t said64Bits = 1; // the kind of an extra field

/// Little-endian numbers in a row.
class Fields {
public:
    Fields& add(std::uint64_t value, std::size_t bytes) {
        for (std::size_t i = 0; i < bytes; ++i, value >>= 8)
            text_ += static_cast<char>(value & 0xFF);
        return *this;
    }
    Fields& add(std::string_view text) {
        text_ += text;
        return *this;
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::uint64_t sizeOf(const ZipWriter::Parts& parts) {
    std::uint64_t size = 0;
    for (const auto part : parts)
        size += part.size();
    return size;
}

/// Calls `visit(block)` for all of it in turn.
template <class Visit>
void forParts(const ZipWriter::Parts& parts, RunContext& context, const Visit& visit) {
    for (const auto part : parts)
        for (std::size_t at = 0; at < part.size(); at += blockBytes) {
            context.checkpoint();
            visit(part.subspan(at, std::min(blockBytes, part.size() - at)));
        }
}

/// zlib's deflate without header or checksum of its own, at its quickest.
class Deflater {
public:
    Deflater() {
        if (deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            throw Error("Not enough memory to pack the file.");
    }
    ~Deflater() { deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    void add(std::span<const char> block) { run(block, Z_NO_FLUSH); }
    std::vector<char> finish() {
        run({}, Z_FINISH);
        return std::move(packed_);
    }

private:
    void run(std::span<const char> block, int flush) {
        char* const begin = const_cast<char*>(block.data()); // zlib's old interface; it is not written to
        stream_.next_in = reinterpret_cast<Bytef*>(begin);
        stream_.avail_in = static_cast<uInt>(block.size());
        int result = Z_OK;
        do {
            constexpr std::size_t room = std::size_t{1} << 16;
            const std::size_t held = packed_.size();
            packed_.resize(held + room);
            stream_.next_out = reinterpret_cast<Bytef*>(packed_.data() + held);
            stream_.avail_out = static_cast<uInt>(room);
            result = deflate(&stream_, flush);
            packed_.resize(held + room - stream_.avail_out);
        } while (flush == Z_FINISH ? result != Z_STREAM_END : stream_.avail_in > 0);
    }

    z_stream stream_{};
    std::vector<char> packed_;
};

/// None when the contents' first part shows that packing does not halve them.
std::optional<std::vector<char>> packed(const ZipWriter::Parts& parts, RunContext& context) {
    Deflater trial;
    const auto longest = std::max_element(parts.begin(), parts.end(),
                                          [](const auto& a, const auto& b) { return a.size() < b.size(); });
    if (longest == parts.end())
        return std::nullopt;
    const auto head = longest->first(std::min(blockBytes, longest->size()));
    trial.add(head);
    if (trial.finish().size() > head.size() / 2)
        return std::nullopt;
    Deflater deflater;
    forParts(parts, context, [&](std::span<const char> block) { deflater.add(block); });
    return deflater.finish();
}

std::uint32_t checksumOf(const ZipWriter::Parts& parts, RunContext& context) {
    uLong checksum = 0;
    forParts(parts, context, [&](std::span<const char> block) {
        checksum =
            crc32(checksum, reinterpret_cast<const Bytef*>(block.data()), static_cast<uInt>(block.size()));
    });
    return static_cast<std::uint32_t>(checksum);
}

} // namespace

void ZipWriter::write(std::span<const char> bytes) {
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    written_ += bytes.size();
}

void ZipWriter::writeBlocks(const Parts& parts, RunContext& context) {
    forParts(parts, context, [&](std::span<const char> block) {
        if (stream_)
            write(block);
    });
}

void ZipWriter::add(const std::string& name, const Parts& parts, Packing packing, RunContext& context) {
    if (!stream_)
        return;
    Member member{name, stored, checksumOf(parts, context), sizeOf(parts), sizeOf(parts), written_};
    const auto small = packing == Packing::WhenSmaller ? packed(parts, context) : std::nullopt;
    if (small) {
        member.method = deflated;
        member.packedSize = small->size();
    }
    writeLocalHeader(member);
    writeBlocks(small ? Parts{*small} : parts, context);
    members_.push_back(std::move(member));
}

void ZipWriter::writeLocalHeader(const Member& member) {
    // Here both sizes are long or neither is.
    const bool isLarge = isLong(member.size) || isLong(member.packedSize);
    Fields extra;
    if (isLarge)
        extra.add(said64Bits, 2).add(16, 2).add(member.size, 8).add(member.packedSize, 8);
    Fields header;
    header.add("PK\x03\x04").add(isLarge ? with64Bits : plain, 2).add(namesAreUtf8, 2);
    header.add(member.method, 2).add(0, 2).add(firstOfJanuary1980, 2).add(member.checksum, 4);
    header.add(isLarge ? most32Bits : member.packedSize, 4).add(isLarge ? most32Bits : member.size, 4);
    header.add(member.name.size(), 2).add(extra.text().size(), 2).add(member.name).add(extra.text());
    write(header.text());
}

std::string ZipWriter::directoryEntry(const Member& member) const {
    Fields longer;
    const auto field = [&](std::uint64_t value) {
        if (isLong(value))
            longer.add(value, 8);
        return isLong(value) ? most32Bits : value;
    };
    const std::uint64_t size = field(member.size); // in the order that the extra field has
    const std::uint64_t packedSize = field(member.packedSize);
    const std::uint64_t offset = field(member.offset);
    Fields extra;
    if (!longer.text().empty())
        extra.add(said64Bits, 2).add(longer.text().size(), 2).add(longer.text());
    const std::uint64_t version = longer.text().empty() ? plain : with64Bits;
    Fields entry;
    entry.add("PK\x01\x02").add(version, 2).add(version, 2).add(namesAreUtf8, 2).add(member.method, 2);
    entry.add(0, 2).add(firstOfJanuary1980, 2).add(member.checksum, 4).add(packedSize, 4).add(size, 4);
    entry.add(member.name.size(), 2).add(extra.text().size(), 2);
    entry.add(0, 2 + 2 + 2 + 4); // no comment, the first disk, no attributes
    entry.add(offset, 4).add(member.name).add(extra.text());
    return entry.text();
}

void ZipWriter::finish() {
    constexpr std::uint64_t most16Bits = 0xFFFF;
    const std::uint64_t begin = written_;
    for (const Member& member : members_)
        write(directoryEntry(member));
    const std::uint64_t length = written_ - begin;
    const std::uint64_t count = members_.size();
    const bool isLarge = isLong(begin) || isLong(length) || count >= most16Bits;
    Fields end;
    if (isLarge) {
        end.add("PK\x06\x06").add(44, 8).add(with64Bits, 2).add(with64Bits, 2).add(0, 4 + 4);
        end.add(count, 8).add(count, 8).add(length, 8).add(begin, 8);
        end.add("PK\x06\x07").add(0, 4).add(written_, 8).add(1, 4);
    }
    const std::uint64_t shownCount = isLarge ? most16Bits : count;
    end.add("PK\x05\x06").add(0, 2 + 2).add(shownCount, 2).add(shownCount, 2);
    end.add(isLarge ? most32Bits : length, 4).add(isLarge ? most32Bits : begin, 4).add(0, 2);
    write(end.text());
}

} // namespace shoal
