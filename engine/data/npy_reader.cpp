// SPDX-License-Identifier: MIT
// NumPy arrays (.npy 1.0 to 3.0), by the format's description in NumPy's enhancement proposal 1.
#include "core/error.h"
#include "core/parallel.h"
#include "data/format.h"
#include "data/naming.h"
#include "data/raw_values.h"

#include <atomic>
#include <charconv>
#include <optional>

namespace shoal {

namespace {

constexpr std::string_view magic("\x93NUMPY", 6);

struct Header {
    std::string type; ///< "<f4"
    bool columnMajor = false;
    std::vector<std::uint64_t> shape;
    std::uint64_t dataOffset = 0;
};

[[noreturn]] void throwMalformed(const InputFile& file, const std::string& what) {
    throw Error(file.name() + " is not a sound NumPy array: " + what + "; save it again with numpy.save.");
}

/// Reads the header's Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeaderParser {
public:
    HeaderParser(const InputFile& file, std::string_view text)
        : file_(file)
        , text_(text) {}

    Header parse() {
        Header header;
        int found = 0;
        expect('{');
        while (!accept('}')) {
            const std::string key = string();
            expect(':');
            if (key == "descr")
                header.type = type();
            else if (key == "fortran_order")
                header.columnMajor = boolean();
            else if (key == "shape")
                header.shape = shape();
            else
                throwMalformed(file_, "its header has an unknown entry " + inQuotes(key));
            ++found;
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (found != 3)
            throwMalformed(file_, "its header lacks descr, fortran_order or shape");
        return header;
    }

private:
    void skipSpaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t'))
            ++at_;
    }
    bool accept(char c) {
        skipSpaces();
        if (at_ == text_.size() || text_[at_] != c)
            return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!accept(c))
            throwMalformed(file_, "its header cannot be understood");
    }
    std::string string() {
        const char quote = accept('"') ? '"' : '\'';
        if (quote == '\'')
            expect('\'');
        const std::size_t end = text_.find(quote, at_);
        if (end == std::string_view::npos)
            throwMalformed(file_, "its header cannot be understood");
        std::string value(text_.substr(at_, end - at_));
        at_ = end + 1;
        return value;
    }
    std::string type() {
        skipSpaces();
        if (at_ < text_.size() && text_[at_] == '[')
            throw Error(file_.name() +
                        " holds a structured array (named fields); save its numbers as a plain "
                        "two-dimensional array.");
        return string();
    }
    bool boolean() {
        skipSpaces();
        for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}})
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return value;
            }
        throwMalformed(file_, "its header cannot be understood");
    }
    std::vector<std::uint64_t> shape() {
        std::vector<std::uint64_t> lengths;
        expect('(');
        while (!accept(')')) {
            skipSpaces();
            std::uint64_t length = 0;
            const char* begin = text_.data() + at_;
            const std::from_chars_result result = std::from_chars(begin, text_.data() + text_.size(), length);
            if (result.ec != std::errc{})
                throwMalformed(file_, "its shape cannot be understood");
            at_ += static_cast<std::size_t>(result.ptr - begin);
            accept('L'); // Python 2 wrote long integers so
            lengths.push_back(length);
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return lengths;
    }

    const InputFile& file_;
    std::string_view text_;
    std::size_t at_ = 0;
};

Header readHeader(const InputFile& file) {
    constexpr std::uint64_t longestHeader = std::uint64_t{1} << 20;
    const std::string start = file.head(12);
    const auto byte = [&](std::size_t i) {
        return i < start.size() ? static_cast<std::uint64_t>(static_cast<unsigned char>(start[i])) : 0;
    };
    const std::uint64_t version = byte(6);
    if (start.size() < 10 || version < 1 || version > 3)
        throwMalformed(file, "its version is unknown");
    const std::uint64_t begin = version == 1 ? 10 : 12;
    const std::uint64_t length =
        byte(8) | byte(9) << 8 | (version == 1 ? 0 : byte(10) << 16 | byte(11) << 24);
    if (length > longestHeader || begin + length > file.size())
        throwMalformed(file, "its header is longer than the file");
    std::string text(length, '\0');
    file.read(text.data(), length, begin);
    Header header = HeaderParser(file, text).parse();
    header.dataOffset = begin + length;
    return header;
}

ValueType valueType(const InputFile& file, const Header& header) {
    if (const std::optional<ValueType> type = valueTypeOf(header.type))
        return *type;
    const char kind = header.type.size() > 1 ? header.type[1] : '?';
    const std::string what = kind == 'c'                  ? "complex numbers"
                             : kind == 'O'                ? "Python objects"
                             : kind == 'U' || kind == 'S' ? "text"
                             : kind == 'M' || kind == 'm' ? "dates or times"
                             : kind == 'V'                ? "raw bytes"
                                                          : "values of type " + inQuotes(header.type);
    throw Error(file.name() + " holds " + what + "; save a two-dimensional array of numbers.");
}

void requireMatrix(const InputFile& file, const Header& header, const ValueType& type) {
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
    return !opening.gzip && opening.head.starts_with(magic);
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    requireKnownNames(file, options, {});
    const Header header = readHeader(file);
    const ValueType type = valueType(file, header);
    requireMatrix(file, header, type);
    const std::size_t rows = header.shape[0];
    const std::size_t columns = header.shape[1];
    std::shared_ptr<Dataset> data = makeDataset(file);
    requireMemory(rows * columns * sizeof(float), file.name());
    data->features.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));

    constexpr std::size_t blockValues = std::size_t{1} << 18;
    const std::size_t blockRows = std::max<std::size_t>(1, blockValues / columns);
    std::atomic<std::size_t> done{0};
    forBlocks(context, rows, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        const std::size_t count = end - begin;
        float* target = data->features.data() + begin * columns;
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
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext&) {
    requireKnownNames(file, options, {});
    const Header header = readHeader(file);
    requireMatrix(file, header, valueType(file, header));
    return {"NumPy array", {{"", header.shape[0], header.shape[1], true}}, {}};
}

} // namespace

const Format npyFormat{recognizes, read, summarize};

} // namespace shoal
