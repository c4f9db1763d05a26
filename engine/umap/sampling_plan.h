// SPDX-License-Identifier: MIT
// Which pairs of a UMAP graph are drawn together in which round of an epoch, from each point's side.
#pragma once

#include "affinity/affinities.h"

#include <array>

namespace shoal {

/// An epoch is done in so many rounds. Within one, points move side by side, each past the others' places at
/// its beginning: what a sequential pass would do to a pair one after the other lies in different rounds.
inline constexpr std::size_t roundsPerEpoch = 4;

/// Every pair is drawn from both its ends. A draw moves both points together; the one it is drawn from is
/// then pushed away from some others.
struct SamplingPlan {
    struct Draw {
        std::uint32_t other; ///< row number in storage order
        float rate; ///< draws an epoch, at most 1; negative where the other is the one it is drawn from
    };
    struct Round {
        Buffer<std::uint64_t> offsets; ///< rows + 1
        Buffer<Draw> draws;            ///< by row
    };
    std::array<Round, roundsPerEpoch> rounds;
};

/// Rates are weights over the largest one. Throws Stopped.
SamplingPlan planSampling(const Affinities& graph, std::uint64_t seed, RunContext& context);

} // namespace shoal
