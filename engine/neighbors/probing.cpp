// SPDX-License-Identifier: MIT
#include "neighbors/probing.h"

#include "core/parallel.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <tbb/enumerable_thread_specific.h>

namespace shoal {

namespace {

constexpr std::size_t draws = 256;
constexpr std::size_t pointsPerDraw = 4; // and as many to audit with

/// Some points of a tile.
struct Sampled {
    std::uint32_t tile;
    std::vector<std::uint32_t> places;
};

/// Points all over the tiles, as many of each as befits its size: in the first half of the items to choose
/// by, in the second, others of the same tiles, to audit with.
std::vector<Sampled> drawSample(const PackedTiles& tiles, std::size_t points, std::uint64_t seed) {
    RandomStream random(seed, 1);
    std::vector<std::size_t> ends(tiles.size());
    std::size_t end = 0;
    for (std::size_t tile = 0; tile < tiles.size(); ++tile)
        ends[tile] = end += tiles[tile].size;
    std::vector<std::size_t> wanted(tiles.size());
    for (std::size_t draw = 0; draw < draws; ++draw)
        wanted[static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), random.below(points)) -
                                        ends.begin())] += pointsPerDraw;
    std::vector<Sampled> chosen;
    std::vector<Sampled> audited;
    for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
        const std::size_t taken = std::min({wanted[tile], tiles[tile].size / 2, TileSearch::capacity});
        if (taken == 0)
            continue;
        std::vector<std::uint32_t> places(tiles[tile].size);
        std::iota(places.begin(), places.end(), 0U);
        for (std::size_t i = 0; i < 2 * taken; ++i)
            std::swap(places[i], places[i + random.below(places.size() - i)]);
        const auto addItem = [&](std::vector<Sampled>& items, std::size_t from) {
            const auto begin = places.begin() + static_cast<std::ptrdiff_t>(from);
            items.push_back({static_cast<std::uint32_t>(tile),
                             std::vector<std::uint32_t>(begin, begin + static_cast<std::ptrdiff_t>(taken))});
            std::sort(items.back().places.begin(), items.back().places.end());
        };
        addItem(chosen, 0);
        addItem(audited, taken);
    }
    std::move(audited.begin(), audited.end(), std::back_inserter(chosen));
    return chosen;
}

class Prober {
public:
    Prober(const SearchSpace& space, std::size_t count, std::uint64_t seed, SearchProgress& progress,
           RunContext& context)
        : space_(space)
        , progress_(progress)
        , context_(context)
        , searches_([&space, count] { return TileSearch(space, count); })
        , sample_(drawSample(space.queryTiles, space.candidateRows.size(), seed)) {}

    /// Sets of points.
    std::size_t items() const { return sample_.size(); }

    /// Finds the true neighbours of all points.
    void findTruth() {
        truth_.resize(sample_.size());
        run(0, sample_.size(), {}, [&](std::size_t item, TileSearch& search) {
            for (std::size_t i = 0; i < sample_[item].places.size(); ++i)
                for (const Neighbor& neighbor : search.nearest(i))
                    truth_[item].push_back(neighbor);
        });
    }

    struct Trial {
        double recall;
        double compared;   ///< share of all candidates
        std::size_t tiles; ///< how many of the nearest hold all that most points visited
    };
    /// What a probe finds for the points of items [begin, end).
    Trial tryProbe(std::size_t begin, std::size_t end, const Probe& probe) {
        std::vector<std::size_t> found(end - begin);
        std::vector<std::size_t> reached(end - begin);
        std::vector<std::uint64_t> compared(end - begin);
        run(begin, end, probe, [&](std::size_t item, TileSearch& search) {
            const std::size_t points = sample_[item].places.size();
            const std::size_t each = truth_[item].size() / points;
            for (std::size_t i = 0; i < points; ++i) {
                const float farthest = truth_[item][(i + 1) * each - 1].distance;
                // Of equal distances it does not matter which were found.
                for (const Neighbor& neighbor : search.nearest(i))
                    found[item - begin] += neighbor.distance <= farthest ? 1 : 0;
            }
            reached[item - begin] = search.tilesReached();
            compared[item - begin] = search.compared();
        });
        std::size_t points = 0;
        std::size_t wanted = 0;
        for (std::size_t item = begin; item < end; ++item) {
            points += sample_[item].places.size();
            wanted += truth_[item].size();
        }
        const auto most = reached.begin() + static_cast<std::ptrdiff_t>(reached.size() * 49 / 50);
        std::nth_element(reached.begin(), most, reached.end());
        const auto total =
            static_cast<double>(std::accumulate(compared.begin(), compared.end(), std::uint64_t{0}));
        return {static_cast<double>(std::accumulate(found.begin(), found.end(), std::size_t{0})) /
                    static_cast<double>(wanted),
                total / (static_cast<double>(points) * static_cast<double>(space_.candidateRows.size())),
                *most};
    }

private:
    template <class Visit>
    void run(std::size_t begin, std::size_t end, const Probe& probe, const Visit& visit) {
        forBlocks(context_, end - begin, 1, [&](std::size_t number, std::size_t, std::size_t) {
            const Sampled& item = sample_[begin + number];
            TileSearch& search = searches_.local();
            search.search(item.tile, item.places, probe, context_);
            visit(begin + number, search);
            progress_.add(1);
        });
    }

    const SearchSpace& space_;
    SearchProgress& progress_;
    RunContext& context_;
    tbb::enumerable_thread_specific<TileSearch> searches_;
    std::vector<Sampled> sample_;
    std::vector<std::vector<Neighbor>> truth_; // of each item, all its points' neighbours
};

constexpr float leastSlack = 1.0F / 16;
constexpr float mostSlack = 2;
constexpr int halvings = 7;
// Chosen for a little more than is wanted, so that other points reach it too.
constexpr double recallMargin = 0.1;
// A probe that compares more than this share of all pairs is not worth while.
constexpr double mostCompared = 0.6;

} // namespace

Audited chooseProbe(const SearchSpace& space, std::size_t count, double recall, std::uint64_t seed,
                    SearchProgress& progress, double progressEnd, RunContext& context) {
    Prober prober(space, count, seed, progress, context);
    const std::size_t half = prober.items() / 2;
    if (half == 0)
        return {};
    // Truth, halvings and, mostly, one audit: in exhaustive searches of about equal cost.
    progress.begin(progressEnd, prober.items() + halvings * half + prober.items() - half);
    prober.findTruth();

    const double aim = recall + (1 - recall) * recallMargin;
    float low = leastSlack;
    float high = mostSlack;
    Probe probe;
    for (int halving = 0; halving < halvings; ++halving) {
        const float middle = std::sqrt(low * high);
        const Prober::Trial trial = prober.tryProbe(0, half, {.slack = middle});
        if (trial.recall >= aim) {
            high = middle;
            probe = {trial.tiles, middle};
        } else {
            low = middle;
        }
    }
    constexpr float wider = 1.1F;
    for (; !probe.exhaustive(); probe.slack *= wider, probe.tiles += probe.tiles / 4 + 1) {
        const Prober::Trial trial = prober.tryProbe(half, prober.items(), probe);
        if (trial.compared > mostCompared)
            break;
        if (trial.recall >= recall)
            return {probe, trial.recall};
    }
    return {};
}

} // namespace shoal
