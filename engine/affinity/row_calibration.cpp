// SPDX-License-Identifier: MIT
#include "affinity/row_calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "affinity/row_calibration.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h includes this file once per target: Highway's own headers come after it.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace shoal::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Doubles = hn::ScalableTag<double>;

// exp(−τ·farthest) is 0 for every τ in question, and its square is finite.
constexpr double farthest = 1e100;
constexpr double entropyTolerance = 1e-9;
constexpr int maxEvaluations = 200;

struct Moments {
    double sum;    // Z
    double first;  // Σ x e^(−τx)
    double second; // Σ x² e^(−τx)
};

double total(hn::Vec<Doubles> v) {
    return hn::GetLane(hn::SumOfLanes(Doubles(), v));
}

Moments evaluate(const double* HWY_RESTRICT excess, double* HWY_RESTRICT kernel, std::size_t begin,
                 std::size_t end, double precision) {
    const Doubles d;
    const auto minusPrecision = hn::Set(d, -precision);
    auto sum = hn::Zero(d);
    auto first = hn::Zero(d);
    auto second = hn::Zero(d);
    for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
        const auto x = hn::Load(d, excess + i);
        const auto e = hn::Exp(d, hn::Mul(minusPrecision, x));
        hn::Store(e, d, kernel + i);
        const auto weighted = hn::Mul(e, x);
        sum = hn::Add(sum, e);
        first = hn::Add(first, weighted);
        second = hn::MulAdd(weighted, x, second);
    }
    return {total(sum), total(first), total(second)};
}

/// How many neighbours the first `entries` of a row stand for.
double represented(const RowDistances& row, std::size_t entries) {
    const std::size_t plain = std::min(entries, row.unthinned);
    return static_cast<double>(plain + row.thinning * (entries - plain));
}

void shareEvenly(const RowDistances& row, std::size_t ties, float* weights) {
    const double share = 1 / represented(row, ties);
    for (std::size_t j = 0; j < row.count; ++j) {
        const auto multiplicity = static_cast<double>(j < row.unthinned ? 1 : row.thinning);
        weights[j] = j < ties ? static_cast<float>(share * multiplicity) : 0.0f;
    }
}

double calibrate(const RowDistances& row, double perplexity, double* HWY_RESTRICT scratch,
                 double& logPrecision, float* HWY_RESTRICT weights) {
    const float* HWY_RESTRICT distances = row.distances;
    const std::size_t count = row.count;
    const std::size_t lanes = hn::Lanes(Doubles());
    const std::size_t padded = (count + lanes - 1) / lanes * lanes;
    double* excess = scratch;
    double* kernel = scratch + calibrationScratch(count) / 2;

    // The smallest d² goes first, in double: a large common offset would otherwise swallow the differences.
    const auto square = [](float distance) {
        const double finite = std::min(distance, std::numeric_limits<float>::max());
        return finite * finite;
    };
    const double nearest = square(distances[0]);
    for (std::size_t j = 0; j < count; ++j)
        excess[j] = square(distances[j]) - nearest;
    std::size_t ties = 1;
    while (ties < count && excess[ties] <= 0)
        ++ties;
    if (ties == count || represented(row, ties) >= perplexity) {
        shareEvenly(row, ties, weights);
        return std::numeric_limits<double>::infinity();
    }
    const auto pointedAt = static_cast<std::size_t>(perplexity);
    const std::size_t entry =
        pointedAt < row.unthinned ? pointedAt : row.unthinned + (pointedAt - row.unthinned) / row.thinning;
    const std::size_t plain = row.unthinned < count ? row.unthinned : padded;
    const auto multiplicity = static_cast<double>(row.thinning);
    // In units of the neighbour that the perplexity points at, the precision is of the order of 1 in every
    // row.
    const double unit = 1 / excess[std::min(entry, count - 1)];
    for (std::size_t j = 0; j < count; ++j)
        excess[j] = std::min(excess[j] * unit, farthest);
    std::fill(excess + count, excess + padded, farthest);

    // Newton for H(u) = ln(perplexity) in u = ln τ, where H is nearly straight: dH/du = −τ² Var(x). H falls
    // with u.
    const double target = std::log(perplexity);
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    double u = logPrecision;
    double sum = 1;
    for (int evaluation = 0; evaluation < maxEvaluations; ++evaluation) {
        const double precision = std::exp(u);
        Moments moments = evaluate(excess, kernel, 0, plain, precision);
        if (plain < padded) {
            const Moments thinned = evaluate(excess, kernel, plain, padded, precision);
            moments.sum += multiplicity * thinned.sum;
            moments.first += multiplicity * thinned.first;
            moments.second += multiplicity * thinned.second;
        }
        sum = moments.sum;
        const double mean = moments.first / sum;
        const double excessEntropy = std::log(sum) + precision * mean - target;
        if (std::abs(excessEntropy) <= entropyTolerance)
            break;
        (excessEntropy > 0 ? low : high) = u;
        const double slope = precision * precision * (moments.second / sum - mean * mean);
        constexpr double longestStep = 4;
        const double step = slope > 0 ? std::clamp(excessEntropy / slope, -longestStep, longestStep)
                                      : std::copysign(longestStep, excessEntropy);
        u += step;
        if (u <= low || u >= high)
            u = (low + high) / 2;
    }
    logPrecision = u;
    const double scale = 1 / sum;
    for (std::size_t j = 0; j < count; ++j) {
        const auto weight = static_cast<float>(kernel[j] * scale * (j < plain ? 1 : multiplicity));
        weights[j] = weight < smallestConditionalWeight ? 0.0f : weight;
    }
    // The search went by exp(−τx), the row's Gaussian is exp(−τd²/2).
    return u + std::log(2 * unit);
}

double weightLogWeight(const float* HWY_RESTRICT weights, std::size_t count) {
    const Doubles d;
    const hn::Rebind<float, Doubles> f;
    const std::size_t lanes = hn::Lanes(d);
    auto sum = hn::Zero(d);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        const auto p = hn::PromoteTo(d, hn::LoadU(f, weights + i));
        // 0 ln 0 is 0: the smallest double stands in for 0 inside the logarithm.
        sum = hn::MulAdd(p, hn::Log(d, hn::Max(p, hn::Set(d, std::numeric_limits<double>::min()))), sum);
    }
    double rest = 0;
    for (; i < count; ++i)
        rest += weights[i] > 0 ? weights[i] * std::log(static_cast<double>(weights[i])) : 0.0;
    return total(sum) + rest;
}

} // namespace
} // namespace shoal::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace shoal {

HWY_EXPORT(calibrate);
HWY_EXPORT(weightLogWeight);

std::size_t calibrationScratch(std::size_t count) {
    // Of any target, not of the one this line is compiled for.
    constexpr std::size_t widestVector = 256 / sizeof(double);
    return 2 * ((count + widestVector - 1) / widestVector * widestVector);
}

double calibrateRow(const RowDistances& row, double perplexity, double* scratch, double& logPrecision,
                    float* weights) {
    return HWY_DYNAMIC_DISPATCH(calibrate)(row, perplexity, scratch, logPrecision, weights);
}

double sumWeightLogWeight(const float* weights, std::size_t count) {
    return HWY_DYNAMIC_DISPATCH(weightLogWeight)(weights, count);
}

} // namespace shoal
#endif
