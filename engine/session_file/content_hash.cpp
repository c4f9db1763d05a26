// SPDX-License-Identifier: MIT
#include "session_file/content_hash.h"

#include "core/parallel.h"

#include <cstring>
#include <vector>

namespace shoal {

namespace {

/// SplitMix64's finalizer (Steele et al. 2014): every bit of the input reaches every bit of the output.
std::uint64_t mixed(std::uint64_t word) {
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9;
    word = (word ^ word >> 27) * 0x94D049BB133111EB;
    return word ^ word >> 31;
}

} // namespace

std::uint64_t contentHash(const Matrix& values, RunContext& context) {
    constexpr std::size_t blockValues = std::size_t{1} << 18;
    const auto count = static_cast<std::size_t>(values.size());
    std::vector<std::uint64_t> blocks(blockCount(count, blockValues));
    forBlocks(context, count, blockValues, [&](std::size_t begin, std::size_t end, std::size_t block) {
        std::uint64_t hash = 0;
        for (std::size_t i = begin; i < end; i += 2) {
            std::uint64_t word = 0; // of two values, the last one alone where their number is odd
            std::memcpy(&word, values.data() + i, std::min<std::size_t>(2, end - i) * sizeof(float));
            hash = mixed(hash + word);
        }
        blocks[block] = hash;
    });
    std::uint64_t hash =
        mixed(static_cast<std::uint64_t>(values.rows())) + static_cast<std::uint64_t>(values.cols());
    for (const std::uint64_t block : blocks)
        hash = mixed(hash) + block;
    return mixed(hash);
}

} // namespace shoal
