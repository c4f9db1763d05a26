// SPDX-License-Identifier: MIT
// CSV, TSV and their kin: numbers become features, text becomes ids, classes or remarks.
#include "core/count_text.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/format.h"
#include "data/naming.h"
#include "data/number.h"
#include "data/text_layout.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace shoal {

namespace {

using Use = TextLayout::Use;

constexpr double readShare = 0.3; // of the progress, for bringing the file into memory

/// What is wrong with a row, kept until the first one in the file's order is known.
struct Problem {
    enum class Kind { None, Fields, Missing, NotFinite, NotNumber };
    Kind kind = Kind::None;
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t fields = 0;
    std::string value;
};

/// Reads rows into the features and the text columns. Text columns that `onlyText` leaves out of sight are
/// skipped.
class RowReader {
public:
    RowReader(const TextContents& contents, const TextLayout& layout)
        : contents_(contents)
        , layout_(layout) {
        for (const TextLayout::ColumnLayout& column : layout.columns) {
            const bool isFeature = column.use == Use::Feature;
            slots_.push_back(isFeature ? features_++ : texts_.size());
            if (!isFeature)
                texts_.emplace_back(layout.records.size());
        }
    }

    std::size_t featureCount() const { return features_; }
    std::vector<std::string>& texts(std::size_t column) { return texts_[slots_[column]]; }

    /// `target` takes the row's features; null when they are not wanted.
    Problem readRow(std::size_t row, float* target) {
        const Record& record = layout_.records[row];
        const char* begin = contents_.text().data();
        FieldCursor cursor(begin + record.begin, begin + record.end, layout_.separator);
        const std::size_t columns = layout_.columns.size();
        std::size_t column = 0;
        for (; column < columns; ++column) {
            const bool isFeature = layout_.columns[column].use == Use::Feature;
            if (isFeature && target) {
                if (readFast(cursor, target[slots_[column]]))
                    continue;
                if (!cursor.next())
                    break;
                if (Problem problem = readSlow(cursor, row, column, target[slots_[column]]);
                    problem.kind != Problem::Kind::None)
                    return problem;
                continue;
            }
            if (!cursor.next())
                break;
            if (!isFeature)
                texts_[slots_[column]][row] = cursor.value();
        }
        std::size_t surplus = 0;
        while (cursor.next())
            ++surplus;
        if (column < columns || surplus > 0)
            return {Problem::Kind::Fields, row, 0, column + surplus, {}};
        return {};
    }

private:
    /// A plain finite number that the separator or the record's end follows at once, the case that matters.
    bool readFast(FieldCursor& cursor, float& value) const {
        const char* at = cursor.position();
        if (at == cursor.end() || layout_.decimalPoint != '.')
            return false;
        const std::optional<double> number = parseNumberPrefix(at, cursor.end());
        if (!number || (at != cursor.end() && *at != layout_.separator))
            return false;
        value = static_cast<float>(*number);
        if (!std::isfinite(value))
            return false;
        cursor.skipTo(at);
        return true;
    }

    Problem readSlow(const FieldCursor& cursor, std::size_t row, std::size_t column, float& value) const {
        const std::optional<double> number = parseNumber(cursor.raw(), layout_.decimalPoint);
        value = number ? static_cast<float>(*number) : 0.0F;
        if (number && std::isfinite(value))
            return {};
        const Problem::Kind kind = isMissingNumber(cursor.raw()) ? Problem::Kind::Missing
                                   : number                      ? Problem::Kind::NotFinite
                                                                 : Problem::Kind::NotNumber;
        return {kind, row, column, 0, cursor.value()};
    }

    const TextContents& contents_;
    const TextLayout& layout_;
    std::size_t features_ = 0;
    std::vector<std::size_t> slots_; ///< of each column: its place among the features or among the texts
    std::vector<std::vector<std::string>> texts_;
};

[[noreturn]] void throwProblem(const InputFile& file, const TextContents& contents, const TextLayout& layout,
                               const Problem& problem) {
    std::string where =
        file.name() + ", line " + std::to_string(contents.lineOf(layout.records[problem.row].begin));
    if (problem.kind == Problem::Kind::Fields)
        throw Error(where + " has " + countText(problem.fields, "field") + " where " +
                    (layout.columns.size() == 1 ? "there is " : "there are ") +
                    countText(layout.columns.size(), "column") + "; correct or remove that row.");
    const std::string& name = layout.nameOf(problem.column);
    where += ", column " + (layout.hasHeader ? inQuotes(name) : std::to_string(problem.column + 1));
    if (problem.kind == Problem::Kind::Missing)
        throw Error(where + (problem.value.empty() ? " is empty" : " is missing (" + problem.value + ")") +
                    "; fill it in, or leave out that row or column.");
    if (problem.kind == Problem::Kind::NotFinite)
        throw Error(where + " is infinite or too large (" + problem.value +
                    "); correct it, or leave out that row or column.");
    throw Error(where + " holds " + inQuotes(problem.value) +
                " where other rows have numbers; correct it, or leave out that row or column.");
}

void readRows(const InputFile& file, const TextContents& contents, const TextLayout& layout,
              RowReader& reader, Matrix* features, RunContext& context) {
    constexpr std::size_t blockBytes = std::size_t{1} << 19;
    const std::size_t rows = layout.records.size();
    const std::size_t bytesPerRow = std::max<std::size_t>(1, contents.text().size() / rows);
    const std::size_t blockRows = std::max<std::size_t>(1, blockBytes / bytesPerRow);
    std::vector<Problem> problems(blockCount(rows, blockRows));
    std::atomic<std::size_t> done{0};
    forBlocks(context, rows, blockRows, [&](std::size_t begin, std::size_t end, std::size_t block) {
        Problem& problem = problems[block];
        for (std::size_t row = begin; row < end && problem.kind == Problem::Kind::None; ++row)
            problem = reader.readRow(row, features ? features->row(static_cast<Eigen::Index>(row)).data()
                                                   : nullptr);
        const double fraction = static_cast<double>(done += end - begin) / static_cast<double>(rows);
        context.progress(readShare + (1 - readShare) * fraction);
    });
    for (const Problem& problem : problems)
        if (problem.kind != Problem::Kind::None)
            throwProblem(file, contents, layout, problem);
}

bool allDistinct(const std::vector<std::string>& values) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(values.size());
    return std::all_of(values.begin(), values.end(),
                       [&](const std::string& value) { return !value.empty() && seen.insert(value).second; });
}

/// Turns the texts into ids and columns. Columns without a single value are left out.
void describePoints(const TextLayout& layout, RowReader& reader, const ReadOptions& options, Dataset& data) {
    bool isFirstText = true;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        const TextLayout::ColumnLayout& column = layout.columns[i];
        if (column.use == Use::Feature)
            continue;
        std::vector<std::string>& values = reader.texts(i);
        if (std::all_of(values.begin(), values.end(), [](const std::string& value) { return value.empty(); }))
            continue;
        const bool isAskedFor =
            std::find(options.labels.begin(), options.labels.end(), column.name) != options.labels.end();
        const bool mayBeIds = column.use == Use::CandidateId || (column.use == Use::Text && isFirstText);
        isFirstText = isFirstText && column.use != Use::Text;
        if (data.ids.empty() && mayBeIds && !isAskedFor && values.size() > 1 && allDistinct(values))
            data.ids = std::move(values);
        else
            data.columns.push_back(describedColumn(column.name, std::move(values), isAskedFor));
    }
}

const char* formatName(const TextLayout& layout) {
    return layout.separator == '\t' ? "TSV" : "CSV";
}

void requireFeatures(const InputFile& file, const RowReader& reader) {
    if (reader.featureCount() == 0)
        throw Error(file.name() + " has no column of numbers to embed; choose a table with numeric columns.");
}

bool recognizes(const Opening& opening) {
    return looksLikeText(opening.head);
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    const TextContents contents(file, context, readShare);
    const TextLayout layout = findLayout(file, contents, options, context);
    RowReader reader(contents, layout);
    requireFeatures(file, reader);
    std::shared_ptr<Dataset> data = makeDataset(file);
    const std::size_t rows = layout.records.size();
    requireMemory(contents.text().size() + rows * reader.featureCount() * sizeof(float), file.name());
    Matrix features(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(reader.featureCount()));
    readRows(file, contents, layout, reader, &features, context);
    data->features = std::move(features);
    if (layout.hasHeader)
        for (const TextLayout::ColumnLayout& column : layout.columns)
            if (column.use == Use::Feature)
                data->featureNames.push_back(column.name);
    describePoints(layout, reader, options, *data);
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    const TextContents contents(file, context, readShare);
    const TextLayout layout = findLayout(file, contents, options, context);
    RowReader reader(contents, layout);
    requireFeatures(file, reader);
    readRows(file, contents, layout, reader, nullptr, context);
    Dataset data;
    describePoints(layout, reader, options, data);
    DatasetSummary summary{
        formatName(layout), {{"", layout.records.size(), reader.featureCount(), true}}, {}};
    for (const Column& column : data.columns)
        summary.columns.push_back(columnInfo(column));
    return summary;
}

} // namespace

const Format textFormat{recognizes, read, summarize};

} // namespace shoal
