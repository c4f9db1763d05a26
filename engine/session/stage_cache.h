// SPDX-License-Identifier: MIT
// What earlier runs have made, keyed by what it was made from. Of the session's thread alone.
#pragma once

#include "affinity/affinity_options.h"
#include "core/matrix.h"
#include "neighbors/neighbor_graph.h"
#include "recipe/recipe.h"
#include "tsne/optimizer.h"

#include <algorithm>
#include <cstdint>
#include <list>
#include <optional>
#include <tuple>
#include <variant>

namespace shoal {

/// Points of a data set, ascending; none are all of them. Two are the same that name the same points.
struct PointSet {
    std::shared_ptr<const std::vector<std::uint32_t>> points;
    friend bool operator==(const PointSet& first, const PointSet& second) {
        return first.points == second.points ||
               (first.points && second.points && *first.points == *second.points);
    }
};

/// Which rows in which space: a data set's features, shortened to components or not, all of them or a sample;
/// and how neighbours are found there, for what is made of them.
struct FeaturesKey {
    std::shared_ptr<const Matrix> data; ///< holding it keeps its address from being given to another
    std::size_t components = 0;         ///< 0: the features as they are
    std::size_t sampleSize = 0;         ///< 0: all points
    std::uint64_t sampleSeed = 0;
    Metric metric = Metric::Euclidean;
    NeighborMethod method = NeighborMethod::Automatic;
    std::string graph = {}; ///< of Given neighbours
    PointSet points = {};   ///< all that is embedded, a sample of it or not
    bool operator==(const FeaturesKey&) const = default;
};

/// A sample's embedding, and all points placed on it.
struct SampleKey {
    FeaturesKey features;
    double perplexity = 0;
    std::vector<Phase> phases;
    OptimizerOptions optimizer; ///< but for what the phases say
    bool earlyStopping = false;
    bool operator==(const SampleKey&) const = default;
};

/// The least recently used goes when there is too much of it: whoever needs a result longer holds it.
class StageCache {
public:
    explicit StageCache(std::uint64_t byteLimit)
        : byteLimit_(byteLimit) {}

    template <class Result>
    using Shared = std::shared_ptr<const Result>;

    Shared<Matrix> components(const FeaturesKey& key) { return find<ComponentsKey, Matrix>({key}); }
    void keep(const FeaturesKey& key, Shared<Matrix> components);
    /// A graph of at least `k` neighbours, as thinned as is asked.
    Shared<NeighborGraph> neighbors(const FeaturesKey& key, std::size_t k, std::size_t thinning);
    void keep(const FeaturesKey& key, Shared<NeighborGraph> graph);
    Shared<Affinities> affinities(const FeaturesKey& key, const AffinityOptions& options) {
        return find<AffinitiesKey, Affinities>({key, options});
    }
    void keep(const FeaturesKey& key, const AffinityOptions& options, Shared<Affinities> affinities);
    Shared<Positions> sampleEmbedding(const SampleKey& key) { return find<EmbeddingKey, Positions>({key}); }
    void keepSampleEmbedding(const SampleKey& key, Shared<Positions> embedding);
    Shared<Positions> placement(const SampleKey& key, const PlacementOptions& options) {
        return find<PlacementKey, Positions>({key, options});
    }
    void keepPlacement(const SampleKey& key, const PlacementOptions& options, Shared<Positions> placement);

private:
    struct ComponentsKey {
        FeaturesKey features;
        bool operator==(const ComponentsKey&) const = default;
    };
    struct NeighborsKey {
        FeaturesKey features;
        bool operator==(const NeighborsKey&) const = default;
    };
    struct AffinitiesKey {
        FeaturesKey features;
        AffinityOptions options;
        bool operator==(const AffinitiesKey&) const = default;
    };
    struct EmbeddingKey {
        SampleKey sample;
        bool operator==(const EmbeddingKey&) const = default;
    };
    struct PlacementKey {
        SampleKey sample;
        PlacementOptions options;
        bool operator==(const PlacementKey&) const = default;
    };
    struct Entry {
        std::variant<ComponentsKey, NeighborsKey, AffinitiesKey, EmbeddingKey, PlacementKey> key;
        std::variant<Shared<Matrix>, Shared<NeighborGraph>, Shared<Affinities>, Shared<Positions>> result;
        std::uint64_t bytes;
    };

    template <class Key, class Result>
    Shared<Result> find(const Key& key) {
        const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& candidate) {
            const Key* its = std::get_if<Key>(&candidate.key);
            return its && *its == key;
        });
        if (entry == entries_.end())
            return nullptr;
        entries_.splice(entries_.begin(), entries_, entry);
        return std::get<Shared<Result>>(entry->result);
    }
    void insert(Entry entry);

    const std::uint64_t byteLimit_;
    std::list<Entry> entries_; ///< last used first
};

} // namespace shoal
