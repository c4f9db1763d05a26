// SPDX-License-Identifier: MIT
#include "output/embedding_writer.h"

#include "core/error.h"
#include "output/atomic_file.h"
#include "output/npy_preamble.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <ostream>
#include <string_view>

namespace shoal {

namespace {

static_assert(std::endian::native == std::endian::little, "writeNpy() writes floats as they lie in memory");

void appendNumber(std::string& line, float value) {
    char text[32];
    line.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void appendField(std::string& line, std::string_view field) {
    // A leading # would be taken for one of the header's lines.
    const bool plain = field.find_first_of(",\"\r\n") == std::string_view::npos && !field.starts_with('#') &&
                       !field.starts_with(' ') && !field.ends_with(' ');
    if (plain) {
        line += field;
        return;
    }
    line += '"';
    for (const char character : field) {
        if (character == '"')
            line += '"';
        line += character;
    }
    line += '"';
}

void appendLabel(std::string& line, const Column& column, std::size_t point) {
    if (const auto* classes = column.categorical()) {
        if (const std::int32_t code = classes->codes[point]; code >= 0)
            appendField(line, classes->categories[static_cast<std::size_t>(code)]);
    } else if (const auto* numbers = column.continuous()) {
        if (const float value = numbers->values[point]; !std::isnan(value))
            appendNumber(line, value);
    } else if (const auto* text = column.text()) {
        appendField(line, text->values[point]);
    }
}

std::vector<const Column*> columnsOf(const Dataset& data, const CsvOptions& options) {
    std::vector<const Column*> columns;
    if (options.labels)
        columns.push_back(options.labels);
    if (options.ownColumns)
        for (const Column& column : data.columns)
            if (column.own && !(options.labels && options.labels->name == column.name))
                columns.push_back(&column);
    return columns;
}

/// A header's value stays on its line.
std::string onOneLine(std::string text) {
    for (char& character : text)
        if (character == '\n' || character == '\r')
            character = ' ';
    return text;
}

} // namespace

void writeCsv(const std::filesystem::path& path, const Dataset& data, const Positions& positions,
              const CsvOptions& options) {
    const auto rows = static_cast<std::size_t>(positions.rows());
    const std::size_t points = options.points ? options.points->size() : data.points();
    if (rows != points)
        throw Error(path.filename().string() + " was not written: there are " + std::to_string(rows) +
                    " positions for " + std::to_string(points) + " points.");
    const std::vector<const Column*> columns = columnsOf(data, options);
    writeAtomically(path, [&](std::ostream& stream) {
        std::string line;
        for (const auto& [key, value] : options.header)
            line += "# " + onOneLine(key) + ": " + onOneLine(value) + "\n";
        line += "id,x,y";
        for (const Column* column : columns) {
            line += ',';
            appendField(line, column->name);
        }
        line += '\n';
        stream << line;
        for (std::size_t i = 0; i < rows && stream; ++i) {
            const std::size_t point = options.points ? (*options.points)[i] : i;
            const auto row = static_cast<Eigen::Index>(i);
            line.clear();
            appendField(line, data.idOf(point));
            line += ',';
            appendNumber(line, positions(row, 0));
            line += ',';
            appendNumber(line, positions(row, 1));
            for (const Column* column : columns) {
                line += ',';
                appendLabel(line, *column, point);
            }
            line += '\n';
            stream.write(line.data(), static_cast<std::streamsize>(line.size()));
        }
    });
}

void writeNpy(const std::filesystem::path& path, const Positions& positions) {
    const std::array<std::uint64_t, 2> shape{static_cast<std::uint64_t>(positions.rows()), 2};
    writeAtomically(path, [&](std::ostream& stream) {
        stream << npyPreamble("<f4", shape);
        stream.write(reinterpret_cast<const char*>(positions.data()),
                     static_cast<std::streamsize>(positions.size()) *
                         static_cast<std::streamsize>(sizeof(float)));
    });
}

} // namespace shoal
