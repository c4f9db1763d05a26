// SPDX-License-Identifier: MIT
// What stands before the values of a NumPy array (.npy 1.0, NumPy's enhancement proposal 1).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace shoal {

/// Of an array in C order; `type` in NumPy's notation ("<f4"). Values begin right behind it, at a multiple
/// of 64 bytes.
std::string npyPreamble(std::string_view type, std::span<const std::uint64_t> shape);

} // namespace shoal
