// SPDX-License-Identifier: MIT
// Matrix Market files, and the folders of Cell Ranger (10x Genomics): matrix.mtx with the names of cells and
// genes in files beside it, cells in columns.
#include "core/count_text.h"
#include "core/error.h"
#include "data/format.h"
#include "data/matrix_market.h"
#include "data/naming.h"
#include "data/text_records.h"

#include <algorithm>
#include <limits>

namespace shoal {

namespace {

/// A table beside the matrix: the values of its columns.
struct Names {
    std::string file;
    std::vector<std::vector<std::string>> columns;

    std::uint64_t count() const { return columns.empty() ? 0 : columns[0].size(); }
};

Names readNames(const std::filesystem::path& path, RunContext& context) {
    const InputFile file(path);
    const TextContents contents(file, context, 0);
    std::size_t openQuote = 0;
    const std::vector<Record> records =
        splitRecords(contents.text(), 0, contents.lineEnd(), '\t', false,
                     std::numeric_limits<std::size_t>::max(), openQuote, context);
    if (openQuote != std::string_view::npos)
        throw Error(file.name() + ", line " + std::to_string(contents.lineOf(openQuote)) +
                    ": a quote is opened and never closed; close it or remove it.");
    Names names{file.name(), {}};
    for (const Record& record : records) {
        const std::vector<std::string> fields =
            fieldValues(contents.text().substr(record.begin, record.end - record.begin), '\t');
        if (names.columns.empty())
            names.columns.resize(fields.size());
        for (std::size_t i = 0; i < names.columns.size(); ++i)
            names.columns[i].push_back(i < fields.size() ? fields[i] : std::string());
    }
    return names;
}

/// "GSM1_matrix.mtx.gz" → the file beside it named "GSM1_" + one of `names`, packed or not; empty without.
std::filesystem::path fileBeside(const std::filesystem::path& matrix,
                                 std::initializer_list<const char*> names) {
    constexpr std::string_view ending = "matrix.mtx";
    std::string prefix = matrix.filename().string();
    if (prefix.ends_with(".gz"))
        prefix.resize(prefix.size() - 3);
    if (!prefix.ends_with(ending))
        return {};
    prefix.resize(prefix.size() - ending.size());
    for (const std::string name : names)
        for (const char* packing : {"", ".gz"}) {
            std::filesystem::path path = matrix.parent_path() / (prefix + name + packing);
            std::error_code ignored;
            if (std::filesystem::is_regular_file(path, ignored))
                return path;
        }
    return {};
}

/// The matrix with what is known of its rows and columns.
struct Described {
    MatrixMarketHeader header;
    bool cellsInColumns = false;
    std::vector<std::string> ids;
    std::vector<std::string> featureNames;
};

Described describe(const InputFile& file, RunContext& context) {
    constexpr std::size_t longestHeader = std::size_t{1} << 20;
    Described found;
    found.header = readMatrixMarketHeader(file, file.isGzip() ? unpackedHead(file, longestHeader)
                                                              : file.head(longestHeader));
    const std::filesystem::path cellsPath = fileBeside(file.path(), {"barcodes.tsv"});
    const std::filesystem::path genesPath = fileBeside(file.path(), {"features.tsv", "genes.tsv"});
    Names cells = cellsPath.empty() ? Names() : readNames(cellsPath, context);
    Names genes = genesPath.empty() ? Names() : readNames(genesPath, context);
    const auto fit = [&](std::uint64_t cellCount, std::uint64_t geneCount) {
        return (cellsPath.empty() || cells.count() == cellCount) &&
               (genesPath.empty() || genes.count() == geneCount);
    };
    if (cellsPath.empty() && genesPath.empty())
        return found;
    found.cellsInColumns = fit(found.header.columns, found.header.rows);
    if (!found.cellsInColumns && !fit(found.header.rows, found.header.columns)) {
        const Names& other =
            cellsPath.empty() || (!genesPath.empty() && cells.count() == found.header.columns) ? genes
                                                                                               : cells;
        throw Error(file.name() + " has " + countText(found.header.rows, "row") + " and " +
                    countText(found.header.columns, "column") + ", but " + other.file + " beside it has " +
                    countText(other.count(), "line") + "; put the right one there, or move it away.");
    }
    if (!cells.columns.empty())
        found.ids = std::move(cells.columns[0]);
    // Symbols, where ids have them.
    if (!genes.columns.empty())
        found.featureNames = std::move(genes.columns[genes.columns.size() > 1 ? 1 : 0]);
    return found;
}

bool recognizes(const Opening& opening) {
    return opening.head.starts_with(matrixMarketMagic);
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    requireKnownNames(file, options, {});
    Described found = describe(file, context);
    std::shared_ptr<Dataset> data = makeDataset(file);
    data->features = readMatrixMarket(file, found.cellsInColumns, context);
    data->ids = std::move(found.ids);
    data->featureNames = std::move(found.featureNames);
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    requireKnownNames(file, options, {});
    const Described found = describe(file, context);
    const MatrixMarketHeader& header = found.header;
    DatasetSummary summary{"Matrix Market", {}, {}};
    if (found.cellsInColumns)
        summary.matrices.push_back({"", header.columns, header.rows, true});
    else
        summary.matrices.push_back({"", header.rows, header.columns, true});
    if (!found.ids.empty() || !found.featureNames.empty())
        summary.format += " with names of cells and genes";
    return summary;
}

} // namespace

const Format matrixMarketFormat{recognizes, read, summarize};

std::filesystem::path fileToRead(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        for (const char* name : {"matrix.mtx", "matrix.mtx.gz"})
            if (std::filesystem::is_regular_file(path / name, ignored))
                return path / name;
    return path;
}

} // namespace shoal
