// SPDX-License-Identifier: MIT
// Kernels for conditionalWeights(): Gaussians of one perplexity or several, of one width, and none at all.
#pragma once

#include "affinity/row_calibration.h"
#include "core/buffer.h"

#include <vector>

namespace shoal {

/// A row's Gaussian at one perplexity. Where a row has too few neighbours for it, a third of their number.
class PerplexityKernel {
public:
    /// Of rows whose entries from `unthinned` on stand for `thinning` neighbours each.
    PerplexityKernel(std::size_t mostEntries, double perplexity, std::size_t unthinned, std::size_t thinning);
    PerplexityKernel(std::size_t mostNeighbors, double perplexity)
        : PerplexityKernel(mostNeighbors, perplexity, mostNeighbors, 1) {}
    void operator()(const float* distances, std::size_t count, float* weights);
    /// Of the last row; see calibrateRow().
    double logPrecision() const { return rowLogPrecision_; }

private:
    double perplexity_;
    std::size_t unthinned_;
    std::size_t thinning_;
    Buffer<double> scratch_;
    double searchStart_ = 0; // every scale has its own: another's is no guide
    double rowLogPrecision_ = 0;
};

/// The mean of a row's Gaussians at several perplexities, each of sum 1.
class MultiscaleKernel {
public:
    MultiscaleKernel(std::size_t mostNeighbors, const std::vector<double>& perplexities);
    void operator()(const float* distances, std::size_t count, float* weights);

private:
    std::vector<PerplexityKernel> scales_;
    std::vector<float> scale_;
    std::vector<double> sums_;
};

/// The mixture of a row's Gaussian densities √τ exp(−τd²/2), with a precision τ for each perplexity, divided
/// by its sum (Lee, Peluffo-Ordóñez & Verleysen 2015; openTSNE's MultiscaleMixture).
class MixtureKernel {
public:
    MixtureKernel(std::size_t mostNeighbors, const std::vector<double>& perplexities);
    void operator()(const float* distances, std::size_t count, float* weights);

private:
    void findShares(const float* distances, std::size_t count);

    std::vector<PerplexityKernel> scales_;
    std::vector<std::vector<float>> weights_;
    std::vector<double> logPrecisions_;
    std::vector<double> shares_;
    std::vector<double> sums_;
};

/// Gaussians of one width for all rows, each divided by its sum.
class FixedSigmaKernel {
public:
    explicit FixedSigmaKernel(double sigma)
        : sigma_(sigma) {}
    void operator()(const float* distances, std::size_t count, float* weights);

private:
    double sigma_;
    std::vector<double> values_;
};

} // namespace shoal
