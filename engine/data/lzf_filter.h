// SPDX-License-Identifier: MIT
// The LZF compression that h5py writes (HDF5 filter 32000), unpacking only.
#pragma once

#include <cstddef>
#include <optional>

namespace shoal {

constexpr int lzfFilterId = 32000;

/// Unpacks `count` bytes of an LZF stream into at most `capacity` bytes at `target` and returns how many
/// there are; none when the stream is damaged or holds more.
std::optional<std::size_t> unpackLzf(const unsigned char* packed, std::size_t count, unsigned char* target,
                                     std::size_t capacity);

/// Makes the filter known to the HDF5 library.
void registerLzfFilter();

} // namespace shoal
