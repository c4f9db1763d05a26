// SPDX-License-Identifier: MIT
#include "umap/sampling_plan.h"

#include "core/parallel.h"
#include "core/random.h"

#include <algorithm>

namespace shoal {

namespace {

constexpr std::size_t blockRows = 4096;

/// The round in which the pair is drawn from `from`'s end.
std::size_t roundOf(std::uint32_t from, std::uint32_t to, std::uint64_t seed) {
    RandomStream random(seed, std::uint64_t{from} << 32 | to);
    return static_cast<std::size_t>(random.next() % roundsPerEpoch);
}

/// Calls body(round, draw) for all draws of a row.
template <class Body>
void forDraws(const Affinities& graph, std::size_t row, float largest, std::uint64_t seed, const Body& body) {
    const auto own = static_cast<std::uint32_t>(row);
    for (std::uint64_t entry = graph.rowOffsets[row]; entry < graph.rowOffsets[row + 1]; ++entry) {
        const std::uint32_t other = graph.columns[entry];
        const float rate = graph.weights[entry] / largest;
        body(roundOf(own, other, seed), SamplingPlan::Draw{other, rate});
        body(roundOf(other, own, seed), SamplingPlan::Draw{other, -rate});
    }
}

struct Largest {
    float weight = 0;
    Largest& operator+=(const Largest& other) {
        weight = std::max(weight, other.weight);
        return *this;
    }
};

} // namespace

SamplingPlan planSampling(const Affinities& graph, std::uint64_t seed, RunContext& context) {
    const float largest = sumBlocks(context, graph.weights.size(), std::size_t{1} << 18, Largest{},
                                    [&](std::size_t begin, std::size_t end) {
                                        return Largest{*std::max_element(graph.weights.begin() + begin,
                                                                         graph.weights.begin() + end)};
                                    })
                              .weight;
    SamplingPlan plan;
    for (SamplingPlan::Round& round : plan.rounds) {
        round.offsets = Buffer<std::uint64_t>(graph.points + 1);
        round.offsets[0] = 0;
    }
    forBlocks(context, graph.points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            std::array<std::uint64_t, roundsPerEpoch> counts{};
            forDraws(graph, row, largest, seed,
                     [&](std::size_t round, const SamplingPlan::Draw&) { ++counts[round]; });
            for (std::size_t round = 0; round < roundsPerEpoch; ++round)
                plan.rounds[round].offsets[row + 1] = counts[round];
        }
    });
    for (SamplingPlan::Round& round : plan.rounds) {
        for (std::size_t row = 0; row < graph.points; ++row)
            round.offsets[row + 1] += round.offsets[row];
        round.draws = Buffer<SamplingPlan::Draw>(round.offsets[graph.points]);
    }
    forBlocks(context, graph.points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t row = begin; row < end; ++row) {
            std::array<SamplingPlan::Draw*, roundsPerEpoch> to{};
            for (std::size_t round = 0; round < roundsPerEpoch; ++round)
                to[round] = plan.rounds[round].draws.data() + plan.rounds[round].offsets[row];
            forDraws(graph, row, largest, seed,
                     [&](std::size_t round, const SamplingPlan::Draw& draw) { *to[round]++ = draw; });
        }
    });
    return plan;
}

} // namespace shoal
