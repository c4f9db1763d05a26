// SPDX-License-Identifier: MIT
#include "data/text_layout.h"

#include "core/error.h"
#include "data/format.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace shoal {

namespace {

constexpr std::size_t sniffedRecords = 100;
constexpr std::size_t sniffedBytes = std::size_t{4} << 20;
constexpr std::size_t noQuote = std::string_view::npos;

std::vector<Record> firstRecords(const TextContents& contents, const TextContents::TableStart& start,
                                 char separator, RunContext& context) {
    std::size_t openQuote = noQuote;
    std::vector<Record> records = splitRecords(contents.text(), start.offset, contents.lineEnd(), separator,
                                               start.hasComments, sniffedRecords, openQuote, context);
    while (records.size() > 3 && records.back().begin - start.offset > sniffedBytes)
        records.pop_back();
    return records;
}

std::size_t fieldCount(std::string_view record, char separator) {
    FieldCursor cursor(record.data(), record.data() + record.size(), separator);
    std::size_t count = 0;
    while (cursor.next())
        ++count;
    return count;
}

std::string_view recordText(const TextContents& contents, const Record& record) {
    return contents.text().substr(record.begin, record.end - record.begin);
}

/// How well a separator explains the first records: the share of them with the commonest number of fields.
struct SeparatorFit {
    double agreement = 0;
    std::size_t fields = 1;
};

SeparatorFit separatorFit(const TextContents& contents, const TextContents::TableStart& start, char separator,
                          RunContext& context) {
    const std::vector<Record> records = firstRecords(contents, start, separator, context);
    std::map<std::size_t, std::size_t> counts; // fields → records
    for (const Record& record : records)
        ++counts[fieldCount(recordText(contents, record), separator)];
    SeparatorFit fit;
    for (const auto& [fields, count] : counts) {
        const double agreement = static_cast<double>(count) / static_cast<double>(records.size());
        if (agreement >= fit.agreement)
            fit = {agreement, fields};
    }
    return fit;
}

char findSeparator(const TextContents& contents, const TextContents::TableStart& start, RunContext& context) {
    // In the order of trust: a space or comma often stands within a field, a tab never.
    static constexpr std::array<char, 5> candidates{'\t', ';', ',', '|', ' '};
    char best = ',';
    SeparatorFit bestFit;
    for (const char candidate : candidates) {
        const SeparatorFit fit = separatorFit(contents, start, candidate, context);
        if (fit.fields < 2)
            continue;
        constexpr double clearlyBetter = 0.15;
        if (bestFit.fields < 2 || fit.agreement > bestFit.agreement + clearlyBetter) {
            best = candidate;
            bestFit = fit;
        }
    }
    return best;
}

/// What the fields of one column look like.
struct FieldTally {
    std::size_t numbers = 0;
    std::size_t integers = 0;
    std::size_t texts = 0;

    void add(std::string_view field, char decimalPoint) {
        if (isMissingNumber(field))
            return;
        const std::optional<double> value = parseNumber(field, decimalPoint);
        if (!value) {
            ++texts;
            return;
        }
        ++numbers;
        constexpr double largest = std::numeric_limits<std::int32_t>::max();
        integers += std::floor(*value) == *value && std::abs(*value) <= largest ? 1 : 0;
    }
    /// A few slips in a column of numbers are slips, to be reported with their place, not a column of text.
    bool isNumeric() const {
        constexpr std::size_t slipsShare = 10;
        return numbers > 0 && texts * slipsShare <= numbers;
    }
    bool isInteger() const { return isNumeric() && integers == numbers; }
};

bool usesDecimalComma(const TextContents& contents, const std::vector<Record>& records, char separator) {
    if (separator == ',')
        return false;
    std::size_t commas = 0;
    std::size_t points = 0;
    for (const Record& record : records)
        for (const std::string& field : fieldValues(recordText(contents, record), separator)) {
            const bool number = !parseNumber(field) && parseNumber(field, ',');
            commas += number ? 1 : 0;
            points += field.find('.') != std::string::npos && parseNumber(field) ? 1 : 0;
        }
    return commas > points;
}

/// "0,1,2,…" as pandas writes for unnamed columns, with or without a nameless first one for the row names.
bool isCountedHeader(const std::vector<std::string>& fields) {
    constexpr std::size_t fewest = 3;
    const std::size_t skipped = !fields.empty() && fields[0].empty() ? 1 : 0;
    if (fields.size() < fewest + skipped)
        return false;
    for (std::size_t i = skipped; i < fields.size(); ++i)
        if (fields[i] != std::to_string(i - skipped))
            return false;
    return true;
}

/// The first record names the columns when it has text where the others have numbers, or when nothing is a
/// number.
bool isHeader(const std::vector<std::string>& first, const std::vector<FieldTally>& rest, char decimalPoint) {
    if (isCountedHeader(first))
        return true;
    bool anyNumeric = false;
    for (std::size_t column = 0; column < rest.size() && column < first.size(); ++column) {
        anyNumeric = anyNumeric || rest[column].isNumeric();
        if (rest[column].isNumeric() && !isMissingNumber(first[column]) &&
            !parseNumber(first[column], decimalPoint))
            return true;
    }
    return !anyNumeric && rest.size() > 1;
}

std::vector<FieldTally> tally(const TextContents& contents, const std::vector<Record>& records,
                              std::size_t columns, char separator, char decimalPoint) {
    std::vector<FieldTally> tallies(columns);
    for (const Record& record : records) {
        const std::string_view text = recordText(contents, record);
        FieldCursor cursor(text.data(), text.data() + text.size(), separator);
        for (std::size_t column = 0; column < columns && cursor.next(); ++column)
            tallies[column].add(cursor.raw(), decimalPoint);
    }
    return tallies;
}

/// The first rows and as many again spread over the rest, fewer when they are long.
std::vector<Record> spreadSample(const std::vector<Record>& records, std::size_t columns) {
    constexpr std::size_t mostFields = 1'000'000;
    const std::size_t wanted =
        std::clamp<std::size_t>(mostFields / std::max<std::size_t>(columns, 1), 20, 1000);
    if (records.size() <= wanted)
        return records;
    std::vector<Record> sample(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(wanted / 2));
    for (std::size_t i = 0; i < wanted / 2; ++i)
        sample.push_back(records[wanted / 2 + i * (records.size() - wanted / 2) / (wanted / 2)]);
    return sample;
}

/// Names of the columns, as many as there are, behind the mark of a comment.
bool isCommentedHeader(std::string_view comment, const TextLayout& layout, std::size_t columns) {
    const std::vector<std::string> fields = fieldValues(comment, layout.separator);
    return columns > 1 && fields.size() == columns &&
           std::none_of(fields.begin(), fields.end(), [&](const std::string& field) {
               return field.empty() || parseNumber(field, layout.decimalPoint);
           });
}

std::vector<std::string> columnNames(std::vector<std::string> header, bool hasHeader, std::size_t columns) {
    if (hasHeader && header.size() + 1 == columns)
        header.insert(header.begin(), ""); // R leaves the row names' column unnamed and out
    header.resize(columns);
    std::set<std::string> seen;
    std::map<std::string, std::size_t> copies; // of a name, so far
    for (std::size_t column = 0; column < columns; ++column) {
        std::string& name = header[column];
        if (!hasHeader)
            name = "column " + std::to_string(column + 1);
        if (name.empty() || seen.insert(name).second)
            continue;
        const std::string plain = name;
        std::size_t& copy = copies[plain];
        do
            name = plain + "." + std::to_string(++copy + 1);
        while (!seen.insert(name).second);
    }
    return header;
}

TextLayout::Use columnUse(const std::string& name, const FieldTally& fields, bool isLabel) {
    if (isLabel)
        return TextLayout::Use::Label;
    if (!fields.isNumeric())
        return TextLayout::Use::Text;
    if (fields.isInteger() && isIdName(name))
        return TextLayout::Use::CandidateId;
    if (fields.isInteger() && labelNameRank(name) != notLabels)
        return TextLayout::Use::Label;
    return TextLayout::Use::Feature;
}

void requireLabels(const InputFile& file, const ReadOptions& options, const std::vector<std::string>& names) {
    std::vector<std::string> named;
    std::copy_if(names.begin(), names.end(), std::back_inserter(named),
                 [](const auto& name) { return !name.empty(); });
    requireKnownNames(file, options, named);
}

} // namespace

TextLayout findLayout(const InputFile& file, const TextContents& contents, const ReadOptions& options,
                      RunContext& context) {
    const TextContents::TableStart start = contents.tableStart();
    if (start.offset == contents.text().size())
        throw Error(file.name() + " holds no rows; choose a file with data in it.");
    TextLayout layout;
    layout.separator = findSeparator(contents, start, context);
    context.checkpoint();

    std::size_t openQuote = noQuote;
    layout.records =
        splitRecords(contents.text(), start.offset, contents.lineEnd(), layout.separator, start.hasComments,
                     std::numeric_limits<std::size_t>::max(), openQuote, context);
    if (openQuote != noQuote)
        throw Error(file.name() + ", line " + std::to_string(contents.lineOf(openQuote)) +
                    ": a quote is opened and never closed; close it or remove it.");
    if (layout.records.empty())
        throw Error(file.name() + " holds no rows; choose a file with data in it.");
    context.checkpoint();

    std::vector<std::string> first = fieldValues(recordText(contents, layout.records[0]), layout.separator);
    std::vector<Record> rest(layout.records.begin() + 1, layout.records.end());
    const std::size_t columns =
        rest.empty() ? first.size() : fieldCount(recordText(contents, rest[0]), layout.separator);
    const std::vector<Record> sample = spreadSample(rest, columns);
    layout.decimalPoint = usesDecimalComma(contents, sample, layout.separator) ? ',' : '.';
    std::vector<FieldTally> tallies = tally(contents, sample, columns, layout.separator, layout.decimalPoint);
    if (rest.empty()) { // One line only: names, or a single row of numbers.
        std::vector<FieldTally> alone = tally(contents, layout.records, columns, layout.separator, '.');
        const bool anyText =
            std::any_of(alone.begin(), alone.end(), [](const auto& t) { return t.texts > 0; });
        if (anyText)
            throw Error(file.name() + " has a header and no rows below it; choose a file with data in it.");
        tallies = std::move(alone);
    } else {
        layout.hasHeader = first.size() + 1 == columns || isHeader(first, tallies, layout.decimalPoint);
    }
    if (first.size() != columns && !(layout.hasHeader && first.size() + 1 == columns))
        throw Error(file.name() + ", line " + std::to_string(contents.lineOf(layout.records[0].begin)) +
                    " has " + std::to_string(first.size()) + " fields and line " +
                    std::to_string(contents.lineOf(rest[0].begin)) + " has " + std::to_string(columns) +
                    "; give every row as many fields as there are columns.");
    if (layout.hasHeader)
        layout.records = std::move(rest);
    else if (!rest.empty())
        tallies = tally(contents, spreadSample(layout.records, columns), columns, layout.separator,
                        layout.decimalPoint);

    if (!layout.hasHeader &&
        isCommentedHeader(start.comment, layout, columns)) { // numpy.savetxt writes it so
        first = fieldValues(start.comment, layout.separator);
        layout.hasHeader = true;
    }
    const std::vector<std::string> names = columnNames(first, layout.hasHeader, columns);
    requireLabels(file, options, names);
    for (std::size_t column = 0; column < columns; ++column) {
        const bool isLabel = !names[column].empty() && std::find(options.labels.begin(), options.labels.end(),
                                                                 names[column]) != options.labels.end();
        layout.columns.push_back({names[column], columnUse(names[column], tallies[column], isLabel)});
    }
    return layout;
}

} // namespace shoal
