// SPDX-License-Identifier: MIT
#include "data/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <system_error>

namespace shoal {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsIgnoringCase(std::string_view a, std::string_view lowerCase) {
    return a.size() == lowerCase.size() &&
           std::equal(a.begin(), a.end(), lowerCase.begin(), [](char x, char y) { return lower(x) == y; });
}

/// from_chars says only "out of range": tell what is too large from what is too small.
double outOfRangeValue(const char* begin, const char* end) {
    const std::string_view digits(begin, static_cast<std::size_t>(end - begin));
    const std::size_t exponent = digits.find_first_of("eEpP");
    if (exponent != std::string_view::npos && exponent + 1 < digits.size())
        return digits[exponent + 1] == '-' ? 0.0 : std::numeric_limits<double>::infinity();
    return digits.front() == '0' || digits.front() == '.' ? 0.0 : std::numeric_limits<double>::infinity();
}

} // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::optional<double> parseNumberPrefix(const char*& begin, const char* end) {
    const char* at = begin;
    bool negative = false;
    if (at != end && (*at == '-' || *at == '+'))
        negative = *at++ == '-';
    if (at == end || *at == '-' || *at == '+') // from_chars would take a second minus
        return std::nullopt;
    std::chars_format format = std::chars_format::general;
    if (end - at > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
        format = std::chars_format::hex;
        at += 2;
        if (*at == '-')
            return std::nullopt;
    }
    double value = 0;
    const std::from_chars_result result = std::from_chars(at, end, value, format);
    if (result.ec == std::errc::invalid_argument)
        return std::nullopt;
    if (result.ec == std::errc::result_out_of_range)
        value = outOfRangeValue(at, result.ptr);
    begin = result.ptr;
    return negative ? -value : value;
}

std::optional<double> parseNumber(std::string_view text, char decimalPoint) {
    text = trimmed(text);
    std::string withPoint;
    if (decimalPoint != '.' && text.find(decimalPoint) != std::string_view::npos) {
        withPoint = text;
        std::replace(withPoint.begin(), withPoint.end(), decimalPoint, '.');
        text = withPoint;
    }
    const char* at = text.data();
    const char* end = at + text.size();
    if (at == end)
        return std::nullopt;
    const std::optional<double> value = parseNumberPrefix(at, end);
    return at == end ? value : std::nullopt;
}

std::string numberText(double value, bool isSingle) {
    if (std::isnan(value))
        return {};
    constexpr double mostExact = 9007199254740992.0;
    if (std::floor(value) == value && std::abs(value) <= mostExact)
        return std::to_string(static_cast<std::int64_t>(value));
    std::array<char, 32> text{};
    char* const end = text.data() + text.size();
    const std::to_chars_result result = isSingle ? std::to_chars(text.data(), end, static_cast<float>(value))
                                                 : std::to_chars(text.data(), end, value);
    return {text.data(), result.ptr};
}

bool isMissingNumber(std::string_view text) {
    text = trimmed(text);
    static constexpr std::array<std::string_view, 6> words{"na", "nan", "n/a", "#n/a", "null", "none"};
    return text.empty() || std::any_of(words.begin(), words.end(),
                                       [&](std::string_view word) { return equalsIgnoringCase(text, word); });
}

} // namespace shoal
