// SPDX-License-Identifier: MIT
#include "data/format.h"

#include "core/error.h"
#include "core/parallel.h"
#include "data/naming.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

/// All but text, which is recognised by what it does not hold.
const std::array<const Format*, 7> formats{&hdf5Format, &fcsFormat,    &matrixMarketFormat, &npyFormat,
                                           &npzFormat,  &pickleFormat, &idxFormat};

struct ForeignFormat {
    std::string_view start;
    std::string_view name;
};

/// Files that people do try to open: the name helps more than "unknown".
constexpr std::array<ForeignFormat, 9> foreignFormats{
    {{"PAR1", "a Parquet file"},
     {"ARROW1", "an Arrow file"},
     {"FEA1", "a Feather file"},
     {"PK\x03\x04", "a zip archive (xlsx, zarr or the like)"},
     {"\x89PNG", "a picture"},
     {"\xFF\xD8\xFF", "a picture"},
     {"%PDF", "a PDF document"},
     {"BZh", "a bzip2 archive"},
     {"\x28\xB5\x2F\xFD", "a zstd archive"}}};

} // namespace

const Format& detectFormat(const InputFile& file) {
    constexpr std::size_t headBytes = 4096;
    const bool gzip = file.isGzip();
    const Opening opening{file, gzip ? unpackedHead(file, headBytes) : file.head(headBytes), gzip};
    for (const Format* format : formats)
        if (format->recognizes(opening))
            return *format;
    for (const ForeignFormat& foreign : foreignFormats)
        if (opening.head.starts_with(foreign.start))
            throw Error(file.name() + " is " + std::string(foreign.name) +
                        ", which Shoal does not read; save it as CSV, .npy or .h5ad.");
    if (textFormat.recognizes(opening))
        return textFormat;
    throw Error(file.name() + " is of no format that Shoal reads; save it as CSV, .npy or .h5ad.");
}

void throwUnknownColumn(const InputFile& file, const std::string& wanted,
                        const std::vector<std::string>& columns) {
    if (columns.empty())
        throw Error(file.name() + " has no column " + inQuotes(wanted) +
                    ": it holds no named columns at all.");
    throw Error(file.name() + " has no column " + inQuotes(wanted) + "; it has " +
                closestNames(wanted, columns) + ".");
}

void requireKnownNames(const InputFile& file, const ReadOptions& options,
                       const std::vector<std::string>& columns) {
    if (!options.matrix.empty())
        throw Error(file.name() + " has no matrix " + inQuotes(options.matrix) +
                    ": it holds a single table; open it without naming one.");
    for (const std::string& label : options.labels)
        if (std::find(columns.begin(), columns.end(), label) == columns.end())
            throwUnknownColumn(file, label, columns);
}

DatasetSummary::ColumnInfo columnInfo(const Column& column) {
    const CategoricalColumn* classes = column.categorical();
    return {column.name,
            classes               ? "categorical"
            : column.continuous() ? "continuous"
                                  : "text",
            classes ? classes->categories.size() : 0};
}

std::shared_ptr<Dataset> makeDataset(const InputFile& file) {
    auto data = std::make_shared<Dataset>();
    data->name = file.name();
    data->source = file.path();
    return data;
}

void requireFinite(const InputFile& file, const Dataset& data, RunContext& context) {
    constexpr std::size_t blockValues = std::size_t{1} << 18;
    const auto count = static_cast<std::size_t>(data.features.size());
    const float* values = data.features.data();
    std::atomic<std::size_t> first{std::numeric_limits<std::size_t>::max()};
    forBlocks(context, count, blockValues, [&](std::size_t begin, std::size_t end, std::size_t) {
        constexpr std::uint32_t exponent = 0x7F800000; // all ones only in NaN and infinity
        bool anyBad = false;
        for (std::size_t i = begin; i < end; ++i)
            anyBad |= (std::bit_cast<std::uint32_t>(values[i]) & exponent) == exponent;
        if (!anyBad)
            return;
        const std::size_t found = static_cast<std::size_t>(
            std::find_if(values + begin, values + end, [](float value) { return !std::isfinite(value); }) -
            values);
        std::size_t known = first.load();
        while (found < known && !first.compare_exchange_weak(known, found)) {
        }
    });
    const std::size_t found = first.load();
    if (found == std::numeric_limits<std::size_t>::max())
        return;
    const std::size_t row = found / data.dimensions();
    const std::size_t column = found % data.dimensions();
    const std::string where = data.matrixName.empty() ? "" : data.matrixName + ", ";
    std::string message = file.name() + ": " + where + "row " + std::to_string(row + 1);
    if (!data.ids.empty())
        message += " (" + inQuotes(data.ids[row]) + ")";
    message += ", column " + std::to_string(column + 1);
    if (!data.featureNames.empty())
        message += " (" + inQuotes(data.featureNames[column]) + ")";
    const char* what =
        std::isnan(values[found]) ? " is missing (NaN)" : " is infinite or too large for 32 bits";
    throw Error(message + what + "; fill it in or leave out that row or column.");
}

} // namespace shoal
