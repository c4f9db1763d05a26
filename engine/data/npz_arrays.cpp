// SPDX-License-Identifier: MIT
#include "data/npz_arrays.h"

#include "core/error.h"
#include "data/naming.h"
#include "data/raw_values.h"
#include "data/sparse_entries.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace shoal {

namespace {

constexpr std::string_view ending = ".npy";
constexpr const char* remedy = "; save one with scipy.sparse.save_npz.";

NpyHeader headerOf(const std::string& what, std::string_view bytes, std::uint64_t size) {
    return readNpyHeader(what, size, [&](char* target, std::size_t count, std::uint64_t offset) {
        if (offset > bytes.size() || count > bytes.size() - offset)
            throw Error(what + " has a header that is longer than sense; save it again with numpy.savez.");
        std::memcpy(target, bytes.data() + offset, count);
    });
}

/// "attr_data" → "attr_"; none where the name is not that of a sparse matrix's values.
std::optional<std::string> sparsePrefix(const std::string& name) {
    constexpr std::string_view values = "data";
    if (name == values)
        return std::string();
    const bool isPart =
        name.ends_with(values) && name.size() > values.size() + 1 &&
        (name[name.size() - values.size() - 1] == '_' || name[name.size() - values.size() - 1] == '.');
    return isPart ? std::optional(name.substr(0, name.size() - values.size())) : std::nullopt;
}

} // namespace

NpzArrays::NpzArrays(const InputFile& file, RunContext& context)
    : file_(file)
    , archive_(file, {".npz file", "save it again with numpy.savez_compressed"}) {
    constexpr std::size_t startBytes = std::size_t{1} << 16;
    for (const ZipArchive::Member& member : archive_.members()) {
        if (!member.name.ends_with(ending))
            continue;
        context.checkpoint();
        Array array;
        array.name = toUtf8(member.name.substr(0, member.name.size() - ending.size()));
        const std::string start = archive_.start(member, startBytes);
        const NpyHeader header = headerOf(what(array.name), start, member.size);
        array.type = header.type;
        array.shape = header.shape;
        array.columnMajor = header.columnMajor;
        members_.push_back(std::move(array));
        packed_.push_back(&member);
    }
    findSparse(context);
}

const NamedArrays::Array* NpzArrays::find(const std::string& name) const {
    const auto found = std::find_if(members_.begin(), members_.end(),
                                    [&](const Array& array) { return array.name == name; });
    return found == members_.end() ? nullptr : &*found;
}

const NamedArrays::Array& NpzArrays::require(const std::string& name) const {
    const Array* array = find(name);
    if (!array)
        throw Error(file_.name() + " holds no sparse matrix (it has no " + inQuotes(name) + ")" + remedy);
    return *array;
}

NamedArrays::Bytes NpzArrays::bytes(const Array& array, RunContext& context) const {
    const ZipArchive::Member* member = packed_[static_cast<std::size_t>(find(array.name) - members_.data())];
    Bytes bytes{archive_.read(*member, context), {}};
    const std::string_view whole(bytes.own.data(), bytes.own.size());
    bytes.view = whole.substr(headerOf(what(array.name), whole, whole.size()).dataOffset);
    if (!fitsInto(bytes.view.size(), array))
        throw Error(what(array.name) + " is cut short; save it again.");
    return bytes;
}

std::vector<std::string> NpzArrays::texts(const Array& array, RunContext&) const {
    throw Error(what(array.name) + " holds Python objects; save it as text (astype(str)).");
}

template <class Value>
Buffer<Value> NpzArrays::list(const std::string& name, RunContext& context) const {
    const Array& array = require(name);
    const std::optional<ValueType> type = valueTypeOf(array.type);
    const bool fits = type && (std::is_floating_point_v<Value> || type->kind != ValueType::Kind::Float);
    if (!fits || array.shape.size() != 1)
        throw Error(what(name) + " is no list of numbers" + remedy);
    const Bytes raw = bytes(array, context);
    const std::uint64_t count = array.shape[0];
    Buffer<Value> values(count);
    constexpr std::size_t block = std::size_t{1} << 18;
    for (std::uint64_t at = 0; at < count; at += block) {
        context.checkpoint();
        convertValues(*type, raw.view.data() + at * type->bytes, std::min<std::uint64_t>(block, count - at),
                      values.data() + at, 1);
    }
    return values;
}

std::string NpzArrays::layout(const std::string& prefix, RunContext& context) const {
    if (!prefix.empty()) // who splits several matrices into parts means these
        return find(prefix + "row") ? "coo" : "csr";
    const Array* array = &require("format");
    std::string text;
    // Bytes ("|S3") or, of older versions, characters of four bytes ("<U3").
    for (const char c : bytes(*array, context).view)
        if (c != '\0')
            text += c;
    return text;
}

/// Looks for the parts of sparse matrices, which are then no arrays of their own.
void NpzArrays::findSparse(RunContext& context) {
    std::vector<std::string> parts;
    for (const Array& array : members_) {
        const std::optional<std::string> prefix = sparsePrefix(array.name);
        const bool isWhole = prefix && (!prefix->empty() || find("format")) && find(*prefix + "shape") &&
                             ((find(*prefix + "indices") && find(*prefix + "indptr")) ||
                              (find(*prefix + "row") && find(*prefix + "col")));
        if (!isWhole)
            continue;
        const Buffer<std::int64_t> shape = list<std::int64_t>(*prefix + "shape", context);
        if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
            throw Error(file_.name() + " holds no matrix of two dimensions" + remedy);
        const std::string name = prefix->empty() ? std::string() : prefix->substr(0, prefix->size() - 1);
        sparse_.push_back({name, static_cast<std::uint64_t>(shape[0]), static_cast<std::uint64_t>(shape[1])});
        for (const char* part : {"data", "indices", "indptr", "row", "col", "shape", "format", "_is_array"})
            parts.push_back(*prefix + part);
    }
    std::copy_if(members_.begin(), members_.end(), std::back_inserter(arrays_), [&](const Array& array) {
        return std::find(parts.begin(), parts.end(), array.name) == parts.end();
    });
}

SparseMatrix NpzArrays::sparse(const Sparse& matrix, RunContext& context) const {
    const bool isNamed = !matrix.name.empty();
    const std::string underscored = matrix.name + "_";
    return sparseOfParts(!isNamed                     ? std::string()
                         : find(underscored + "data") ? underscored
                                                      : matrix.name + ".",
                         context);
}

SparseMatrix NpzArrays::sparseOfParts(const std::string& prefix, RunContext& context) const {
    const std::string format = layout(prefix, context);
    const Buffer<std::int64_t> shape = list<std::int64_t>(prefix + "shape", context);
    if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
        throw Error(file_.name() + " holds no matrix of two dimensions" + remedy);
    SparseEntries entries;
    entries.rows = static_cast<std::uint64_t>(shape[0]);
    entries.columns = static_cast<std::uint64_t>(shape[1]);
    if (format == "csr" || format == "csc") {
        entries.layout = format == "csr" ? SparseLayout::Rows : SparseLayout::Columns;
        entries.starts = list<std::int64_t>(prefix + "indptr", context);
        entries.indices = list<std::int64_t>(prefix + "indices", context);
    } else if (format == "coo") {
        entries.layout = SparseLayout::Coordinates;
        entries.starts = list<std::int64_t>(prefix + "row", context);
        entries.indices = list<std::int64_t>(prefix + "col", context);
    } else {
        throw Error(file_.name() + " holds a sparse matrix of the layout " + inQuotes(format) +
                    "; save it as csr, csc or coo.");
    }
    entries.values = list<float>(prefix + "data", context);
    context.progress(0.5);
    return compressed(entries, file_.name(), context);
}

} // namespace shoal
