// SPDX-License-Identifier: MIT
#include "neighbors/hnsw_search.h"

#include "core/parallel.h"
#include "core/random.h"

// Without its own vector code, of which nothing but prefetching would be used here, hnswlib does not read one
// past the end of its lists.
#define NO_MANUAL_VECTORIZATION
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace shoal {

namespace {

// The values of hnswlib's and openTSNE's defaults.
constexpr std::size_t linksPerPoint = 16;
constexpr std::size_t reachWhenBuilding = 200;

/// Sums in eight lanes, whatever the processor: the same index everywhere.
template <bool squared>
float laneSum(const void* first, const void* second, const void* dimensions) {
    constexpr std::size_t lanes = 8;
    const auto* a = static_cast<const float*>(first);
    const auto* b = static_cast<const float*>(second);
    const std::size_t count = *static_cast<const std::size_t*>(dimensions);
    const auto term = [](float x) { return squared ? x * x : std::abs(x); };
    float sums[lanes] = {};
    std::size_t t = 0;
    for (; t + lanes <= count; t += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            sums[lane] += term(a[t + lane] - b[t + lane]);
    for (std::size_t lane = 0; t < count; ++t, ++lane)
        sums[lane] += term(a[t] - b[t]);
    return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

class Space : public hnswlib::SpaceInterface<float> {
public:
    Space(std::size_t dimensions, Distance distance)
        : dimensions_(dimensions)
        , distance_(distance) {}
    std::size_t get_data_size() override { return dimensions_ * sizeof(float); }
    hnswlib::DISTFUNC<float> get_dist_func() override {
        return distance_ == Distance::Manhattan ? laneSum<false> : laneSum<true>;
    }
    void* get_dist_func_param() override { return &dimensions_; }

private:
    std::size_t dimensions_;
    Distance distance_;
};

/// More are asked for than wanted, as their order is known but for rounding.
std::size_t asked(std::size_t count) {
    return count + count / 16 + 9;
}

} // namespace

class HnswSearch::Index {
public:
    Index(std::size_t rows, std::size_t dimensions, Distance distance, std::uint64_t seed)
        : space(dimensions, distance)
        , graph(&space, rows, linksPerPoint, reachWhenBuilding, seed) {}

    Space space;
    hnswlib::HierarchicalNSW<float> graph;
};

HnswSearch::HnswSearch(const Matrix& points, std::span<const std::uint32_t> rows, Distance distance,
                       float factor, std::uint64_t seed, SearchProgress& progress, double progressEnd,
                       RunContext& context)
    : points_(points)
    , rows_(rows)
    , distance_(distance)
    , factor_(factor)
    , index_(std::make_unique<Index>(rows.size(), static_cast<std::size_t>(points.cols()), distance, seed)) {
    progress.begin(progressEnd, rows.size());
    Eigen::RowVectorXf values;
    for (const std::uint32_t row : rows) {
        context.checkpoint();
        values = points.row(row) * factor;
        index_->graph.addPoint(values.data(), row);
        progress.add(1);
    }
}

HnswSearch::~HnswSearch() = default;

std::vector<Neighbor> HnswSearch::found(std::uint32_t row, std::size_t count) const {
    const Eigen::RowVectorXf values = points_.row(row) * factor_;
    auto nearest = index_->graph.searchKnn(values.data(), std::min(asked(count), rows_.size()));
    std::vector<std::uint32_t> candidates;
    for (; !nearest.empty(); nearest.pop())
        candidates.push_back(static_cast<std::uint32_t>(nearest.top().second));
    return nearestMeasured(points_.data() + row * static_cast<std::size_t>(points_.cols()), points_,
                           candidates, count, row, distance_);
}

std::vector<Neighbor> HnswSearch::nearest(std::uint32_t row, std::size_t count, RunContext& context) const {
    std::vector<Neighbor> neighbors = found(row, count);
    if (neighbors.size() == std::min(count, rows_.size() - 1))
        return neighbors;
    ExhaustiveSearch exhaustive(points_, rows_, count, distance_);
    const ExhaustiveSearch::Query query{points_.data() + row * static_cast<std::size_t>(points_.cols()), row};
    exhaustive.search({&query, 1}, context);
    return {exhaustive.nearest(0).begin(), exhaustive.nearest(0).end()};
}

double HnswSearch::aim(std::size_t count, double recall, std::uint64_t seed, SearchProgress& progress,
                       double progressEnd, RunContext& context) {
    constexpr std::size_t sampleSize = 512;
    const std::size_t sampled = std::min(sampleSize, rows_.size());
    std::vector<std::uint32_t> sample(rows_.begin(), rows_.end());
    RandomStream random(seed, 1);
    for (std::size_t i = 0; i < sampled; ++i)
        std::swap(sample[i], sample[i + random.below(sample.size() - i)]);

    progress.begin(progressEnd, sampled);
    std::vector<float> farthest(sampled);
    constexpr std::size_t together = 8;
    forBlocks(context, sampled, together, [&](std::size_t begin, std::size_t end, std::size_t) {
        ExhaustiveSearch truth(points_, rows_, count, distance_);
        std::vector<ExhaustiveSearch::Query> queries;
        for (std::size_t i = begin; i < end; ++i)
            queries.push_back(
                {points_.data() + sample[i] * static_cast<std::size_t>(points_.cols()), sample[i]});
        truth.search(queries, context);
        for (std::size_t i = begin; i < end; ++i)
            farthest[i] = truth.nearest(i - begin).back().distance;
        progress.add(end - begin);
    });

    for (std::size_t reach = asked(count) + count / 4;; reach *= 2) {
        index_->graph.setEf(std::min(reach, rows_.size()));
        std::atomic<std::size_t> hits = 0;
        forBlocks(context, sampled, together, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                // Of equal distances it does not matter which were found.
                for (const Neighbor& neighbor : nearest(sample[i], count, context))
                    hits += neighbor.distance <= farthest[i] ? 1 : 0;
        });
        const double reached = static_cast<double>(hits) / static_cast<double>(sampled * count);
        if (reached >= recall || reach >= rows_.size())
            return reached;
    }
}

} // namespace shoal
