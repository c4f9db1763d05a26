// SPDX-License-Identifier: MIT
#include "neighbors/clusters.h"

#include "core/parallel.h"
#include "core/random.h"
#include "neighbors/tile_kernel.h"

#include <algorithm>
#include <numeric>

#include <tbb/enumerable_thread_specific.h>

namespace shoal {

namespace {

constexpr std::size_t assignBlock = 8 * QueryBlock::groupRows;
constexpr std::size_t centroidTile = 512;
constexpr std::size_t sampledPerCentroid = 40;
constexpr int rounds = 6;

std::vector<std::size_t> evenBounds(std::size_t count, std::size_t size) {
    std::vector<std::size_t> bounds;
    for (std::size_t begin = 0; begin < count; begin += size)
        bounds.push_back(begin);
    bounds.push_back(count);
    return bounds;
}

std::vector<std::uint32_t> identity(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    return order;
}

/// For each of `rows` of `points` a row of `centroids` as near as any but for rounding.
std::vector<std::uint32_t> nearestCentroids(const Matrix& points, std::span<const std::uint32_t> rows,
                                            const Matrix& centroids, RunContext& context,
                                            const std::function<void(double)>& progress) {
    const auto count = static_cast<std::size_t>(centroids.rows());
    const PackedTiles tiles(centroids, identity(count), evenBounds(count, centroidTile), context);
    std::vector<std::uint32_t> nearest(rows.size());
    tbb::enumerable_thread_specific<QueryBlock> blocks(
        [&] { return QueryBlock(assignBlock, static_cast<std::size_t>(points.cols()), 1); });
    std::atomic<std::size_t> done{0};
    forBlocks(context, rows.size(), assignBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        QueryBlock& block = blocks.local();
        block.assign(points, rows.subspan(begin, end - begin));
        for (std::size_t tile = 0; tile < tiles.tiles(); ++tile)
            block.visit(tiles, tile);
        for (std::size_t query = 0; query < block.size(); ++query) {
            block.prune(query);
            nearest[begin + query] = block.candidates(query)[0];
        }
        progress(static_cast<double>(done += end - begin) / static_cast<double>(rows.size()));
    });
    return nearest;
}

/// `rows` sorted by their cluster, in their given order within it.
Clusters gather(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> clusterOf,
                std::size_t count) {
    Clusters clusters;
    clusters.bounds.assign(count + 1, 0);
    for (const std::uint32_t cluster : clusterOf)
        ++clusters.bounds[cluster + 1];
    std::partial_sum(clusters.bounds.begin(), clusters.bounds.end(), clusters.bounds.begin());
    std::vector<std::size_t> next(clusters.bounds.begin(), clusters.bounds.end() - 1);
    clusters.order.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        clusters.order[next[clusterOf[i]]++] = rows[i];
    return clusters;
}

/// Moves each centroid to the mean of its cluster; that of an empty cluster stays.
void moveToMeans(const Matrix& points, const Clusters& clusters, Matrix& centroids, RunContext& context) {
    forBlocks(
        context, static_cast<std::size_t>(centroids.rows()), 16,
        [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t c = begin; c < end; ++c) {
                if (clusters.bounds[c] == clusters.bounds[c + 1])
                    continue;
                Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(points.cols());
                for (std::size_t i = clusters.bounds[c]; i < clusters.bounds[c + 1]; ++i)
                    sum += points.row(clusters.order[i]).cast<double>();
                centroids.row(static_cast<Eigen::Index>(c)) =
                    (sum / static_cast<double>(clusters.bounds[c + 1] - clusters.bounds[c])).cast<float>();
            }
        });
}

std::vector<std::uint32_t> sampleRows(std::size_t count, std::size_t size, std::uint64_t seed) {
    std::vector<std::uint32_t> rows = identity(count);
    RandomStream random(seed);
    for (std::size_t i = 0; i < size; ++i)
        std::swap(rows[i], rows[i + random.below(count - i)]);
    rows.resize(size);
    return rows;
}

} // namespace

void orderByHalves(const Matrix& points, std::span<std::uint32_t> rows, std::size_t leafSize) {
    if (rows.size() <= leafSize)
        return;
    Eigen::RowVectorXf mean = Eigen::RowVectorXf::Zero(points.cols());
    for (const std::uint32_t row : rows)
        mean += points.row(row);
    mean /= static_cast<float>(rows.size());
    // The main direction by power iteration, from the point farthest from the mean.
    Eigen::RowVectorXf direction = Eigen::RowVectorXf::Zero(points.cols());
    float farthest = 0;
    for (const std::uint32_t row : rows) {
        const float distance = (points.row(row) - mean).squaredNorm();
        if (distance > farthest) {
            farthest = distance;
            direction = points.row(row) - mean;
        }
    }
    if (farthest == 0)
        return;
    for (int iteration = 0; iteration < 3; ++iteration) {
        direction.normalize();
        Eigen::RowVectorXf next = Eigen::RowVectorXf::Zero(points.cols());
        for (const std::uint32_t row : rows)
            next += (points.row(row) - mean).dot(direction) * (points.row(row) - mean);
        if (!(next.squaredNorm() > 0))
            break;
        direction = next;
    }
    std::vector<std::pair<float, std::uint32_t>> projected;
    projected.reserve(rows.size());
    for (const std::uint32_t row : rows)
        projected.emplace_back((points.row(row) - mean).dot(direction), row);
    const std::size_t leaves = blockCount(rows.size(), leafSize);
    const std::size_t half = (leaves + 1) / 2 * leafSize;
    std::nth_element(projected.begin(), projected.begin() + static_cast<std::ptrdiff_t>(half),
                     projected.end());
    std::transform(projected.begin(), projected.end(), rows.begin(),
                   [](const auto& pair) { return pair.second; });
    orderByHalves(points, rows.first(half), leafSize);
    orderByHalves(points, rows.subspan(half), leafSize);
}

Clusters findClusters(const Matrix& points, std::size_t clusterSize, std::size_t groupSize,
                      std::uint64_t seed, RunContext& context, const std::function<void(double)>& progress) {
    const auto n = static_cast<std::size_t>(points.rows());
    const std::size_t count = std::max<std::size_t>(1, n / clusterSize);
    const std::vector<std::uint32_t> sample = sampleRows(n, std::min(n, count * sampledPerCentroid), seed);
    Matrix centroids(static_cast<Eigen::Index>(count), points.cols());
    for (std::size_t c = 0; c < count; ++c)
        centroids.row(static_cast<Eigen::Index>(c)) = points.row(sample[c]);

    const double sampleWork = static_cast<double>(sample.size()) * rounds;
    const double work = sampleWork + static_cast<double>(n);
    for (int round = 0; round < rounds; ++round) {
        const auto nearest = nearestCentroids(points, sample, centroids, context, [&](double fraction) {
            progress((round + fraction) * static_cast<double>(sample.size()) / work);
        });
        moveToMeans(points, gather(sample, nearest, count), centroids, context);
    }
    // Centroids in an order that keeps near ones together: so are their clusters.
    std::vector<std::uint32_t> centroidOrder = identity(count);
    orderByHalves(centroids, centroidOrder, 1);
    Matrix ordered(centroids.rows(), centroids.cols());
    for (std::size_t c = 0; c < count; ++c)
        ordered.row(static_cast<Eigen::Index>(c)) = centroids.row(centroidOrder[c]);

    const std::vector<std::uint32_t> all = identity(n);
    Clusters clusters =
        gather(all,
               nearestCentroids(points, all, ordered, context,
                                [&](double fraction) {
                                    progress((sampleWork + fraction * static_cast<double>(n)) / work);
                                }),
               count);
    forBlocks(context, count, 1, [&](std::size_t c, std::size_t, std::size_t) {
        orderByHalves(points,
                      std::span(clusters.order)
                          .subspan(clusters.bounds[c], clusters.bounds[c + 1] - clusters.bounds[c]),
                      groupSize);
    });
    std::vector<std::size_t> bounds;
    for (std::size_t c = 0; c < count; ++c) {
        const std::size_t size = clusters.bounds[c + 1] - clusters.bounds[c];
        const std::size_t parts = size > 2 * clusterSize ? blockCount(size, clusterSize) : size > 0;
        const std::size_t groups = blockCount(size, groupSize);
        for (std::size_t part = 0; part < parts; ++part)
            bounds.push_back(clusters.bounds[c] + groups * part / parts * groupSize);
    }
    bounds.push_back(n);
    clusters.bounds = std::move(bounds);
    return clusters;
}

} // namespace shoal
