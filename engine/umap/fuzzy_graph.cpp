// SPDX-License-Identifier: MIT
#include "umap/fuzzy_graph.h"

#include "affinity/conditional_weights.h"
#include "core/error.h"
#include "core/parallel.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace shoal {

namespace {

// umap-learn's bounds of the search and of σ.
constexpr int bisections = 64;
constexpr double tolerance = 1e-5;
constexpr double leastWidth = 1e-3;

double meanDistance(const NeighborGraph& graph, std::size_t used, RunContext& context) {
    constexpr std::size_t blockRows = 4096;
    const double sum =
        sumBlocks(context, graph.points, blockRows, 0.0, [&](std::size_t begin, std::size_t end) {
            double part = 0;
            for (std::size_t point = begin; point < end; ++point) {
                const auto distances = graph.distancesOf(point);
                part = std::accumulate(
                    distances.begin(),
                    distances.begin() + static_cast<std::ptrdiff_t>(std::min(used, distances.size())), part);
            }
            return part;
        });
    return sum / static_cast<double>(graph.points * (used + 1));
}

class MembershipKernel {
public:
    MembershipKernel(std::size_t neighbors, double meanDistance)
        : target_(std::log2(static_cast<double>(neighbors)))
        , neighbors_(static_cast<double>(neighbors))
        , meanDistance_(meanDistance) {}

    void operator()(const float* distances, std::size_t count, float* weights) const {
        std::size_t ties = 0; // at distance 0
        while (ties < count && distances[ties] <= 0)
            ++ties;
        const double nearest = ties < count ? distances[ties] : 0;
        const double mean = std::accumulate(distances, distances + count, 0.0) / neighbors_;
        const double least = leastWidth * (nearest > 0 ? mean : meanDistance_);
        const double width = std::max(widthFor(distances, count, nearest), least);
        for (std::size_t j = 0; j < count; ++j) {
            const double excess = distances[j] - nearest;
            weights[j] = excess <= 0 || width == 0 ? 1.0f : static_cast<float>(std::exp(-excess / width));
        }
    }

private:
    /// The σ at which the memberships sum to the target.
    double widthFor(const float* distances, std::size_t count, double nearest) const {
        double low = 0;
        double high = std::numeric_limits<double>::infinity();
        double width = 1;
        for (int step = 0; step < bisections; ++step) {
            double sum = 0;
            for (std::size_t j = 0; j < count; ++j) {
                const double excess = distances[j] - nearest;
                sum += excess > 0 ? std::exp(-excess / width) : 1;
            }
            if (std::abs(sum - target_) < tolerance)
                break;
            (sum > target_ ? high : low) = width;
            width = std::isinf(high) ? 2 * width : (low + high) / 2;
        }
        return width;
    }

    double target_;
    double neighbors_;
    double meanDistance_;
};

} // namespace

std::shared_ptr<const Affinities> fuzzyGraph(const NeighborGraph& graph, std::size_t neighbors,
                                             RunContext& context) {
    if (neighbors < 2)
        throw Error("UMAP needs at least 2 neighbours, of which a point itself is one; 15 is usual.");
    auto result = std::make_shared<Affinities>();
    result->points = graph.points;
    result->pointOfRow = graph.order;
    const std::size_t used = std::min(graph.k, neighbors - 1);
    if (graph.points < 2 || used == 0) {
        result->rowOffsets = Buffer<std::uint64_t>(graph.points + 1);
        std::fill(result->rowOffsets.begin(), result->rowOffsets.end(), 0);
        return result;
    }
    const double mean = meanDistance(graph, used, context);
    const ConditionalWeights memberships{graph, used, conditionalWeights(graph, used, context, [&] {
                                             return MembershipKernel(used + 1, mean);
                                         })};
    symmetrize(
        memberships, *result, context,
        [&](double fraction) { context.progress(conditionalShare + (1 - conditionalShare) * fraction); },
        Joining::Union);
    return result;
}

} // namespace shoal
