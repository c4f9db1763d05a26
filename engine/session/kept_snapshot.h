// SPDX-License-Identifier: MIT
// A snapshot as a timeline keeps it: positions as 16-bit fixed point within their bounds.
#pragma once

#include "session/snapshot.h"

#include <array>
#include <cstdint>
#include <vector>

namespace shoal {

/// Immutable, and shared with whoever shows or writes it. A coordinate q stands for
/// low + (high − low) · q / 65535, so that none is off by more than half a 65,535th of the map's extent along
/// its axis (and a float's own rounding); the least and the greatest are exact.
struct KeptSnapshot {
    // As of Snapshot.
    std::uint64_t run = 0;
    std::uint64_t iteration = 0;
    bool sample = false;
    std::shared_ptr<const std::vector<std::uint32_t>> points;
    std::size_t phase = 0;
    double exaggeration = 0;
    std::optional<double> klDivergence;

    std::array<float, 2> low{};             ///< x, y
    std::array<float, 2> high{};            ///< x, y
    std::vector<std::uint16_t> coordinates; ///< x and y of each row in turn

    std::size_t rows() const { return coordinates.size() / 2; }
    /// Memory taken, but for `points`, which a run's snapshots share.
    std::uint64_t bytes() const;
};

/// Positions must be finite, as those of a run are.
KeptSnapshot encode(const Snapshot& snapshot);
Positions decodePositions(const KeptSnapshot& kept);
/// All of it, positions included.
Snapshot decode(const KeptSnapshot& kept);

} // namespace shoal
