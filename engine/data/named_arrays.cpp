// SPDX-License-Identifier: MIT
#include "data/named_arrays.h"

#include "core/error.h"
#include "core/parallel.h"
#include "data/naming.h"
#include "data/raw_values.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <stdexcept>
#include <unordered_set>

namespace shoal {

namespace {

using Array = NamedArrays::Array;

/// A matrix to choose: an array, or a sparse one.
struct Choice {
    std::string name;
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    const Array* array = nullptr;
    const NamedArrays::Sparse* sparse = nullptr;
};

std::vector<Choice> choicesOf(const NamedArrays& arrays) {
    std::vector<Choice> choices;
    for (const Array& array : arrays.arrays())
        if (valueTypeOf(array.type) && array.shape.size() == 2 && array.shape[0] > 0 && array.shape[1] > 0)
            choices.push_back({array.name, array.shape[0], array.shape[1], &array, nullptr});
    for (const NamedArrays::Sparse& matrix : arrays.sparseMatrices())
        if (matrix.rows > 0 && matrix.columns > 0)
            choices.push_back({matrix.name, matrix.rows, matrix.columns, nullptr, &matrix});
    return choices;
}

[[noreturn]] void throwNoMatrix(const InputFile& file, const NamedArrays& arrays) {
    constexpr std::size_t shown = 5;
    std::string found;
    for (std::size_t i = 0; i < std::min(shown, arrays.arrays().size()); ++i) {
        const Array& array = arrays.arrays()[i];
        std::string shape;
        for (const std::uint64_t length : array.shape)
            shape += (shape.empty() ? "" : " × ") + std::to_string(length);
        found += (i == 0 ? "" : ", ") + (array.name.empty() ? "one" : inQuotes(array.name)) + " of " +
                 (shape.empty() ? "one value" : shape) + " of " + typeText(array.type);
    }
    throw Error(file.name() + " holds no matrix of numbers" +
                (found.empty() ? std::string() : ", but " + found) +
                "; save an array of two dimensions, a row a point.");
}

Choice choose(const InputFile& file, const NamedArrays& arrays, const std::string& wanted) {
    const std::vector<Choice> choices = choicesOf(arrays);
    if (choices.empty())
        throwNoMatrix(file, arrays);
    if (wanted.empty()) // what holds the most values: pictures of data are narrow, parts of them short
        return *std::max_element(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
            return static_cast<double>(a.rows) * static_cast<double>(a.columns) <
                   static_cast<double>(b.rows) * static_cast<double>(b.columns);
        });
    std::vector<std::string> names;
    for (const Choice& choice : choices) {
        if (choice.name == wanted)
            return choice;
        names.push_back(choice.name);
    }
    throw Error(file.name() + " has no matrix " + inQuotes(wanted) + "; it has " +
                closestNames(wanted, names) + ".");
}

/// Texts of a fixed width: bytes ("S8") or characters of four bytes ("U8").
std::optional<std::size_t> textWidth(std::string_view type) {
    if (type.size() > 1 && std::string_view("<>|=").find(type[0]) != type.npos)
        type.remove_prefix(1);
    if (type.size() < 2 || (type[0] != 'S' && type[0] != 'U'))
        return std::nullopt;
    std::size_t width = 0;
    const std::from_chars_result result = std::from_chars(type.data() + 1, type.data() + type.size(), width);
    const bool isWidth = result.ec == std::errc{} && result.ptr == type.data() + type.size();
    constexpr std::size_t widest = std::size_t{1} << 20;
    return isWidth && width > 0 && width <= widest ? std::optional(width * (type[0] == 'U' ? 4 : 1))
                                                   : std::nullopt;
}

std::string textAt(std::string_view raw, std::string_view type) {
    const bool isWide = type.find('U') != type.npos;
    if (!isWide)
        return toUtf8(raw.substr(0, std::min(raw.find('\0'), raw.size())));
    const bool isBig = type[0] == '>';
    std::string text;
    for (std::size_t i = 0; i + 4 <= raw.size(); i += 4) {
        std::uint32_t code = 0;
        for (std::size_t b = 0; b < 4; ++b)
            code |= std::uint32_t{static_cast<unsigned char>(raw[i + b])} << (8 * (isBig ? 3 - b : b));
        if (code == 0)
            break;
        appendUtf8(text, code);
    }
    return text;
}

/// `array`, of one dimension, as a column; none when its values are of another kind.
std::optional<Column> columnOf(const NamedArrays& arrays, const Array& array, bool isLabel,
                               RunContext& context) {
    const std::uint64_t count = array.shape[0];
    if (const std::optional<ValueType> type = valueTypeOf(array.type)) {
        const NamedArrays::Bytes bytes = arrays.bytes(array, context);
        std::vector<float> values(count);
        convertValues(*type, bytes.view.data(), count, values.data(), 1);
        return numbersColumn(array.name, std::move(values),
                             isLabel || array.name == "y" || array.name == "Y");
    }
    std::vector<std::string> texts;
    if (const std::optional<std::size_t> width = textWidth(array.type)) {
        const NamedArrays::Bytes bytes = arrays.bytes(array, context);
        texts.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i)
            texts.push_back(textAt(bytes.view.substr(i * *width, *width), array.type));
    } else if (array.type == "O") {
        texts = arrays.texts(array, context);
    } else {
        return std::nullopt;
    }
    return describedColumn(array.name, std::move(texts), isLabel);
}

/// The lists as long as the matrix has rows. Texts that are all different, the first such, are the ids.
void describePoints(const InputFile& file, const NamedArrays& arrays, std::uint64_t rows,
                    const ReadOptions& options, RunContext& context, Dataset& data) {
    std::vector<std::string> names;
    for (const Array& array : arrays.arrays()) {
        if (array.shape.size() != 1 || array.shape[0] != rows || array.name.empty())
            continue;
        context.checkpoint();
        const bool isLabel =
            std::find(options.labels.begin(), options.labels.end(), array.name) != options.labels.end();
        requireMemory((data.columns.size() + 1) * rows * sizeof(float), file.name() + ": its columns");
        std::optional<Column> column = columnOf(arrays, array, isLabel, context);
        if (!column)
            continue;
        names.push_back(array.name);
        if (const TextColumn* texts = column->text(); texts && data.ids.empty() && rows > 1) {
            std::unordered_set<std::string_view> seen(texts->values.begin(), texts->values.end());
            if (seen.size() == rows) {
                data.ids = texts->values;
                continue;
            }
        }
        data.columns.push_back(std::move(*column));
    }
    for (const std::string& label : options.labels)
        if (std::find(names.begin(), names.end(), label) == names.end())
            throwUnknownColumn(file, label, names);
}

Matrix readArray(const NamedArrays& arrays, const Array& array, RunContext& context) {
    const ValueType type = *valueTypeOf(array.type);
    const std::size_t rows = array.shape[0];
    const std::size_t columns = array.shape[1];
    const NamedArrays::Bytes bytes = arrays.bytes(array, context);
    Matrix matrix(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
    constexpr std::size_t blockValues = std::size_t{1} << 18;
    forBlocks(context, rows, std::max<std::size_t>(1, blockValues / columns),
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  float* target = matrix.data() + begin * columns;
                  const char* raw = bytes.view.data();
                  if (!array.columnMajor)
                      convertValues(type, raw + begin * columns * type.bytes, (end - begin) * columns, target,
                                    1);
                  else
                      for (std::size_t column = 0; column < columns; ++column)
                          convertValues(type, raw + (column * rows + begin) * type.bytes, end - begin,
                                        target + column, columns);
              });
    return matrix;
}

Matrix readSparse(const NamedArrays& arrays, const NamedArrays::Sparse& which, RunContext& context) {
    const SparseMatrix sparse = arrays.sparse(which, context);
    Matrix matrix(static_cast<Eigen::Index>(sparse.rows), static_cast<Eigen::Index>(sparse.columns));
    forBlocks(context, sparse.rows, 64, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            auto target = matrix.row(static_cast<Eigen::Index>(row));
            target.setZero();
            const std::span indices = sparse.indicesOf(row);
            const std::span values = sparse.valuesOf(row);
            for (std::size_t i = 0; i < indices.size(); ++i)
                target[static_cast<Eigen::Index>(indices[i])] = values[i];
        }
    });
    return matrix;
}

} // namespace

SparseMatrix NamedArrays::sparse(const Sparse& matrix, RunContext&) const {
    throw std::logic_error("no sparse matrix " + matrix.name);
}

std::shared_ptr<Dataset> readNamedArrays(const InputFile& file, const NamedArrays& arrays,
                                         const ReadOptions& options, RunContext& context) {
    constexpr double columnsShare = 0.2;
    const Choice choice = choose(file, arrays, options.matrix);
    std::uint64_t bytes = 0;
    const bool isTooLarge = __builtin_mul_overflow(choice.rows, choice.columns, &bytes) ||
                            __builtin_mul_overflow(bytes, sizeof(float), &bytes);
    requireMemory(isTooLarge ? std::numeric_limits<std::uint64_t>::max() : bytes,
                  file.name() + ": " + choice.name + " as a table of " + std::to_string(choice.rows) + " × " +
                      std::to_string(choice.columns));
    std::shared_ptr<Dataset> data = makeDataset(file);
    data->matrixName = choice.name;
    describePoints(file, arrays, choice.rows, options, context, *data);
    RunContext reading = context.part(columnsShare, 1);
    data->features = choice.array ? readArray(arrays, *choice.array, reading)
                                  : readSparse(arrays, *choice.sparse, reading);
    return data;
}

DatasetSummary summarizeNamedArrays(const InputFile& file, const char* format, const NamedArrays& arrays,
                                    const ReadOptions& options, RunContext& context) {
    const Choice chosen = choose(file, arrays, options.matrix);
    const std::string standard = choose(file, arrays, {}).name;
    DatasetSummary summary{format, {}, {}};
    for (const Choice& choice : choicesOf(arrays))
        summary.matrices.push_back({choice.name, choice.rows, choice.columns, choice.name == standard});
    Dataset data;
    describePoints(file, arrays, chosen.rows, options, context, data);
    for (const Column& column : data.columns)
        summary.columns.push_back(columnInfo(column));
    return summary;
}

bool fitsInto(std::uint64_t bytes, const NamedArrays::Array& array) {
    const std::optional<ValueType> number = valueTypeOf(array.type);
    std::uint64_t needed = number ? number->bytes : textWidth(array.type).value_or(0);
    bool isTooLarge = needed == 0;
    for (const std::uint64_t length : array.shape)
        isTooLarge = isTooLarge || __builtin_mul_overflow(needed, length, &needed);
    return !isTooLarge && needed <= bytes;
}

std::string typeText(std::string_view type) {
    const std::string_view whole = type;
    if (type.size() > 1 && std::string_view("<>|=").find(type[0]) != type.npos)
        type.remove_prefix(1);
    const char kind = type.empty() ? '\0' : type[0];
    return valueTypeOf(whole)           ? "numbers"
           : kind == '\0'               ? "records (named fields)"
           : kind == 'c'                ? "complex numbers"
           : kind == 'O'                ? "Python objects"
           : kind == 'U' || kind == 'S' ? "text"
           : kind == 'M' || kind == 'm' ? "dates or times"
           : kind == 'V'                ? "raw bytes"
                                        : "values of type " + inQuotes(whole);
}

} // namespace shoal
