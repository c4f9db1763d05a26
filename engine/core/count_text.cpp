// SPDX-License-Identifier: MIT
#include "core/count_text.h"

namespace shoal {

namespace {

std::uint64_t roundedUp(std::uint64_t number, std::uint64_t unit) {
    return number / unit + (number % unit != 0 ? 1 : 0);
}

} // namespace

std::string groupedText(std::uint64_t number) {
    constexpr std::size_t group = 3;
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % group == 0)
            text += ',';
        text += digits[i];
    }
    return text;
}

std::string countText(std::uint64_t count, const std::string& noun, const std::string& plural) {
    const std::string several = plural.empty() ? noun + "s" : plural;
    return groupedText(count) + " " + (count == 1 ? noun : several);
}

std::string bytesText(std::uint64_t bytes) {
    constexpr std::uint64_t megabyte = 1'000'000;
    constexpr std::uint64_t tenthOfGigabyte = 100 * megabyte;
    const std::uint64_t megabytes = roundedUp(bytes, megabyte);
    if (megabytes < 1000)
        return std::to_string(megabytes) + " MB";
    const std::uint64_t tenths = roundedUp(bytes, tenthOfGigabyte);
    return groupedText(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

} // namespace shoal
