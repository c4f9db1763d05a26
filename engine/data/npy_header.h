// SPDX-License-Identifier: MIT
// What a NumPy array says of itself before its values (.npy 1.0 to 3.0, NumPy's enhancement proposal 1).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

inline constexpr std::string_view npyMagic("\x93NUMPY", 6);

struct NpyHeader {
    std::string type; ///< "<f4"; empty for named fields
    bool columnMajor = false;
    std::vector<std::uint64_t> shape;
    std::uint64_t dataOffset = 0;
};

/// Of an array of `size` bytes, of which `read(target, count, offset)` gives some. `name` begins the sentence
/// of the Error thrown for a header that cannot be understood.
NpyHeader readNpyHeader(const std::string& name, std::uint64_t size,
                        const std::function<void(char*, std::size_t, std::uint64_t)>& read);

} // namespace shoal
