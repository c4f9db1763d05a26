// SPDX-License-Identifier: MIT
#include "affinity/gaussian_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal {

namespace {

/// A sum of 1 turned into floats; what is too small is 0, as calibrateRow() has it.
void store(const std::vector<double>& values, std::size_t count, double sum, float* weights) {
    for (std::size_t j = 0; j < count; ++j) {
        const auto weight = static_cast<float>(values[j] / sum);
        weights[j] = weight < smallestConditionalWeight ? 0.0f : weight;
    }
}

double finiteSquare(float distance) {
    const double finite = std::min(distance, std::numeric_limits<float>::max());
    return finite * finite;
}

} // namespace

PerplexityKernel::PerplexityKernel(std::size_t mostEntries, double perplexity, std::size_t unthinned,
                                   std::size_t thinning)
    : perplexity_(perplexity)
    , unthinned_(unthinned)
    , thinning_(thinning)
    , scratch_(calibrationScratch(mostEntries)) {}

void PerplexityKernel::operator()(const float* distances, std::size_t count, float* weights) {
    const std::size_t plain = std::min(count, unthinned_);
    const std::size_t neighbors = plain + thinning_ * (count - plain);
    const double most = std::max(1.0, static_cast<double>(neighbors) / 3);
    // The number of neighbours is rounded down: that alone does not lower the perplexity.
    const bool tooFew = 3 * perplexity_ >= static_cast<double>(neighbors + 1);
    rowLogPrecision_ = calibrateRow({distances, count, unthinned_, thinning_}, tooFew ? most : perplexity_,
                                    scratch_.data(), searchStart_, weights);
}

MultiscaleKernel::MultiscaleKernel(std::size_t mostNeighbors, const std::vector<double>& perplexities)
    : scale_(mostNeighbors)
    , sums_(mostNeighbors) {
    for (const double perplexity : perplexities)
        scales_.emplace_back(mostNeighbors, perplexity);
}

void MultiscaleKernel::operator()(const float* distances, std::size_t count, float* weights) {
    std::fill_n(sums_.begin(), count, 0.0);
    for (PerplexityKernel& scale : scales_) {
        scale(distances, count, scale_.data());
        for (std::size_t j = 0; j < count; ++j)
            sums_[j] += scale_[j];
    }
    store(sums_, count, static_cast<double>(scales_.size()), weights);
}

MixtureKernel::MixtureKernel(std::size_t mostNeighbors, const std::vector<double>& perplexities)
    : weights_(perplexities.size(), std::vector<float>(mostNeighbors))
    , logPrecisions_(perplexities.size())
    , shares_(perplexities.size())
    , sums_(mostNeighbors) {
    for (const double perplexity : perplexities)
        scales_.emplace_back(mostNeighbors, perplexity);
}

void MixtureKernel::findShares(const float* distances, std::size_t count) {
    // Of scale h: Σ_j √τ exp(−τ d_j²/2) = exp(ln τ/2 − τ d_0²/2) / w_0, where w are its weights of sum 1.
    const double nearest = finiteSquare(distances[0]);
    const auto narrow = [](double logPrecision) { return std::isinf(logPrecision); };
    const bool allNarrow = std::all_of(logPrecisions_.begin(), logPrecisions_.end(), narrow);
    // The limit τ → ∞ is all of the mixture where the nearest lie at no distance, and nothing elsewhere.
    const bool limitWins = allNarrow || nearest == 0;
    const bool anyNarrow = std::any_of(logPrecisions_.begin(), logPrecisions_.end(), narrow);
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t h = 0; h < shares_.size(); ++h) {
        const double precision = std::exp(logPrecisions_[h]);
        if (narrow(logPrecisions_[h]))
            shares_[h] = limitWins ? 0 : -std::numeric_limits<double>::infinity();
        else if (anyNarrow && limitWins)
            shares_[h] = -std::numeric_limits<double>::infinity();
        else
            shares_[h] = logPrecisions_[h] / 2 - precision * nearest / 2 -
                         std::log(static_cast<double>(weights_[h][0]));
        largest = std::max(largest, shares_[h]);
    }
    double sum = 0;
    for (double& share : shares_)
        sum += share = std::exp(share - largest);
    for (double& share : shares_)
        share /= sum;
    std::fill_n(sums_.begin(), count, 0.0);
}

void MixtureKernel::operator()(const float* distances, std::size_t count, float* weights) {
    for (std::size_t h = 0; h < scales_.size(); ++h) {
        scales_[h](distances, count, weights_[h].data());
        logPrecisions_[h] = scales_[h].logPrecision();
    }
    findShares(distances, count);
    for (std::size_t h = 0; h < scales_.size(); ++h)
        for (std::size_t j = 0; j < count; ++j)
            sums_[j] += shares_[h] * static_cast<double>(weights_[h][j]);
    store(sums_, count, 1, weights);
}

void FixedSigmaKernel::operator()(const float* distances, std::size_t count, float* weights) {
    values_.resize(std::max(values_.size(), count));
    // Without the smallest d² first a narrow Gaussian would be 0 everywhere.
    const double nearest = finiteSquare(distances[0]);
    double sum = 0;
    for (std::size_t j = 0; j < count; ++j) {
        const double excess = finiteSquare(distances[j]) - nearest;
        sum += values_[j] = std::exp(-(excess / sigma_ / sigma_ / 2));
    }
    store(values_, count, sum, weights);
}

} // namespace shoal
