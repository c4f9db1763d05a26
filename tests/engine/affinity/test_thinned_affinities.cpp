// SPDX-License-Identifier: MIT
// P of a thinned graph against P of all neighbours: what every point, every pair of clusters and the whole
// weigh.
#include "affinity/affinities.h"
#include "neighbors/thinned_neighbors.h"
#include "test_support.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

constexpr std::size_t clusters = 5;
constexpr double perplexity = 120;

std::shared_ptr<const Affinities> affinitiesOf(const Matrix& points, std::size_t thinning) {
    return withThreads(2, [&](RunContext& context) {
        const NeighborOptions options{
            .k = neighborsForPerplexity(static_cast<std::size_t>(points.rows()), perplexity)};
        const auto graph = findThinnedNeighbors(points, options, thinning, context);
        return perplexityAffinities(*graph, {perplexity}, context);
    });
}

struct Weighed {
    Eigen::VectorXd points;
    Eigen::MatrixXd clusterPairs;
    double sum = 0;
};

Weighed weigh(const Affinities& affinities) {
    Weighed weighed;
    weighed.points = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(affinities.points));
    weighed.clusterPairs = Eigen::MatrixXd::Zero(clusters, clusters);
    for (std::size_t row = 0; row < affinities.points; ++row)
        for (std::uint64_t entry = affinities.rowOffsets[row]; entry < affinities.rowOffsets[row + 1];
             ++entry) {
            const std::uint32_t from = affinities.pointOfRow[row];
            const std::uint32_t to = affinities.pointOfRow[affinities.columns[entry]];
            const double weight = affinities.weights[entry];
            weighed.points[from] += weight;
            weighed.clusterPairs(from % clusters, to % clusters) += weight;
            weighed.sum += weight;
        }
    return weighed;
}

} // namespace

class TestThinnedAffinities : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void weighsWhatAllNeighborsWeigh() {
        // Clouds that overlap, so that pairs of them weigh something.
        const Matrix points = gaussianClusters(4000, 3, clusters, 8);
        const auto all = affinitiesOf(points, 1);
        const auto thinned = affinitiesOf(points, 4);
        QVERIFY(thinned->columns.size() < all->columns.size() * 2 / 3);
        QCOMPARE(thinned->perplexity, perplexity);
        const Weighed expected = weigh(*all);
        const Weighed found = weigh(*thinned);
        QVERIFY(std::abs(found.sum - 1) < 1e-5);
        const Eigen::VectorXd shares = found.points.cwiseQuotient(expected.points);
        const double spread = std::sqrt((shares.array() - 1).square().mean());
        QVERIFY2(std::abs(shares.mean() - 1) < 0.01 && spread < 0.12, qPrintable(QString::number(spread)));
        for (std::size_t a = 0; a < clusters; ++a)
            for (std::size_t b = 0; b < clusters; ++b) {
                const double weight =
                    expected.clusterPairs(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
                const double error =
                    found.clusterPairs(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) - weight;
                QVERIFY2(std::abs(error) < 0.02 * weight + 2e-4, qPrintable(QString::number(error / weight)));
            }
        // Without counting what an entry stands for it would be off by the thinned share times ln 4, some 1.
        // The rest is of pairs that are among the nearest of one point and among the thinned of the other.
        QVERIFY2(std::abs(thinned->entropy - all->entropy) < 0.05,
                 qPrintable(QString::number(thinned->entropy - all->entropy)));
    }

    void lowerPerplexityUsesFewerEntries() {
        const Matrix points = gaussianClusters(2000, 3, clusters, 8);
        withThreads(2, [&](RunContext& context) {
            const auto graph = findThinnedNeighbors(points, {.k = 360}, 3, context);
            QCOMPARE(graph->reach(), std::size_t{360});
            QCOMPARE(perplexityAffinities(*graph, {60}, context)->perplexity, 60.0);
            // Within the nearest nothing is thinned.
            const auto low = perplexityAffinities(*graph, {30}, context);
            const auto plain =
                perplexityAffinities(*findNeighbors(points, {.k = 90}, context), {30}, context);
            QVERIFY(sameBits(low->weights, plain->weights));
            QCOMPARE(low->entropy, plain->entropy);
        });
    }
};

QTEST_APPLESS_MAIN(TestThinnedAffinities)
#include "test_thinned_affinities.moc"
