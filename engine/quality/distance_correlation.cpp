// SPDX-License-Identifier: MIT
#include "quality/distance_correlation.h"

#include "core/parallel.h"
#include "core/random.h"
#include "neighbors/exact_squares.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace shoal {

namespace {

constexpr std::size_t groups = 20;
constexpr std::size_t sortedAtOnce = 16 * 1024;
constexpr std::size_t noGroup = std::numeric_limits<std::size_t>::max();
// Shares of the time taken.
constexpr double distancesEnd = 0.1;
constexpr double sortedEnd = 0.5;

/// The groups of a pair's points.
struct Pair {
    std::uint8_t first;
    std::uint8_t second;

    bool touches(std::size_t group) const { return first == group || second == group; }
};

struct Distance {
    double square;
    std::uint32_t pair;
    bool operator<(const Distance& other) const {
        return square != other.square ? square < other.square : pair < other.pair;
    }
};

/// All pairs of some points, dealt to the groups in turn.
std::vector<Pair> pairsOf(std::size_t points) {
    std::vector<Pair> pairs;
    pairs.reserve(points * (points - 1) / 2);
    const auto groupOf = [](std::size_t point) { return static_cast<std::uint8_t>(point % groups); };
    for (std::size_t first = 0; first < points; ++first)
        for (std::size_t second = first + 1; second < points; ++second)
            pairs.push_back({groupOf(first), groupOf(second)});
    return pairs;
}

/// In blocks, so that a stop is seen between them.
void sortDistances(std::vector<Distance>& distances, RunContext& context) {
    const auto at = [&](std::size_t i) { return distances.begin() + static_cast<std::ptrdiff_t>(i); };
    forBlocks(context, distances.size(), sortedAtOnce,
              [&](std::size_t begin, std::size_t end, std::size_t) { std::sort(at(begin), at(end)); });
    for (std::size_t sorted = sortedAtOnce; sorted < distances.size(); sorted *= 2)
        forBlocks(context, distances.size(), 2 * sorted,
                  [&](std::size_t begin, std::size_t end, std::size_t) {
                      std::inplace_merge(at(begin), at(std::min(begin + sorted, end)), at(end));
                  });
}

/// The distances of all pairs of the rows, ascending.
std::vector<Distance> sortedDistances(const Matrix& points, const std::vector<std::uint32_t>& rows,
                                      RunContext& context) {
    const std::size_t count = rows.size();
    std::vector<Distance> distances(count * (count - 1) / 2);
    forBlocks(context, count - 1, 1, [&](std::size_t first, std::size_t, std::size_t) {
        const auto others = std::span(rows).subspan(first + 1);
        std::vector<double> squares(others.size());
        exactSquares(points.data() + rows[first] * static_cast<std::size_t>(points.cols()), points, others,
                     squares.data());
        const std::size_t pair = first * (2 * count - first - 1) / 2;
        for (std::size_t i = 0; i < squares.size(); ++i)
            distances[pair + i] = {squares[i], static_cast<std::uint32_t>(pair + i)};
    });
    context.progress(distancesEnd);
    sortDistances(distances, context);
    return distances;
}

/// Ranks of the pairs from their mean rank, by pair; equal distances share their mean. Those that touch the
/// group are left out and have none.
std::vector<double> centeredRanks(const std::vector<Distance>& sorted, const std::vector<Pair>& pairs,
                                  std::size_t group) {
    std::vector<double> ranks(sorted.size());
    std::size_t before = 0; // pairs of smaller distances
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
        std::size_t equal = 0;
        for (end = begin; end < sorted.size() && sorted[end].square == sorted[begin].square; ++end)
            equal += pairs[sorted[end].pair].touches(group) ? 0 : 1;
        const double rank = static_cast<double>(before) + (static_cast<double>(equal) + 1) / 2;
        for (std::size_t i = begin; i < end; ++i)
            ranks[sorted[i].pair] = rank;
        before += equal;
    }
    const double mean = (static_cast<double>(before) + 1) / 2;
    for (std::size_t pair = 0; pair < pairs.size(); ++pair)
        ranks[pair] = pairs[pair].touches(group) ? 0 : ranks[pair] - mean;
    return ranks;
}

/// Not a number when the ranks of one of the two are all equal.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double products = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        products += a[i] * b[i];
        squaresOfA += a[i] * a[i];
        squaresOfB += b[i] * b[i];
    }
    return products / std::sqrt(squaresOfA * squaresOfB);
}

} // namespace

std::optional<Score> distanceCorrelation(const Matrix& data, const Matrix& embedding, std::size_t count,
                                         std::uint64_t seed, RunContext& context) {
    const auto points = static_cast<std::size_t>(data.rows());
    const std::vector<std::uint32_t> drawn = sampleRows(points, count, seed);
    if (drawn.size() < 2)
        return std::nullopt;
    const std::vector<Pair> pairs = pairsOf(drawn.size());
    RunContext inData = context.part(0, sortedEnd / 2);
    const std::vector<Distance> dataDistances = sortedDistances(data, drawn, inData);
    RunContext inEmbedding = context.part(sortedEnd / 2, sortedEnd);
    const std::vector<Distance> embeddingDistances = sortedDistances(embedding, drawn, inEmbedding);
    const auto without = [&](std::size_t group) {
        return correlation(centeredRanks(dataDistances, pairs, group),
                           centeredRanks(embeddingDistances, pairs, group));
    };
    Score score;
    score.value = without(noGroup);
    if (std::isnan(score.value))
        return std::nullopt;
    if (drawn.size() == points)
        return score;

    std::vector<double> parts(groups);
    forBlocks(context, groups, 1, [&](std::size_t group, std::size_t, std::size_t) {
        const double part = without(group);
        parts[group] = std::isnan(part) ? 0 : part; // without the one group that differs nothing is related
    });
    double mean = 0;
    for (const double part : parts)
        mean += part / groups;
    double squares = 0;
    for (const double part : parts)
        squares += (part - mean) * (part - mean);
    const double drawnShare = static_cast<double>(drawn.size()) / static_cast<double>(points);
    score.sampled = drawn.size();
    score.standardError = std::sqrt(squares * (groups - 1) / groups * (1 - drawnShare));
    return score;
}

} // namespace shoal
