// SPDX-License-Identifier: MIT
#include "session/kept_snapshot.h"

#include <algorithm>

namespace shoal {

namespace {

constexpr double steps = 65535;

} // namespace

std::uint64_t KeptSnapshot::bytes() const {
    return sizeof(KeptSnapshot) + coordinates.capacity() * sizeof(std::uint16_t);
}

KeptSnapshot encode(const Snapshot& snapshot) {
    KeptSnapshot kept;
    kept.run = snapshot.run;
    kept.iteration = snapshot.iteration;
    kept.sample = snapshot.sample;
    kept.points = snapshot.points;
    kept.phase = snapshot.phase;
    kept.exaggeration = snapshot.exaggeration;
    kept.klDivergence = snapshot.klDivergence;

    const Positions& positions = snapshot.positions;
    if (positions.rows() == 0)
        return kept;
    std::array<double, 2> scale{};
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto column = positions.col(static_cast<Eigen::Index>(axis));
        kept.low[axis] = column.minCoeff();
        kept.high[axis] = column.maxCoeff();
        const double extent = static_cast<double>(kept.high[axis]) - kept.low[axis];
        scale[axis] = extent > 0 ? steps / extent : 0;
    }
    kept.coordinates.resize(static_cast<std::size_t>(positions.size()));
    const float* const from = positions.data();
    for (std::size_t i = 0; i < kept.coordinates.size(); ++i) {
        const std::size_t axis = i % 2;
        const double nearest = (static_cast<double>(from[i]) - kept.low[axis]) * scale[axis] + 0.5;
        kept.coordinates[i] = static_cast<std::uint16_t>(std::clamp(nearest, 0.0, steps));
    }
    return kept;
}

Positions decodePositions(const KeptSnapshot& kept) {
    Positions positions(static_cast<Eigen::Index>(kept.rows()), 2);
    std::array<double, 2> extent{};
    for (std::size_t axis = 0; axis < 2; ++axis)
        extent[axis] = static_cast<double>(kept.high[axis]) - kept.low[axis];
    float* const to = positions.data();
    for (std::size_t i = 0; i < kept.coordinates.size(); ++i) {
        const std::size_t axis = i % 2;
        to[i] = static_cast<float>(kept.low[axis] + extent[axis] * (kept.coordinates[i] / steps));
    }
    return positions;
}

Snapshot decode(const KeptSnapshot& kept) {
    Snapshot snapshot;
    snapshot.run = kept.run;
    snapshot.iteration = kept.iteration;
    snapshot.sample = kept.sample;
    snapshot.points = kept.points;
    snapshot.phase = kept.phase;
    snapshot.exaggeration = kept.exaggeration;
    snapshot.klDivergence = kept.klDivergence;
    snapshot.positions = decodePositions(kept);
    return snapshot;
}

} // namespace shoal
