// SPDX-License-Identifier: MIT
#include "data/npy_header.h"

#include "core/error.h"
#include "data/naming.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace shoal {

namespace {

[[noreturn]] void throwMalformed(const std::string& name, const std::string& what) {
    throw Error(name + " is not a sound NumPy array: " + what + "; save it again with numpy.save.");
}

/// Reads the header's Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
class HeaderParser {
public:
    HeaderParser(const std::string& name, std::string_view text)
        : name_(name)
        , text_(text) {}

    NpyHeader parse() {
        NpyHeader header;
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
                throwMalformed(name_, "its header has an unknown entry " + inQuotes(key));
            ++found;
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (found != 3)
            throwMalformed(name_, "its header lacks descr, fortran_order or shape");
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
            throwMalformed(name_, "its header cannot be understood");
    }
    std::string string() {
        const char quote = accept('"') ? '"' : '\'';
        if (quote == '\'')
            expect('\'');
        const std::size_t end = text_.find(quote, at_);
        if (end == std::string_view::npos)
            throwMalformed(name_, "its header cannot be understood");
        std::string value(text_.substr(at_, end - at_));
        at_ = end + 1;
        return value;
    }
    std::string type() {
        skipSpaces();
        if (at_ == text_.size() || (text_[at_] != '[' && text_[at_] != '('))
            return string();
        // A list of fields, with others within: of no use here.
        int depth = 0;
        do {
            const char c = text_[at_];
            if (c == '\'' || c == '"') {
                string();
                continue;
            }
            depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
            ++at_;
        } while (depth > 0 && at_ < text_.size());
        return {};
    }
    bool boolean() {
        skipSpaces();
        for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}})
            if (text_.substr(at_).starts_with(word)) {
                at_ += word.size();
                return value;
            }
        throwMalformed(name_, "its header cannot be understood");
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
                throwMalformed(name_, "its shape cannot be understood");
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

    const std::string& name_;
    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

NpyHeader readNpyHeader(const std::string& name, std::uint64_t size,
                        const std::function<void(char*, std::size_t, std::uint64_t)>& read) {
    constexpr std::uint64_t longestHeader = std::uint64_t{1} << 20;
    constexpr std::uint64_t longestStart = 12;
    std::string start(std::min(size, longestStart), '\0');
    read(start.data(), start.size(), 0);
    const auto byte = [&](std::size_t i) {
        return i < start.size() ? static_cast<std::uint64_t>(static_cast<unsigned char>(start[i])) : 0;
    };
    const std::uint64_t version = byte(6);
    if (!start.starts_with(npyMagic) || start.size() < 10 || version < 1 || version > 3)
        throwMalformed(name, "its version is unknown");
    const std::uint64_t begin = version == 1 ? 10 : 12;
    const std::uint64_t length =
        byte(8) | byte(9) << 8 | (version == 1 ? 0 : byte(10) << 16 | byte(11) << 24);
    if (length > longestHeader || begin + length > size)
        throwMalformed(name, "its header is longer than the file");
    std::string text(length, '\0');
    read(text.data(), length, begin);
    NpyHeader header = HeaderParser(name, text).parse();
    header.dataOffset = begin + length;
    return header;
}

} // namespace shoal
