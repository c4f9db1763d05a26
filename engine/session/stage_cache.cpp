// SPDX-License-Identifier: MIT
#include "session/stage_cache.h"

#include <utility>

namespace shoal {

namespace {

// What two runs leave: components, neighbours, affinities of all and of a sample, embedding and placement.
constexpr std::size_t mostEntries = 14;

template <class Array>
std::uint64_t bytesOf(const Array& array) {
    return static_cast<std::uint64_t>(array.size()) * sizeof(*array.data());
}

} // namespace

void StageCache::insert(Entry entry) {
    std::erase_if(entries_, [&](const Entry& old) { return old.key == entry.key; });
    entries_.push_front(std::move(entry));
    std::uint64_t bytes = 0;
    std::size_t kept = 0;
    for (auto it = entries_.begin(); it != entries_.end();) {
        const bool fits = kept < mostEntries && bytes + it->bytes <= byteLimit_;
        if (fits) {
            bytes += it->bytes;
            ++kept;
        }
        it = fits ? std::next(it) : entries_.erase(it);
    }
}

void StageCache::keep(const FeaturesKey& key, Shared<Matrix> components) {
    const std::uint64_t bytes = bytesOf(*components);
    insert({ComponentsKey{key}, std::move(components), bytes});
}

StageCache::Shared<NeighborGraph> StageCache::neighbors(const FeaturesKey& key, std::size_t k,
                                                        std::size_t thinning) {
    auto graph = find<NeighborsKey, NeighborGraph>({key});
    return graph && graph->reach() >= k && graph->thinning == thinning ? graph : nullptr;
}

void StageCache::keep(const FeaturesKey& key, Shared<NeighborGraph> graph) {
    const std::uint64_t bytes = bytesOf(graph->indices) + bytesOf(graph->distances) + bytesOf(graph->order);
    insert({NeighborsKey{key}, std::move(graph), bytes});
}

void StageCache::keep(const FeaturesKey& key, const AffinityOptions& options, Shared<Affinities> affinities) {
    const std::uint64_t bytes = bytesOf(affinities->rowOffsets) + bytesOf(affinities->columns) +
                                bytesOf(affinities->weights) + bytesOf(affinities->pointOfRow);
    insert({AffinitiesKey{key, options}, std::move(affinities), bytes});
}

void StageCache::keepSampleEmbedding(const SampleKey& key, Shared<Positions> embedding) {
    const std::uint64_t bytes = bytesOf(*embedding);
    insert({EmbeddingKey{key}, std::move(embedding), bytes});
}

void StageCache::keepPlacement(const SampleKey& key, const PlacementOptions& options,
                               Shared<Positions> placement) {
    const std::uint64_t bytes = bytesOf(*placement);
    insert({PlacementKey{key, options}, std::move(placement), bytes});
}

} // namespace shoal
