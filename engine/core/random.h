// SPDX-License-Identifier: MIT
// Random numbers that depend on (seed, stream) alone, so that a stream per point gives the same bits at any
// thread count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shoal {

/// A counter-based stream (SplitMix64 over a hash of seed and stream; Steele, Lea & Flood 2014).
class RandomStream {
public:
    explicit RandomStream(std::uint64_t seed, std::uint64_t stream = 0);

    /// 64 uniform bits.
    std::uint64_t next();
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    /// Uniform in [0, bound), without bias; `bound` must not be 0.
    std::uint64_t below(std::uint64_t bound);
    /// Standard normal (Box–Muller).
    double normal();

private:
    std::uint64_t state_;
    double spare_ = 0;
    bool hasSpare_ = false;
};

/// `count` of `points` rows, drawn without replacement and ascending.
std::vector<std::uint32_t> sampleRows(std::size_t points, std::size_t count, std::uint64_t seed);

} // namespace shoal
