// SPDX-License-Identifier: MIT
// How well an embedding keeps its data, near (KNN, trustworthiness), in the middle (KNC) and far (CPD), after
// Kobak & Berens 2019 ("The art of using t-SNE for single-cell transcriptomics").
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"
#include "data/column.h"
#include "quality/score.h"

#include <cstdint>
#include <optional>

namespace shoal {

struct QualityOptions {
    std::uint64_t seed = 0;
    std::size_t queries = 10'000; ///< points whose neighbours are looked at, each against all others
};

struct Quality {
    std::size_t neighbors = 0; ///< k of KNN and of trustworthiness: 10, or fewer where there are few points
    Score knn;
    Score trustworthiness;
    std::size_t classes = 0;          ///< that have points
    std::size_t classNeighbors = 0;   ///< k of KNC
    std::optional<Score> knc;         ///< needs three classes
    std::optional<Score> cpd;         ///< none when all distances of one of the two are equal
    std::optional<double> procrustes; ///< none when all points of one of the two are at one place
};

/// `data` (N × d) against `embedding` (N × any), both finite; distances are Euclidean. `classes` may be
/// nullptr. The same seed gives the same bits at any thread count. Throws Error when the numbers of points
/// differ or are below 3, and Stopped.
Quality measureQuality(const Matrix& data, const Matrix& embedding, const CategoricalColumn* classes,
                       const QualityOptions& options, RunContext& context);

} // namespace shoal
