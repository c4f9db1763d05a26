// SPDX-License-Identifier: MIT
#include "data/fcs_keywords.h"

#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>
#include <vector>

namespace shoal {

namespace {

std::string_view withoutSpaces(std::string_view text) {
    constexpr std::string_view spaces(" \t\r\n\0", 5);
    const std::size_t first = text.find_first_not_of(spaces);
    return first == text.npos ? std::string_view()
                              : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

/// Keys and values in turn. What follows the last delimiter is padding.
std::vector<std::string> tokens(std::string_view segment, bool doubledIsOne) {
    std::vector<std::string> found;
    if (segment.empty())
        return found;
    const char delimiter = segment[0];
    std::string token;
    for (std::size_t i = 1; i < segment.size(); ++i) {
        if (segment[i] != delimiter) {
            token += segment[i];
        } else if (doubledIsOne && i + 1 < segment.size() && segment[i + 1] == delimiter) {
            token += delimiter;
            ++i;
        } else {
            found.push_back(std::exchange(token, {}));
        }
    }
    if (found.size() % 2 == 1) // the last value runs to the segment's end
        found.push_back(token);
    return found;
}

std::map<std::string, std::string, std::less<>> pairs(std::string_view segment, bool doubledIsOne) {
    std::map<std::string, std::string, std::less<>> values;
    const std::vector<std::string> found = tokens(segment, doubledIsOne);
    for (std::size_t i = 0; i + 1 < found.size(); i += 2) {
        std::string key(withoutSpaces(found[i]));
        std::transform(key.begin(), key.end(), key.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        values.emplace(std::move(key), withoutSpaces(found[i + 1]));
    }
    return values;
}

} // namespace

FcsKeywords::FcsKeywords(std::string_view segment)
    : values_(pairs(segment, true)) {
    if (describesItsChannels())
        return;
    auto first = std::exchange(values_, pairs(segment, false));
    if (!describesItsChannels())
        values_ = std::move(first);
}

void FcsKeywords::add(const FcsKeywords& more) {
    values_.insert(more.values_.begin(), more.values_.end());
}

std::string FcsKeywords::text(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::string() : toUtf8(found->second);
}

std::string FcsKeywords::ofChannel(std::uint64_t number, char letter) const {
    return text("$P" + std::to_string(number) + letter);
}

std::optional<std::uint64_t> FcsKeywords::count(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : parseCount(found->second);
}

std::optional<double> FcsKeywords::number(const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : parseNumber(found->second);
}

bool FcsKeywords::describesItsChannels() const {
    const std::optional<std::uint64_t> channels = count("$PAR");
    if (!channels || *channels > values_.size())
        return false;
    for (std::uint64_t number = 1; number <= *channels; ++number)
        if (ofChannel(number, 'B').empty())
            return false;
    return true;
}

std::optional<std::uint64_t> parseCount(std::string_view text) {
    text = withoutSpaces(text);
    std::uint64_t value = 0;
    const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() ||
        value > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
        return std::nullopt;
    return value;
}

} // namespace shoal
