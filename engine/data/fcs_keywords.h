// SPDX-License-Identifier: MIT
// What an FCS data set says of itself: the key-value pairs of its TEXT segments (FCS 2.0 to 3.1).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace shoal {

class FcsKeywords {
public:
    /// Of a segment that begins with its delimiter. A delimiter within a value is doubled; where that reading
    /// leaves a channel without its keywords, two in a row stand for an empty value, as some programs write.
    explicit FcsKeywords(std::string_view segment);

    /// Adds those of another segment that are not there yet.
    void add(const FcsKeywords& more);

    /// UTF-8, without spaces around it; empty when there is none or it is empty. `key` in capitals.
    std::string text(const std::string& key) const;
    /// Of channel `number`, counted from 1: "B" gives $PnB.
    std::string ofChannel(std::uint64_t number, char letter) const;
    /// A whole number; none when there is none, or it is none.
    std::optional<std::uint64_t> count(const std::string& key) const;
    std::optional<double> number(const std::string& key) const;

private:
    bool describesItsChannels() const;

    std::map<std::string, std::string, std::less<>> values_; ///< keys in capitals
};

/// A whole number with spaces around it; none when `text` is none or beyond 63 bits.
std::optional<std::uint64_t> parseCount(std::string_view text);

} // namespace shoal
