// SPDX-License-Identifier: MIT
// How many iterations make a chunk of some 30 ms, and how fast iterations have been going.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace shoal {

class Chunking {
public:
    std::uint64_t next() const {
        const double each = secondsPerIteration();
        return each > 0 ? std::max<std::uint64_t>(1, static_cast<std::uint64_t>(chunkSeconds / each)) : 1;
    }
    void measured(std::uint64_t iterations, double seconds) {
        // Both sums forget at the pace of the clock, so that a slow first iteration does not weigh for long.
        const double kept = std::exp(-seconds / memorySeconds);
        iterations_ = kept * iterations_ + static_cast<double>(iterations);
        seconds_ = kept * seconds_ + seconds;
    }
    /// 0 before the first measurement.
    double secondsPerIteration() const { return iterations_ > 0 ? seconds_ / iterations_ : 0; }

private:
    static constexpr double chunkSeconds = 0.03;
    static constexpr double memorySeconds = 1;
    double iterations_ = 0;
    double seconds_ = 0;
};

} // namespace shoal
