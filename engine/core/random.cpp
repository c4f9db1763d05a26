// SPDX-License-Identifier: MIT
#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace shoal {

namespace {

constexpr std::uint64_t goldenGamma = 0x9E3779B97F4A7C15ull;

std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t stream)
    : state_(mix(mix(seed + goldenGamma) ^ mix(stream * goldenGamma + 1))) {}

std::uint64_t RandomStream::next() {
    return mix(state_ += goldenGamma);
}

double RandomStream::uniform() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
    // Rejects the last, incomplete multiple of `bound`.
    const std::uint64_t limit = (0 - bound) % bound;
    std::uint64_t bits = next();
    while (bits < limit)
        bits = next();
    return bits % bound;
}

double RandomStream::normal() {
    if (hasSpare_) {
        hasSpare_ = false;
        return spare_;
    }
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = radius * std::sin(angle);
    hasSpare_ = true;
    return radius * std::cos(angle);
}

std::vector<std::uint32_t> sampleRows(std::size_t points, std::size_t count, std::uint64_t seed) {
    // Selection sampling (Knuth, The Art of Computer Programming 2, algorithm S): ascending as it goes.
    std::vector<std::uint32_t> rows;
    std::size_t wanted = std::min(count, points);
    rows.reserve(wanted);
    RandomStream stream(seed);
    for (std::size_t row = 0; wanted > 0; ++row) {
        if (stream.below(points - row) < wanted) {
            rows.push_back(static_cast<std::uint32_t>(row));
            --wanted;
        }
    }
    return rows;
}

} // namespace shoal
