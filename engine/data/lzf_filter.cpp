// SPDX-License-Identifier: MIT
#include "data/lzf_filter.h"

#include <hdf5.h>

#include <cstdlib>
#include <cstring>

namespace shoal {

namespace {

/// The filter's third parameter is the size of a chunk, which is what its stream unpacks to.
constexpr std::size_t chunkBytesParameter = 2;

std::size_t lzfFilter(unsigned flags, std::size_t parameterCount, const unsigned* parameters,
                      std::size_t count, std::size_t* capacity, void** buffer) {
    if (!(flags & H5Z_FLAG_REVERSE) || parameterCount <= chunkBytesParameter)
        return 0;
    const std::size_t chunkBytes = parameters[chunkBytesParameter];
    constexpr std::size_t bestRatio = 264 / 3; // a copy of 264 bytes takes three
    if (chunkBytes == 0 || chunkBytes / bestRatio > count)
        return 0;
    void* unpacked = H5allocate_memory(chunkBytes, false);
    if (!unpacked)
        return 0;
    const std::optional<std::size_t> size = unpackLzf(static_cast<const unsigned char*>(*buffer), count,
                                                      static_cast<unsigned char*>(unpacked), chunkBytes);
    if (!size) {
        H5free_memory(unpacked);
        return 0;
    }
    H5free_memory(*buffer);
    *buffer = unpacked;
    *capacity = chunkBytes;
    return *size;
}

} // namespace

std::optional<std::size_t> unpackLzf(const unsigned char* packed, std::size_t count, unsigned char* target,
                                     std::size_t capacity) {
    const unsigned char* const end = packed + count;
    std::size_t at = 0;
    while (packed < end) {
        const std::size_t control = *packed++;
        constexpr std::size_t firstCopy = 32;
        if (control < firstCopy) { // a run of control + 1 literal bytes
            const std::size_t length = control + 1;
            if (length > static_cast<std::size_t>(end - packed) || length > capacity - at)
                return std::nullopt;
            std::memcpy(target + at, packed, length);
            packed += length;
            at += length;
            continue;
        }
        // A copy of earlier bytes: three bits of length, five and eight of distance; length 7 goes on in a
        // byte.
        std::size_t length = control >> 5;
        if (length == 7) {
            if (packed == end)
                return std::nullopt;
            length += *packed++;
        }
        length += 2;
        if (packed == end)
            return std::nullopt;
        const std::size_t distance = ((control & 0x1F) << 8 | *packed++) + 1;
        if (distance > at || length > capacity - at)
            return std::nullopt;
        for (std::size_t i = 0; i < length; ++i, ++at) // byte by byte: the two ranges may overlap
            target[at] = target[at - distance];
    }
    return at;
}

void registerLzfFilter() {
    const H5Z_class2_t filter{H5Z_CLASS_T_VERS, lzfFilterId, 0, 1, "lzf", nullptr, nullptr, lzfFilter};
    if (H5Zfilter_avail(lzfFilterId) <= 0)
        H5Zregister(&filter);
}

} // namespace shoal
