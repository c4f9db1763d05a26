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
        if (secondsPerIteration_ <= 0)
            return 1;
        return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(chunkSeconds / secondsPerIteration_));
    }
    void measured(std::uint64_t iterations, double seconds) {
        if (iterations == 0)
            return;
        const double latest = seconds / static_cast<double>(iterations);
        // The memory is in seconds, so that quick and slow iterations are smoothed alike.
        const double weight = secondsPerIteration_ <= 0 ? 1 : 1 - std::exp(-seconds / memorySeconds);
        secondsPerIteration_ += weight * (latest - secondsPerIteration_);
    }
    /// 0 before the first measurement.
    double secondsPerIteration() const { return secondsPerIteration_; }

private:
    static constexpr double chunkSeconds = 0.03;
    static constexpr double memorySeconds = 1;
    double secondsPerIteration_ = 0;
};

} // namespace shoal
