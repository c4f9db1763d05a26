// SPDX-License-Identifier: MIT
// A text table cut into records and fields: encodings, line ends, comments and quotes.
#pragma once

#include "core/buffer.h"
#include "core/run_context.h"
#include "data/input_file.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

/// One line of a table, or several when a quoted field holds line ends.
struct Record {
    std::size_t begin = 0; ///< offset into the text
    std::size_t end = 0;   ///< without the line end
};

/// The characters of a text file: UTF-16 is turned into UTF-8, a byte order mark is gone.
class TextContents {
public:
    /// Throws Error when the contents are no text.
    TextContents(const InputFile& file, RunContext& context, double progressShare);

    std::string_view text() const { return {bytes_.data() + start_, bytes_.size() - start_}; }
    /// Where the table begins: behind empty lines and lines that start with '#'.
    struct TableStart {
        std::size_t offset = 0;
        std::string_view comment; ///< the last of those lines, without its mark; empty without
        bool hasComments = false; ///< then such lines between its rows are none of its rows
    };
    TableStart tableStart() const;
    /// '\n', or '\r' in files that have no other.
    char lineEnd() const { return lineEnd_; }
    /// The line of the file, counted from 1, that `offset` is in.
    std::size_t lineOf(std::size_t offset) const;

private:
    Buffer<char> bytes_;
    std::size_t start_ = 0;
    char lineEnd_ = '\n';
};

/// Whether bytes at the start of a file can be text (no control characters but tabs and line ends).
bool looksLikeText(std::string_view head);

/// Cuts `text` from `from` on into records, at most `limit`. Records without any character but separators and
/// spaces are left out, with `hasComments` lines that start with '#' too. `openQuote` is set to the offset of
/// a quote that is never closed, else to npos. Throws Stopped.
std::vector<Record> splitRecords(std::string_view text, std::size_t from, char lineEnd, char separator,
                                 bool hasComments, std::size_t limit, std::size_t& openQuote,
                                 RunContext& context);

/// Walks over the fields of a record. A space as separator means any number of spaces.
class FieldCursor {
public:
    FieldCursor(const char* begin, const char* end, char separator);

    /// False behind the last field. `field()` and `isQuoted()` then tell about the field.
    bool next();
    /// As it stands in the file, without the quotes around it and without spaces around an unquoted one.
    std::string_view raw() const { return raw_; }
    bool isQuoted() const { return quoted_; }
    /// The text meant: doubled quotes are one, and it is UTF-8.
    std::string value() const;

    /// For fast readers that look at unquoted fields themselves: where the next field begins, and the
    /// record's end.
    const char* position() const { return at_; }
    const char* end() const { return end_; }
    /// Goes on behind a field that ended at `fieldEnd`, a separator or the record's end.
    void skipTo(const char* fieldEnd);

private:
    const char* at_;
    const char* end_;
    char separator_;
    bool more_;
    bool quoted_ = false;
    std::string_view raw_;
};

/// The values of all fields of a record.
std::vector<std::string> fieldValues(std::string_view record, char separator);

} // namespace shoal
