// SPDX-License-Identifier: MIT
// Counts and sizes as sentences show them to people. What programs read stays plain.
#pragma once

#include <cstdint>
#include <string>

namespace shoal {

/// "2,526".
std::string groupedText(std::uint64_t number);

/// "1 point", "2,526 points". `plural` is needed where an "s" does not make it.
std::string countText(std::uint64_t count, const std::string& noun, const std::string& plural = {});

/// "85 MB", "1.3 GB", in powers of ten, rounded up.
std::string bytesText(std::uint64_t bytes);

} // namespace shoal
