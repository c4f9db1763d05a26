// SPDX-License-Identifier: MIT
#include "data/text_records.h"

#include "core/error.h"
#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace shoal {

namespace {

bool isTextByte(unsigned char byte) {
    return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || byte == 0x1A;
}

struct Utf16 {
    bool bigEndian = false;
    std::size_t markLength = 0;
};

/// By its mark, or else by every other byte of some characters being 0, as of no other text.
std::optional<Utf16> utf16Of(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        return Utf16{bytes[0] == '\xFE', 2};
    constexpr std::size_t looked = 16;
    if (bytes.size() < looked)
        return std::nullopt;
    for (const std::size_t high : {std::size_t{1}, std::size_t{0}}) {
        bool isSo = true;
        for (std::size_t i = 0; i < looked; i += 2)
            isSo = isSo && bytes[i + high] == '\0' &&
                   isTextByte(static_cast<unsigned char>(bytes[i + 1 - high]));
        if (isSo)
            return Utf16{high == 0, 0};
    }
    return std::nullopt;
}

std::string utf16ToUtf8(std::string_view bytes, const Utf16& form) {
    const auto unit = [&](std::size_t i) {
        const auto a = static_cast<unsigned char>(bytes[i]);
        const auto b = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<std::uint32_t>(form.bigEndian ? a << 8 | b : b << 8 | a);
    };
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t i = form.markLength; i + 1 < bytes.size(); i += 2) {
        std::uint32_t code = unit(i);
        if (code >= 0xD800 && code < 0xDC00 && i + 3 < bytes.size()) {
            const std::uint32_t low = unit(i + 2);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        appendUtf8(text, code);
    }
    return text;
}

/// Where the record that starts at `from` ends, minding quotes at the start of fields.
std::size_t quotedRecordEnd(std::string_view text, std::size_t from, char lineEnd, char separator,
                            std::size_t& openQuote) {
    std::size_t at = from;
    for (;;) {
        while (at < text.size() && text[at] == ' ')
            ++at;
        if (at < text.size() && text[at] == '"') {
            const std::size_t opening = at++;
            for (;;) {
                at = text.find('"', at);
                if (at == std::string_view::npos) {
                    openQuote = opening;
                    return text.size();
                }
                ++at;
                if (at == text.size() || text[at] != '"')
                    break;
                ++at; // a doubled quote stands for one
            }
        }
        while (at < text.size() && text[at] != separator && text[at] != lineEnd)
            ++at;
        if (at == text.size() || text[at] == lineEnd)
            return at;
        ++at;
    }
}

bool isBlank(std::string_view record, char separator) {
    return std::all_of(record.begin(), record.end(),
                       [&](char c) { return c == separator || c == ' ' || c == '\t'; });
}

} // namespace

bool looksLikeText(std::string_view head) {
    return utf16Of(head) || std::all_of(head.begin(), head.end(),
                                        [](char c) { return isTextByte(static_cast<unsigned char>(c)); });
}

TextContents::TextContents(const InputFile& file, RunContext& context, double progressShare)
    : bytes_(readWhole(file, context, progressShare)) {
    const std::string_view all(bytes_.data(), bytes_.size());
    if (const std::optional<Utf16> form = utf16Of(all)) {
        const std::string utf8 = utf16ToUtf8(all, *form);
        if (utf8.empty())
            throw Error(file.name() + " holds no text; choose a file with data in it.");
        bytes_ = Buffer<char>(utf8.size());
        std::memcpy(bytes_.data(), utf8.data(), utf8.size());
    } else if (all.starts_with("\xEF\xBB\xBF")) {
        start_ = 3;
    }
    constexpr std::size_t searched = std::size_t{1} << 20;
    const std::string_view head = text().substr(0, searched);
    if (head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos)
        lineEnd_ = '\r';
}

TextContents::TableStart TextContents::tableStart() const {
    const std::string_view all = text();
    TableStart start;
    std::size_t& at = start.offset;
    while (at < all.size()) {
        const std::size_t lineStop = std::min(all.find(lineEnd_, at), all.size());
        std::string_view line = all.substr(at, lineStop - at);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.starts_with('#')) {
            start.comment = trimmed(line.substr(1));
            start.hasComments = true;
        } else if (!trimmed(line).empty()) {
            break;
        }
        at = std::min(lineStop + 1, all.size());
    }
    return start;
}

std::size_t TextContents::lineOf(std::size_t offset) const {
    const std::string_view before = text().substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), lineEnd_));
}

std::vector<Record> splitRecords(std::string_view text, std::size_t from, char lineEnd, char separator,
                                 bool hasComments, std::size_t limit, std::size_t& openQuote,
                                 RunContext& context) {
    std::vector<Record> records;
    openQuote = std::string_view::npos;
    constexpr std::size_t stepBytes = std::size_t{1} << 22;
    std::size_t at = from;
    std::size_t nextCheckpoint = from;
    while (at < text.size() && records.size() < limit) {
        if (at >= nextCheckpoint) {
            context.checkpoint();
            nextCheckpoint = at + stepBytes;
        }
        std::size_t end = std::min(text.find(lineEnd, at), text.size());
        if (hasComments && text[at] == '#') {
            at = end + 1;
            continue;
        }
        if (std::memchr(text.data() + at, '"', end - at)) {
            end = quotedRecordEnd(text, at, lineEnd, separator, openQuote);
            if (openQuote != std::string_view::npos)
                return records;
        }
        std::size_t trimmedEnd = end;
        while (trimmedEnd > at && text[trimmedEnd - 1] == '\r')
            --trimmedEnd;
        const char first = trimmedEnd > at ? text[at] : ' ';
        const bool mayBeBlank = first == separator || first == ' ' || first == '\t';
        if (!mayBeBlank || !isBlank(text.substr(at, trimmedEnd - at), separator))
            records.push_back({at, trimmedEnd});
        at = end + 1;
    }
    return records;
}

FieldCursor::FieldCursor(const char* begin, const char* end, char separator)
    : at_(begin)
    , end_(end)
    , separator_(separator)
    , more_(true) {
    if (separator_ == ' ') {
        while (at_ < end_ && *at_ == ' ')
            ++at_;
        while (end_ > at_ && end_[-1] == ' ')
            --end_;
    }
}

bool FieldCursor::next() {
    if (!more_)
        return false;
    const char* begin = at_;
    while (begin < end_ && *begin == ' ')
        ++begin;
    quoted_ = begin < end_ && *begin == '"';
    if (quoted_) {
        const char* close = begin + 1;
        while (close < end_ && (*close != '"' || (close + 1 < end_ && close[1] == '"')))
            close += *close == '"' ? 2 : 1;
        raw_ = {begin + 1, static_cast<std::size_t>(close - begin - 1)};
        const char* fieldEnd = close;
        while (fieldEnd < end_ && *fieldEnd != separator_)
            ++fieldEnd;
        skipTo(fieldEnd);
        return true;
    }
    const char* fieldEnd = at_;
    while (fieldEnd < end_ && *fieldEnd != separator_)
        ++fieldEnd;
    raw_ = trimmed({at_, static_cast<std::size_t>(fieldEnd - at_)});
    skipTo(fieldEnd);
    return true;
}

void FieldCursor::skipTo(const char* fieldEnd) {
    more_ = fieldEnd < end_;
    at_ = more_ ? fieldEnd + 1 : end_;
    if (separator_ == ' ')
        while (at_ < end_ && *at_ == ' ')
            ++at_;
}

std::string FieldCursor::value() const {
    if (!quoted_ || raw_.find('"') == std::string_view::npos)
        return toUtf8(raw_);
    std::string text;
    for (std::size_t i = 0; i < raw_.size(); ++i) {
        text += raw_[i];
        if (raw_[i] == '"' && i + 1 < raw_.size() && raw_[i + 1] == '"')
            ++i;
    }
    return toUtf8(text);
}

std::vector<std::string> fieldValues(std::string_view record, char separator) {
    std::vector<std::string> values;
    FieldCursor cursor(record.data(), record.data() + record.size(), separator);
    while (cursor.next())
        values.push_back(cursor.value());
    return values;
}

} // namespace shoal
