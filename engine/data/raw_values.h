// SPDX-License-Identifier: MIT
// Numbers as they lie in binary files, of any width and byte order, turned into float32.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace shoal {

struct ValueType {
    enum class Kind { Float, Signed, Unsigned };
    Kind kind = Kind::Float;
    std::size_t bytes = 4; ///< 1, 2, 4 or 8; floats 2, 4 or 8
    bool bigEndian = false;
};

/// From NumPy's notation: "<f4", ">i2", "|u1", "|b1". None for what is no plain number.
std::optional<ValueType> valueTypeOf(std::string_view numpyType);

/// Converts `count` values at `raw` to `target[0]`, `target[stride]`, …
void convertValues(const ValueType& type, const char* raw, std::size_t count, float* target,
                   std::size_t stride);

/// The same of integers; values beyond the target's range become its limits.
void convertValues(const ValueType& type, const char* raw, std::size_t count, std::int32_t* target,
                   std::size_t stride);
void convertValues(const ValueType& type, const char* raw, std::size_t count, std::int64_t* target,
                   std::size_t stride);

} // namespace shoal
