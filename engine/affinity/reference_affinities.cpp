// SPDX-License-Identifier: MIT
#include "affinity/reference_affinities.h"

#include "affinity/affinities.h"
#include "affinity/row_calibration.h"
#include "core/error.h"
#include "core/parallel.h"

#include <algorithm>
#include <cmath>

namespace shoal {

ReferenceAffinities referenceAffinities(const ReferenceNeighbors& neighbors, double perplexity,
                                        RunContext& context) {
    if (!std::isfinite(perplexity) || perplexity < 1)
        throw Error("The perplexity of the new points must be a number of at least 1, such as 5.");
    constexpr std::size_t blockRows = 512;
    ReferenceAffinities result;
    result.points = neighbors.queries();
    result.k = std::min(neighbors.k, neighborsForPerplexity(neighbors.k + 1, perplexity));
    result.perplexity = std::max(1.0, std::min(perplexity, static_cast<double>(result.k) / 3));
    result.indices = Buffer<std::uint32_t>(result.points * result.k);
    result.weights = Buffer<float>(result.points * result.k);
    forBlocks(context, result.points, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        Buffer<double> scratch(calibrationScratch(result.k));
        double logPrecision = 0;
        for (std::size_t point = begin; point < end; ++point) {
            std::copy_n(neighbors.neighborsOf(point).data(), result.k,
                        result.indices.data() + point * result.k);
            calibrateRow({neighbors.distancesOf(point).data(), result.k, result.k, 1}, result.perplexity,
                         scratch.data(), logPrecision, result.weights.data() + point * result.k);
        }
    });
    return result;
}

} // namespace shoal
