// SPDX-License-Identifier: MIT
#include "core/buffer.h"

#include "core/count_text.h"
#include "core/error.h"

#include <cstdlib>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace shoal {

void* allocateBuffer(std::size_t bytes) {
    constexpr std::size_t cacheLine = 64;
    constexpr std::size_t hugePage = std::size_t{2} << 20;
    const std::size_t alignment = bytes >= 2 * hugePage ? hugePage : cacheLine;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    void* data = rounded < bytes ? nullptr : std::aligned_alloc(alignment, rounded);
    if (!data)
        throw Error("Not enough memory: " + bytesText(bytes) +
                    " more are needed; use fewer points or a smaller perplexity.");
#ifdef __linux__
    if (alignment == hugePage)
        madvise(data, rounded, MADV_HUGEPAGE);
#endif
    return data;
}

void freeBuffer(void* data) noexcept {
    std::free(data);
}

} // namespace shoal
