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

constexpr std::size_t assignBlock = 120;
constexpr std::size_t centroidTile = 512;
constexpr std::size_t sampledPerCentroid = 32;
constexpr int rounds = 5;

std::vector<std::uint32_t> identity(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    return order;
}

PackedTiles packCentroids(const Matrix& centroids, float factor, RunContext& context) {
    const auto count = static_cast<std::size_t>(centroids.rows());
    std::vector<std::size_t> bounds;
    for (std::size_t begin = 0; begin < count; begin += centroidTile)
        bounds.push_back(begin);
    bounds.push_back(count);
    return {centroids, identity(count), bounds, factor, context};
}

/// For each of the rows a centroid as near as any but for rounding.
std::vector<std::uint32_t> nearestCentroids(const Matrix& points, std::span<const std::uint32_t> rows,
                                            const Matrix& centroids, float factor, SearchProgress& progress,
                                            RunContext& context) {
    const PackedTiles tiles = packCentroids(centroids, factor, context);
    const std::vector<std::uint32_t> all = identity(assignBlock);
    tbb::enumerable_thread_specific<QueryBlock> blocks(
        [&] { return QueryBlock(assignBlock, tiles.dimensions(), 1); });
    std::vector<std::uint32_t> nearest(rows.size());
    forBlocks(context, rows.size(), assignBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        QueryBlock& block = blocks.local();
        block.assign(points, factor, rows.subspan(begin, end - begin));
        for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
            context.checkpoint();
            block.visit(tiles[tile], std::span(all).first(block.size()));
        }
        for (std::size_t query = 0; query < block.size(); ++query) {
            block.prune(query);
            nearest[begin + query] = block.candidates(query)[0];
        }
        progress.add(end - begin);
    });
    return nearest;
}

/// The rows sorted by cluster, in their given order within it; clusters may be empty.
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
    const auto count = static_cast<std::size_t>(centroids.rows());
    forBlocks(context, count, 16, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t c = begin; c < end; ++c) {
            const std::size_t size = clusters.bounds[c + 1] - clusters.bounds[c];
            if (size == 0)
                continue;
            Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(points.cols());
            for (std::size_t i = clusters.bounds[c]; i < clusters.bounds[c + 1]; ++i)
                sum += points.row(clusters.order[i]).cast<double>();
            centroids.row(static_cast<Eigen::Index>(c)) = (sum / static_cast<double>(size)).cast<float>();
        }
    });
}

/// `size` of the rows, drawn at random.
std::vector<std::uint32_t> sampleRows(std::span<const std::uint32_t> from, std::size_t size,
                                      std::uint64_t seed) {
    std::vector<std::uint32_t> rows(from.begin(), from.end());
    RandomStream random(seed);
    for (std::size_t i = 0; i < size; ++i)
        std::swap(rows[i], rows[i + random.below(rows.size() - i)]);
    rows.resize(size);
    return rows;
}

/// The rows' mean, and the direction in which they spread most, by power iteration from the row farthest from
/// the mean; 0 where all are one.
Eigen::RowVectorXd mainDirection(const Matrix& points, std::span<const std::uint32_t> rows,
                                 Eigen::RowVectorXd& mean) {
    constexpr int iterations = 3;
    mean = Eigen::RowVectorXd::Zero(points.cols());
    for (const std::uint32_t row : rows)
        mean += points.row(row).cast<double>();
    mean /= static_cast<double>(rows.size());
    Eigen::RowVectorXd direction = Eigen::RowVectorXd::Zero(points.cols());
    double farthest = 0;
    for (const std::uint32_t row : rows) {
        const Eigen::RowVectorXd offset = points.row(row).cast<double>() - mean;
        const double square = offset.squaredNorm();
        if (square > farthest) {
            farthest = square;
            direction = offset;
        }
    }
    for (int iteration = 0; iteration < iterations && farthest > 0; ++iteration) {
        direction.normalize();
        Eigen::RowVectorXd next = Eigen::RowVectorXd::Zero(points.cols());
        for (const std::uint32_t row : rows) {
            const Eigen::RowVectorXd offset = points.row(row).cast<double>() - mean;
            next += offset.dot(direction) * offset;
        }
        direction = next;
    }
    return direction;
}

/// Numbers the rows so that near ones lie near each other: halves them along their main direction, down to
/// `leafSize`; every half but the last holds a multiple of it.
void orderByHalves(const Matrix& points, std::span<std::uint32_t> rows, std::size_t leafSize,
                   RunContext& context) {
    if (rows.size() <= leafSize)
        return;
    context.checkpoint();
    Eigen::RowVectorXd mean;
    const Eigen::RowVectorXd direction = mainDirection(points, rows, mean);
    std::vector<std::pair<double, std::uint32_t>> projected;
    projected.reserve(rows.size());
    for (const std::uint32_t row : rows)
        projected.emplace_back((points.row(row).cast<double>() - mean).dot(direction), row);
    const std::size_t half = (blockCount(rows.size(), leafSize) + 1) / 2 * leafSize;
    std::nth_element(projected.begin(), projected.begin() + static_cast<std::ptrdiff_t>(half),
                     projected.end());
    // In the rows' own order within each half, whatever nth_element left behind.
    const auto byRow = [](const auto& a, const auto& b) { return a.second < b.second; };
    std::sort(projected.begin(), projected.begin() + static_cast<std::ptrdiff_t>(half), byRow);
    std::sort(projected.begin() + static_cast<std::ptrdiff_t>(half), projected.end(), byRow);
    std::transform(projected.begin(), projected.end(), rows.begin(),
                   [](const auto& pair) { return pair.second; });
    orderByHalves(points, rows.first(half), leafSize, context);
    orderByHalves(points, rows.subspan(half), leafSize, context);
}

} // namespace

Matrix findCentroids(const Matrix& points, std::span<const std::uint32_t> rows, std::size_t count,
                     float factor, std::uint64_t seed, SearchProgress& progress, double progressEnd,
                     RunContext& context) {
    const std::vector<std::uint32_t> sample =
        sampleRows(rows, std::min(rows.size(), count * sampledPerCentroid), seed);
    Matrix centroids(static_cast<Eigen::Index>(count), points.cols());
    for (std::size_t c = 0; c < count; ++c)
        centroids.row(static_cast<Eigen::Index>(c)) = points.row(sample[c]);
    progress.begin(progressEnd, sample.size() * rounds);
    for (int round = 0; round < rounds; ++round)
        moveToMeans(
            points,
            gather(sample, nearestCentroids(points, sample, centroids, factor, progress, context), count),
            centroids, context);
    std::vector<std::uint32_t> order = identity(count);
    orderByHalves(centroids, order, 1, context);
    Matrix ordered(centroids.rows(), centroids.cols());
    for (std::size_t c = 0; c < count; ++c)
        ordered.row(static_cast<Eigen::Index>(c)) = centroids.row(order[c]);
    return ordered;
}

Clusters gatherByCentroids(const Matrix& points, std::span<const std::uint32_t> rows, const Matrix& centroids,
                           std::size_t size, float factor, SearchProgress& progress, double progressEnd,
                           RunContext& context) {
    const auto count = static_cast<std::size_t>(centroids.rows());
    progress.begin(progressEnd, rows.size());
    Clusters clusters =
        gather(rows, nearestCentroids(points, rows, centroids, factor, progress, context), count);
    const auto sizeOf = [&](std::size_t c) { return clusters.bounds[c + 1] - clusters.bounds[c]; };
    const auto leafOf = [&](std::size_t c) {
        const std::size_t parts = blockCount(sizeOf(c), size);
        return sizeOf(c) > 2 * size
                   ? blockCount(blockCount(sizeOf(c), parts), Tile::panelWidth) * Tile::panelWidth
                   : sizeOf(c);
    };
    forBlocks(context, count, 1, [&](std::size_t c, std::size_t, std::size_t) {
        orderByHalves(points, std::span(clusters.order).subspan(clusters.bounds[c], sizeOf(c)), leafOf(c),
                      context);
    });
    std::vector<std::size_t> bounds;
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t begin = clusters.bounds[c]; begin < clusters.bounds[c + 1]; begin += leafOf(c))
            bounds.push_back(begin);
    bounds.push_back(rows.size());
    clusters.bounds = std::move(bounds);
    return clusters;
}

} // namespace shoal
