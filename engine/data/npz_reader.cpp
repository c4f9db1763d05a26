// SPDX-License-Identifier: MIT
#include "data/npz_reader.h"

#include "core/error.h"
#include "data/input_file.h"
#include "data/naming.h"
#include "data/npy_header.h"
#include "data/raw_values.h"
#include "data/sparse_entries.h"
#include "data/zip_archive.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <type_traits>

namespace shoal {

namespace {

constexpr const char* remedy = "; save one with scipy.sparse.save_npz.";

/// The arrays of an .npz file by their names.
class Arrays {
public:
    explicit Arrays(const InputFile& file)
        : file_(file)
        , archive_(file) {}

    /// A list of numbers; whole ones where Value is an integer.
    template <class Value>
    Buffer<Value> list(const std::string& name, RunContext& context) const {
        const Raw raw = read(name, context);
        const std::optional<ValueType> type = valueTypeOf(raw.header.type);
        const bool fits = type && (std::is_floating_point_v<Value> || type->kind != ValueType::Kind::Float);
        if (!fits || raw.header.shape.size() != 1)
            throw Error(what(name) + " is no list of numbers" + remedy);
        const std::uint64_t count = raw.header.shape[0];
        if (count > (raw.bytes.size() - raw.header.dataOffset) / type->bytes)
            throw Error(what(name) + " is cut short" + remedy);
        Buffer<Value> values(count);
        constexpr std::size_t block = std::size_t{1} << 18;
        for (std::uint64_t at = 0; at < count; at += block) {
            context.checkpoint();
            convertValues(*type, raw.bytes.data() + raw.header.dataOffset + at * type->bytes,
                          std::min<std::uint64_t>(block, count - at), values.data() + at, 1);
        }
        return values;
    }

    /// A single text, as "csr".
    std::string text(const std::string& name, RunContext& context) const {
        const Raw raw = read(name, context);
        std::string text;
        // Bytes ("|S3") or, of older versions, characters of four bytes ("<U3").
        for (std::uint64_t at = raw.header.dataOffset; at < raw.bytes.size(); ++at)
            if (raw.bytes[at] != '\0')
                text += raw.bytes[at];
        return text;
    }

private:
    struct Raw {
        NpyHeader header;
        Buffer<char> bytes;
    };

    std::string what(const std::string& name) const { return file_.name() + ": " + name; }
    Raw read(const std::string& name, RunContext& context) const {
        const ZipArchive::Member* member = archive_.find(name + ".npy");
        if (!member)
            throw Error(file_.name() + " holds no sparse matrix (it has no " + inQuotes(name) + ")" + remedy);
        Raw raw{{}, archive_.read(*member, context)};
        raw.header = readNpyHeader(what(name), raw.bytes.size(),
                                   [&](char* target, std::size_t count, std::uint64_t offset) {
                                       std::memcpy(target, raw.bytes.data() + offset, count);
                                   });
        return raw;
    }

    const InputFile& file_;
    ZipArchive archive_;
};

} // namespace

SparseMatrix readSparseNpz(const std::filesystem::path& path, RunContext& context) {
    context.checkpoint();
    const InputFile file(path);
    const Arrays arrays(file);
    const std::string format = arrays.text("format", context);
    const Buffer<std::int64_t> shape = arrays.list<std::int64_t>("shape", context);
    if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
        throw Error(file.name() + " holds no matrix of two dimensions" + remedy);
    SparseEntries entries;
    entries.rows = static_cast<std::uint64_t>(shape[0]);
    entries.columns = static_cast<std::uint64_t>(shape[1]);
    if (format == "csr" || format == "csc") {
        entries.layout = format == "csr" ? SparseLayout::Rows : SparseLayout::Columns;
        entries.starts = arrays.list<std::int64_t>("indptr", context);
        entries.indices = arrays.list<std::int64_t>("indices", context);
    } else if (format == "coo") {
        entries.layout = SparseLayout::Coordinates;
        entries.starts = arrays.list<std::int64_t>("row", context);
        entries.indices = arrays.list<std::int64_t>("col", context);
    } else {
        throw Error(file.name() + " holds a sparse matrix of the layout " + inQuotes(format) +
                    "; save it as csr, csc or coo.");
    }
    entries.values = arrays.list<float>("data", context);
    context.progress(0.5);
    return compressed(entries, file.name(), context);
}

} // namespace shoal
