// SPDX-License-Identifier: MIT
#include "quality/quality.h"

#include "core/count_text.h"
#include "core/error.h"
#include "quality/class_means.h"
#include "quality/distance_correlation.h"
#include "quality/neighbor_preservation.h"
#include "quality/procrustes.h"

#include <string>

namespace shoal {

namespace {

constexpr std::size_t neighborsWanted = 10;
// Kobak & Berens compare 10 class means, and 4 where there are few (12 and 15 classes).
constexpr std::size_t classNeighborsWanted = 10;
constexpr std::size_t classNeighborsOfFew = 4;
constexpr std::size_t mostOfFew = 20;
constexpr std::size_t distancePoints = 1000;

// Ends of the steps as shares of the whole, about as long as they take at a million points.
constexpr double neighborsEnd = 0.1;
constexpr double preservedEnd = 0.96;
constexpr double classesEnd = 0.98;
constexpr double distancesEnd = 0.99;

/// Neighbours in the embedding take the context's progress to `middle`, looking for them in the data the
/// rest.
NeighborPreservation preserved(const Matrix& data, const Matrix& embedding, std::size_t k,
                               const QualityOptions& options, double middle, const RunContext& context) {
    RunContext finding = context.part(0, middle);
    const auto graph = findNeighbors(embedding, {.k = k, .recall = 1}, finding);
    RunContext comparing = context.part(middle, 1);
    return comparePreserved(data, *graph, options.queries, options.seed, comparing);
}

std::size_t classNeighborsFor(std::size_t classes) {
    return comparableNeighbors(classes, classes > mostOfFew ? classNeighborsWanted : classNeighborsOfFew);
}

} // namespace

Quality measureQuality(const Matrix& data, const Matrix& embedding, const CategoricalColumn* classes,
                       const QualityOptions& options, RunContext& context) {
    const auto points = static_cast<std::size_t>(data.rows());
    if (data.rows() != embedding.rows())
        throw Error("The data has " + countText(points, "point") + ", the embedding " +
                    groupedText(static_cast<std::uint64_t>(embedding.rows())) +
                    "; measure an embedding with its own data.");
    Quality quality;
    quality.neighbors = comparableNeighbors(points, neighborsWanted);
    if (quality.neighbors == 0)
        throw Error("The quality of an embedding of " + countText(points, "point") +
                    " cannot be measured: use at least 3.");
    const NeighborPreservation near = preserved(data, embedding, quality.neighbors, options,
                                                neighborsEnd / preservedEnd, context.part(0, preservedEnd));
    quality.knn = near.overlap;
    quality.trustworthiness = near.trustworthiness;

    if (classes) {
        const Matrix inData = classMeans(data, *classes, context);
        quality.classes = static_cast<std::size_t>(inData.rows());
        quality.classNeighbors = classNeighborsFor(quality.classes);
        if (quality.classNeighbors > 0)
            quality.knc = preserved(inData, classMeans(embedding, *classes, context), quality.classNeighbors,
                                    options, 0.5, context.part(preservedEnd, classesEnd))
                              .overlap;
    }
    RunContext distances = context.part(classesEnd, distancesEnd);
    quality.cpd = distanceCorrelation(data, embedding, distancePoints, options.seed, distances);
    RunContext shapes = context.part(distancesEnd, 1);
    quality.procrustes = procrustesDistance(data, embedding, shapes);
    context.progress(1);
    return quality;
}

} // namespace shoal
