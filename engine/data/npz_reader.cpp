// SPDX-License-Identifier: MIT
#include "data/npz_reader.h"

#include "data/npz_arrays.h"

namespace shoal {

namespace {

constexpr std::string_view zipMagic("PK\x03\x04", 4);

/// Word, Excel and others are zip archives too: the first member of an .npz file is an array.
bool recognizes(const Opening& opening) {
    constexpr std::size_t nameLengthAt = 26;
    constexpr std::size_t nameAt = 30;
    if (opening.gzip || !opening.head.starts_with(zipMagic) || opening.head.size() < nameAt)
        return false;
    const auto length =
        static_cast<std::size_t>(static_cast<unsigned char>(opening.head[nameLengthAt]) |
                                 static_cast<unsigned char>(opening.head[nameLengthAt + 1]) << 8);
    return std::string_view(opening.head).substr(nameAt, length).ends_with(".npy");
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    return readNamedArrays(file, NpzArrays(file, context), options, context);
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    return summarizeNamedArrays(file, "NumPy archive", NpzArrays(file, context), options, context);
}

} // namespace

const Format npzFormat{recognizes, read, summarize};

SparseMatrix readSparseNpz(const std::filesystem::path& path, RunContext& context) {
    context.checkpoint();
    const InputFile file(path);
    return NpzArrays(file, context).sparseOfParts("", context);
}

} // namespace shoal
