// SPDX-License-Identifier: MIT
// UMAP's graph against umap-learn's on the same neighbours, and on graphs that are not full.
#include "brute_force_graph.h"
#include "core/error.h"
#include "dense_affinities.h"
#include "umap/fuzzy_graph.h"

#include <QtTest>

using namespace shoal;
using namespace shoal::test;

namespace {

std::shared_ptr<const Affinities> fuzzy(const NeighborGraph& graph, std::size_t neighbors, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) { return fuzzyGraph(graph, neighbors, context); });
}

} // namespace

class TestFuzzyGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asUmapLearn() {
        NeighborGraph graph = bruteForceGraph(referenceCells(), 30);
        shuffleOrder(graph, 7);
        const auto found = fuzzy(graph, 15);
        const Eigen::MatrixXd expected = referenceJoint("pbmc3k_200_umap15.joint", 200);
        QVERIFY(expected.sum() > 0);
        const Eigen::MatrixXd weights = dense(*found);
        QVERIFY(weights == weights.transpose());
        // umap-learn leaves its search for a width within 1e-5 of the sum.
        const double worst = (weights - expected).cwiseAbs().maxCoeff();
        QVERIFY2(worst <= 1e-4, qPrintable(QString::number(worst)));
    }

    void theNearestWeighOne() {
        const NeighborGraph graph = bruteForceGraph(gaussianClusters(300, 5, 4, 2), 14);
        const Eigen::MatrixXd weights = dense(*fuzzy(graph, 15));
        // w = a + b − ab is at least either of the two, so a row's nearest weighs 1.
        for (Eigen::Index row = 0; row < weights.rows(); ++row)
            QVERIFY(std::abs(weights.row(row).maxCoeff() - 1) <= 1e-6);
        QVERIFY(weights.diagonal().isZero());
        QVERIFY(weights.minCoeff() >= 0);
    }

    void duplicatesAndFewNeighbors() {
        Matrix points = gaussianClusters(60, 3, 2, 5);
        points.topRows(40).rowwise() = points.row(0).eval();
        NeighborGraph graph = bruteForceGraph(points, 14);
        graph.counts.assign(60, 14);
        graph.counts[50] = 3;
        graph.counts[51] = 0;
        const Eigen::MatrixXd weights = dense(*fuzzy(graph, 15));
        QVERIFY(weights.allFinite());
        QVERIFY(weights.maxCoeff() <= 1);
        QVERIFY(std::abs(weights(0, 1) - 1) <= 1e-6);
        QCOMPARE(fuzzy(bruteForceGraph(points.topRows(1), 0), 15)->columns.size(), std::size_t{0});
        QCOMPARE(dense(*fuzzy(bruteForceGraph(points.bottomRows(2), 1), 15))(0, 1), 1.0);
        QVERIFY_EXCEPTION_THROWN(fuzzy(graph, 1), Error);
    }

    void sameBitsAtAnyThreadCount() {
        const NeighborGraph graph = bruteForceGraph(gaussianClusters(1500, 5, 6, 3), 14);
        const auto one = fuzzy(graph, 15, 1);
        for (const int threads : {2, 8})
            QVERIFY(sameBits(one->weights, fuzzy(graph, 15, threads)->weights));
    }
};

QTEST_GUILESS_MAIN(TestFuzzyGraph)
#include "test_fuzzy_graph.moc"
