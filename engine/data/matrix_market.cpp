// SPDX-License-Identifier: MIT
#include "data/matrix_market.h"

#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace shoal {

namespace {

using Symmetry = MatrixMarketHeader::Symmetry;

/// The line that starts at `at`, without spaces around it; `at` moves behind it.
std::string_view takeLine(std::string_view text, char lineEnd, std::size_t& at) {
    const std::size_t end = std::min(text.find(lineEnd, at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = std::min(end + 1, text.size());
    while (line.ends_with('\r'))
        line.remove_suffix(1);
    return trimmed(line);
}

bool isEntry(std::string_view line) {
    return !line.empty() && line.front() != '%';
}

/// The next word of a line, which loses it.
std::string_view takeWord(std::string_view& line) {
    line = trimmed(line);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

std::optional<std::uint64_t> takeCount(std::string_view& line) {
    const std::string_view word = takeWord(line);
    std::uint64_t value = 0;
    const std::from_chars_result result = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool isCount = !word.empty() && result.ec == std::errc{} && result.ptr == word.data() + word.size();
    return isCount ? std::optional(value) : std::nullopt;
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

std::string lineText(const InputFile& file, std::string_view text, char lineEnd, std::size_t offset) {
    const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), lineEnd);
    return file.name() + ", line " + groupedText(static_cast<std::uint64_t>(lines) + 1);
}

struct Entry {
    std::uint32_t row;
    std::uint32_t column;
    float value;
};

/// Reads the lines of entries in blocks of the text.
class EntryReader {
public:
    EntryReader(const InputFile& file, std::string_view text, const MatrixMarketHeader& header)
        : file_(file)
        , text_(text)
        , header_(header) {}

    /// Calls take(number of the entry, its words, offset of its line) for every line of entries, in parallel;
    /// the first line for which it returns false is refused. Throws Error when they are not as many as
    /// promised.
    template <class Take>
    void read(RunContext& context, const Take& take) const {
        std::vector<std::uint64_t> starts(blocks() + 1, 0);
        forBlocks(context, blocks(), 1, [&](std::size_t block, std::size_t, std::size_t) {
            forLines(block, [&](std::string_view, std::size_t) {
                ++starts[block + 1];
                return true;
            });
        });
        for (std::size_t block = 0; block < blocks(); ++block)
            starts[block + 1] += starts[block];
        if (starts.back() != header_.entries)
            throw Error(file_.name() + " is " + (starts.back() < header_.entries ? "cut short" : "damaged") +
                        ": its header promises " + countText(header_.entries, "entry", "entries") +
                        ", and it holds " + groupedText(starts.back()) + "; save or copy it again.");
        std::vector<std::size_t> refused(blocks(), std::string_view::npos);
        forBlocks(context, blocks(), 1, [&](std::size_t block, std::size_t, std::size_t) {
            std::uint64_t entry = starts[block];
            forLines(block, [&](std::string_view line, std::size_t offset) {
                if (take(entry++, line))
                    return true;
                refused[block] = offset;
                return false;
            });
        });
        for (const std::size_t offset : refused)
            if (offset != std::string_view::npos)
                throwRefused(offset);
    }

private:
    static constexpr std::size_t blockBytes = std::size_t{1} << 19;

    std::size_t blocks() const { return blockCount(text_.size() - header_.begin, blockBytes); }

    /// The lines that begin within a block.
    template <class Body>
    void forLines(std::size_t block, const Body& body) const {
        std::size_t at = header_.begin + block * blockBytes;
        const std::size_t end = std::min(at + blockBytes, text_.size());
        if (block > 0 && text_[at - 1] != header_.lineEnd)
            takeLine(text_, header_.lineEnd, at);
        while (at < end) {
            const std::size_t offset = at;
            const std::string_view line = takeLine(text_, header_.lineEnd, at);
            if (isEntry(line) && !body(line, offset))
                return;
        }
    }

    [[noreturn]] void throwRefused(std::size_t offset) const {
        std::size_t at = offset;
        const std::string_view line = takeLine(text_, header_.lineEnd, at);
        const char* expected = !header_.isCoordinate ? "a number"
                               : header_.isPattern   ? "row and column"
                                                     : "row, column and number";
        throw Error(lineText(file_, text_, header_.lineEnd, offset) + ": " + inQuotes(line) + " is not " +
                    expected + " of a table of " + std::to_string(header_.rows) + " × " +
                    std::to_string(header_.columns) + "; correct it or save the file again.");
    }

    const InputFile& file_;
    std::string_view text_;
    const MatrixMarketHeader& header_;
};

/// Row and column of the values of an array, which of symmetric ones lists the lower triangle.
class ArrayPlaces {
public:
    explicit ArrayPlaces(const MatrixMarketHeader& header)
        : rows_(header.rows)
        , symmetry_(header.symmetry) {}

    std::pair<std::uint64_t, std::uint64_t> at(std::uint64_t entry) const {
        if (symmetry_ == Symmetry::General)
            return {entry % rows_, entry / rows_};
        std::uint64_t low = 0; // the column is the last one that begins at or before the entry
        std::uint64_t high = rows_;
        while (high - low > 1) {
            const std::uint64_t middle = low + (high - low) / 2;
            (begin(middle) <= entry ? low : high) = middle;
        }
        return {first(low) + entry - begin(low), low};
    }

private:
    std::uint64_t first(std::uint64_t column) const { return column + (symmetry_ == Symmetry::Skew ? 1 : 0); }
    std::uint64_t begin(std::uint64_t column) const {
        const std::uint64_t longest = rows_ - (symmetry_ == Symmetry::Skew ? 1 : 0);
        return column * longest - column * (column - 1) / 2;
    }

    std::uint64_t rows_;
    Symmetry symmetry_;
};

std::uint64_t arrayEntries(const MatrixMarketHeader& header) {
    if (header.symmetry == Symmetry::General)
        return header.rows * header.columns;
    return header.symmetry == Symmetry::Symmetric ? header.rows * (header.rows + 1) / 2
                                                  : header.rows * (header.rows - 1) / 2;
}

void readKind(const InputFile& file, std::string_view line, MatrixMarketHeader& header) {
    line.remove_prefix(matrixMarketMagic.size());
    const std::string object = lowerCase(takeWord(line));
    const std::string format = lowerCase(takeWord(line));
    const std::string field = lowerCase(takeWord(line));
    const std::string symmetry = lowerCase(takeWord(line));
    if (object != "matrix")
        throw Error(file.name() + " holds a " + inQuotes(object) +
                    ", not a matrix; save a matrix, a row a point.");
    if (field == "complex" || symmetry == "hermitian")
        throw Error(file.name() + " holds complex numbers; save a matrix of real ones.");
    header.isCoordinate = format == "coordinate";
    header.isPattern = field == "pattern";
    const bool isKnown = (header.isCoordinate || (format == "array" && !header.isPattern)) &&
                         (header.isPattern || field == "real" || field == "double" || field == "integer" ||
                          field == "unsigned-integer");
    if (!isKnown || (symmetry != "general" && symmetry != "symmetric" && symmetry != "skew-symmetric"))
        throw Error(file.name() + " is a Matrix Market file of the unknown kind " +
                    inQuotes(format + " " + field + " " + symmetry) +
                    "; save it as coordinate real general.");
    header.symmetry = symmetry == "general"     ? Symmetry::General
                      : symmetry == "symmetric" ? Symmetry::Symmetric
                                                : Symmetry::Skew;
}

} // namespace

MatrixMarketHeader readMatrixMarketHeader(const InputFile& file, std::string_view text) {
    MatrixMarketHeader header;
    header.lineEnd = text.find('\n') == text.npos && text.find('\r') != text.npos ? '\r' : '\n';
    std::size_t at = 0;
    readKind(file, takeLine(text, header.lineEnd, at), header);
    std::string_view sizes;
    std::size_t offset = at;
    while (at < text.size() && !isEntry(sizes)) {
        offset = at;
        sizes = takeLine(text, header.lineEnd, at);
    }
    if (!isEntry(sizes))
        throw Error(file.name() + " is cut short: it ends before the size of its matrix; copy it again.");
    std::string_view rest = sizes;
    const std::optional<std::uint64_t> rows = takeCount(rest);
    const std::optional<std::uint64_t> columns = takeCount(rest);
    const std::optional<std::uint64_t> entries =
        header.isCoordinate ? takeCount(rest) : std::optional<std::uint64_t>(0);
    if (!rows || !columns || !entries || !trimmed(rest).empty())
        throw Error(lineText(file, text, header.lineEnd, offset) + ": " + inQuotes(sizes) + " is not " +
                    (header.isCoordinate ? "the number of rows, columns and entries"
                                         : "the number of rows and columns") +
                    "; correct it or save the file again.");
    if (*rows == 0 || *columns == 0)
        throw Error(file.name() + " holds a matrix of " + std::to_string(*rows) + " × " +
                    std::to_string(*columns) + ", so no values at all; choose a file with data in it.");
    if (header.symmetry != Symmetry::General && *rows != *columns)
        throw Error(file.name() + " is to be symmetric, but has " + std::to_string(*rows) + " rows and " +
                    std::to_string(*columns) + " columns; save it again as general.");
    std::uint64_t bytes = 0;
    const bool isTooLarge = __builtin_mul_overflow(*rows, *columns, &bytes) ||
                            __builtin_mul_overflow(bytes, sizeof(float), &bytes);
    requireMemory(isTooLarge ? std::numeric_limits<std::uint64_t>::max() : bytes,
                  file.name() + ", a matrix of " + std::to_string(*rows) + " × " + std::to_string(*columns) +
                      ",");
    header.rows = *rows;
    header.columns = *columns;
    header.entries = header.isCoordinate ? *entries : arrayEntries(header);
    header.begin = at;
    return header;
}

Matrix readMatrixMarket(const InputFile& file, bool turned, RunContext& context) {
    constexpr double textShare = 0.4;
    constexpr double entriesShare = 0.9;
    const Buffer<char> contents = readWhole(file, context, textShare);
    const std::string_view text(contents.data(), contents.size());
    const MatrixMarketHeader header = readMatrixMarketHeader(file, text);
    // A line of an entry takes at least a character and its end.
    if (header.entries > text.size())
        throw Error(file.name() + " is cut short: its header promises " +
                    countText(header.entries, "entry", "entries") +
                    ", more than it has characters; copy it again.");
    requireMemory(text.size() + header.rows * header.columns * sizeof(float) + header.entries * sizeof(Entry),
                  file.name());
    Buffer<Entry> entries(header.entries);
    const ArrayPlaces places(header);
    std::atomic<std::uint64_t> done{0};
    EntryReader(file, text, header).read(context, [&](std::uint64_t number, std::string_view line) {
        std::pair<std::uint64_t, std::uint64_t> place;
        if (header.isCoordinate) {
            const std::optional<std::uint64_t> row = takeCount(line);
            const std::optional<std::uint64_t> column = takeCount(line);
            if (!row || !column || *row < 1 || *column < 1 || *row > header.rows || *column > header.columns)
                return false;
            place = {*row - 1, *column - 1};
        } else {
            place = places.at(number);
        }
        const std::optional<double> value =
            header.isPattern ? std::optional(1.0) : parseNumber(takeWord(line));
        if (!value || !trimmed(line).empty())
            return false;
        entries[number] = {static_cast<std::uint32_t>(place.first), static_cast<std::uint32_t>(place.second),
                           static_cast<float>(*value)};
        constexpr std::uint64_t between = std::uint64_t{1} << 16;
        if (number % between == 0)
            context.progress(textShare + (entriesShare - textShare) * static_cast<double>(done += between) /
                                             static_cast<double>(header.entries + between));
        return true;
    });

    const std::uint64_t rows = turned ? header.columns : header.rows;
    const std::uint64_t columns = turned ? header.rows : header.columns;
    Matrix matrix(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
    constexpr std::size_t zeroBlock = std::size_t{1} << 20;
    forBlocks(context, rows * columns, zeroBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::fill(matrix.data() + begin, matrix.data() + end, 0.0F);
    });
    constexpr std::uint64_t between = std::uint64_t{1} << 18;
    for (std::uint64_t i = 0; i < entries.size(); ++i) {
        if (i % between == 0)
            context.checkpoint();
        const Entry& entry = entries[i];
        const auto add = [&](std::uint32_t row, std::uint32_t column, float value) {
            matrix(turned ? column : row, turned ? row : column) +=
                value; // a place listed twice means the sum
        };
        add(entry.row, entry.column, entry.value);
        if (header.symmetry != Symmetry::General && entry.row != entry.column)
            add(entry.column, entry.row, header.symmetry == Symmetry::Skew ? -entry.value : entry.value);
    }
    return matrix;
}

} // namespace shoal
