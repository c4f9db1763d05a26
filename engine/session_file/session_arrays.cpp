// SPDX-License-Identifier: MIT
#include "session_file/session_arrays.h"

#include "core/error.h"
#include "data/npy_header.h"
#include "output/npy_preamble.h"
#include "session_file/session_members.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

namespace shoal {

namespace {

static_assert(std::endian::native == std::endian::little, "arrays are written as they lie in memory");

constexpr const char* floats = "<f4";
constexpr const char* unsignedIntegers = "<u4";
constexpr const char* integers = "<i4";
constexpr const char* shortUnsignedIntegers = "<u2";

template <class Value>
void add(ZipWriter& archive, const std::string& name, std::span<const Value> values, const char* type,
         const std::vector<std::uint64_t>& shape, ZipWriter::Packing packing, RunContext& context) {
    const std::string preamble = npyPreamble(type, shape);
    archive.add(name, {preamble, {reinterpret_cast<const char*>(values.data()), values.size_bytes()}},
                packing, context);
}

} // namespace

void addArray(ZipWriter& archive, const std::string& name, std::span<const float> values,
              std::uint64_t columns, ZipWriter::Packing packing, RunContext& context) {
    if (columns == 0)
        add(archive, name, values, floats, {values.size()}, packing, context);
    else
        add(archive, name, values, floats, {values.size() / columns, columns}, packing, context);
}

void addArray(ZipWriter& archive, const std::string& name, std::span<const std::uint32_t> values,
              RunContext& context) {
    add(archive, name, values, unsignedIntegers, {values.size()}, ZipWriter::Packing::Stored, context);
}

void addArray(ZipWriter& archive, const std::string& name, std::span<const std::int32_t> values,
              RunContext& context) {
    add(archive, name, values, integers, {values.size()}, ZipWriter::Packing::Stored, context);
}

void addPairs(ZipWriter& archive, const std::string& name,
              const std::vector<std::span<const std::uint16_t>>& parts, RunContext& context) {
    std::uint64_t values = 0;
    for (const auto part : parts)
        values += part.size();
    const std::vector<std::uint64_t> shape{values / 2, 2};
    const std::string preamble = npyPreamble(shortUnsignedIntegers, shape);
    ZipWriter::Parts bytes{preamble};
    for (const auto part : parts)
        bytes.emplace_back(reinterpret_cast<const char*>(part.data()), part.size_bytes());
    archive.add(name, bytes, ZipWriter::Packing::Stored, context);
}

/// An array, whose values begin somewhere in the bytes and fill the rest of them.
struct SessionArchive::Values {
    std::vector<std::uint64_t> shape;
    Buffer<char> bytes;
    std::uint64_t offset = 0;

    template <class Value>
    void copyTo(Value* target) const {
        if (bytes.size() > offset)
            std::memcpy(target, bytes.data() + offset, bytes.size() - offset);
    }
};

bool SessionArchive::recognizes(const InputFile& file) {
    constexpr std::size_t headerBytes = 30;
    const std::string begin = std::string(members::kindMember).append(members::kind);
    const std::string head = file.head(headerBytes + begin.size());
    return head.starts_with("PK\x03\x04") && head.find(begin) == headerBytes;
}

SessionArchive::SessionArchive(const std::filesystem::path& path)
    : file_(path)
    , archive_(recognizes(file_) ? file_ : throw Error(file_.name() + " is no session that Shoal saved."),
               {"Shoal session", "open an older copy of it"}) {}

void SessionArchive::throwDamaged(const std::string& what) const {
    throw Error(file_.name() + " is damaged: " + what + "; open an older copy of it.");
}

const ZipArchive::Member& SessionArchive::member(const std::string& name) const {
    const auto& members = archive_.members();
    const auto found = std::ranges::find(members, name, &ZipArchive::Member::name);
    if (found == members.end())
        throwDamaged("it lacks " + name);
    return *found;
}

std::string SessionArchive::text(const std::string& name, RunContext& context) const {
    const ZipArchive::Member& found = member(name);
    // As much again for every byte, and more, is made of it by whoever parses it: it is not to be blown up.
    if (found.size != found.packedSize)
        throwDamaged(name + " is packed");
    const Buffer<char> bytes = archive_.read(found, context);
    return {bytes.data(), bytes.size()};
}

SessionArchive::Values SessionArchive::values(const std::string& name, const char* type,
                                              std::size_t dimensions, RunContext& context) const {
    Values values;
    values.bytes = archive_.read(member(name), context);
    const NpyHeader header = readNpyHeader(file_.name() + ": " + name, values.bytes.size(),
                                           [&](char* target, std::size_t count, std::uint64_t offset) {
                                               std::memcpy(target, values.bytes.data() + offset, count);
                                           });
    values.shape = header.shape;
    values.offset = header.dataOffset;
    std::uint64_t size = std::string_view(type).back() - std::uint64_t{'0'}; // of a value: "<f4"
    bool fits = header.type == type && !header.columnMajor && header.shape.size() == dimensions;
    for (const std::uint64_t length : header.shape)
        fits = fits && !__builtin_mul_overflow(size, length, &size);
    if (!fits || size != values.bytes.size() - values.offset)
        throwDamaged(name + " has another shape or type than it should");
    return values;
}

Matrix SessionArchive::matrix(const std::string& name, RunContext& context) const {
    const Values found = values(name, floats, 2, context);
    Matrix matrix(static_cast<Eigen::Index>(found.shape[0]), static_cast<Eigen::Index>(found.shape[1]));
    found.copyTo(matrix.data());
    return matrix;
}

Positions SessionArchive::positions(const std::string& name, RunContext& context) const {
    const Values found = values(name, floats, 2, context);
    if (found.shape[1] != 2)
        throwDamaged(name + " has another shape or type than it should");
    Positions positions(static_cast<Eigen::Index>(found.shape[0]), 2);
    found.copyTo(positions.data());
    if (!positions.allFinite())
        throwDamaged(name + " holds places that are not finite");
    return positions;
}

template <class Value>
std::vector<Value> SessionArchive::list(const std::string& name, const char* type,
                                        RunContext& context) const {
    const Values found = values(name, type, 1, context);
    std::vector<Value> list(found.shape[0]);
    found.copyTo(list.data());
    return list;
}

std::vector<std::uint32_t> SessionArchive::indices(const std::string& name, RunContext& context) const {
    return list<std::uint32_t>(name, unsignedIntegers, context);
}

std::vector<std::int32_t> SessionArchive::codes(const std::string& name, RunContext& context) const {
    return list<std::int32_t>(name, integers, context);
}

std::vector<std::uint16_t> SessionArchive::pairs(const std::string& name, RunContext& context) const {
    const Values found = values(name, shortUnsignedIntegers, 2, context);
    if (found.shape[1] != 2)
        throwDamaged(name + " has another shape or type than it should");
    std::vector<std::uint16_t> pairs(2 * found.shape[0]);
    found.copyTo(pairs.data());
    return pairs;
}

std::vector<float> SessionArchive::numbers(const std::string& name, RunContext& context) const {
    return list<float>(name, floats, context);
}

} // namespace shoal
