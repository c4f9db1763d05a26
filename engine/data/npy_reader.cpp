// SPDX-License-Identifier: MIT
// NumPy arrays (.npy 1.0 to 3.0), by the format's description in NumPy's enhancement proposal 1.
#include "core/error.h"
#include "core/parallel.h"
#include "data/format.h"
#include "data/named_arrays.h"
#include "data/npy_header.h"
#include "data/raw_values.h"

#include <atomic>
#include <optional>

namespace shoal {

namespace {

/// Of the whole file.
NpyHeader readHeader(const InputFile& file) {
    return readNpyHeader(
        file.name(), file.size(),
        [&](char* target, std::size_t count, std::uint64_t offset) { file.read(target, count, offset); });
}

ValueType valueType(const InputFile& file, const NpyHeader& header) {
    if (const std::optional<ValueType> type = valueTypeOf(header.type))
        return *type;
    if (header.type.empty())
        throw Error(file.name() + " holds a structured array (named fields); save its numbers as a plain "
                                  "two-dimensional array.");
    throw Error(file.name() + " holds " + typeText(header.type) +
                "; save a two-dimensional array of numbers.");
}

void requireMatrix(const InputFile& file, const NpyHeader& header, const ValueType& type) {
    if (header.shape.size() != 2)
        throw Error(file.name() + " holds an array of " + std::to_string(header.shape.size()) +
                    (header.shape.size() == 1 ? " dimension" : " dimensions") +
                    "; reshape it to two, one row a point.");
    const std::uint64_t rows = header.shape[0];
    const std::uint64_t columns = header.shape[1];
    if (rows == 0 || columns == 0)
        throw Error(file.name() + " holds an array of " + std::to_string(rows) + " × " +
                    std::to_string(columns) + ", so no values at all; choose a file with data in it.");
    const std::uint64_t available = (file.size() - header.dataOffset) / type.bytes;
    if (columns > available || rows > available / columns)
        throw Error(file.name() + " is cut short: its header promises " + std::to_string(rows) + " × " +
                    std::to_string(columns) + " values, and the file holds " + std::to_string(available) +
                    "; copy it again.");
}

bool recognizes(const Opening& opening) {
    return !opening.gzip && opening.head.starts_with(npyMagic);
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    requireKnownNames(file, options, {});
    const NpyHeader header = readHeader(file);
    const ValueType type = valueType(file, header);
    requireMatrix(file, header, type);
    const std::size_t rows = header.shape[0];
    const std::size_t columns = header.shape[1];
    std::shared_ptr<Dataset> data = makeDataset(file);
    requireMemory(rows * columns * sizeof(float), file.name());
    Matrix features(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));

    constexpr std::size_t blockValues = std::size_t{1} << 18;
    const std::size_t blockRows = std::max<std::size_t>(1, blockValues / columns);
    std::atomic<std::size_t> done{0};
    forBlocks(context, rows, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        const std::size_t count = end - begin;
        float* target = features.data() + begin * columns;
        if (!header.columnMajor) {
            Buffer<char> raw(count * columns * type.bytes);
            file.read(raw.data(), raw.size(), header.dataOffset + begin * columns * type.bytes);
            convertValues(type, raw.data(), count * columns, target, 1);
        } else {
            Buffer<char> raw(count * type.bytes);
            for (std::size_t column = 0; column < columns; ++column) {
                file.read(raw.data(), raw.size(), header.dataOffset + (column * rows + begin) * type.bytes);
                convertValues(type, raw.data(), count, target + column, columns);
            }
        }
        context.progress(static_cast<double>(done += count) / static_cast<double>(rows));
    });
    data->features = std::move(features);
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext&) {
    requireKnownNames(file, options, {});
    const NpyHeader header = readHeader(file);
    requireMatrix(file, header, valueType(file, header));
    return {"NumPy array", {{"", header.shape[0], header.shape[1], true}}, {}};
}

} // namespace

const Format npyFormat{recognizes, read, summarize};

} // namespace shoal
