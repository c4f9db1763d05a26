// SPDX-License-Identifier: MIT
// UMAP's moves against the same moves in double, its draws against their rates, its maps against
// umap-learn's.
#include "brute_force_graph.h"
#include "core/error.h"
#include "dense_affinities.h"
#include "quality/quality.h"
#include "umap/fuzzy_graph.h"
#include "umap/layout.h"

#include <QtTest>

#include <stop_token>

using namespace shoal;
using namespace shoal::test;

namespace {

struct Example {
    Matrix points;
    std::shared_ptr<const Affinities> graph;
    Positions start;
};

Example clusters(std::size_t points) {
    Example example;
    example.points = gaussianClusters(points, 10, 5, 4);
    NeighborGraph neighbors = bruteForceGraph(example.points, 14);
    shuffleOrder(neighbors, 7);
    example.graph = withThreads(2, [&](RunContext& context) { return fuzzyGraph(neighbors, 15, context); });
    example.start = umapStart(example.points.leftCols(2), 1);
    return example;
}

UmapOptions usual(std::size_t epochs) {
    UmapOptions options;
    options.curve = fitUmapCurve(0.1, 1);
    options.epochs = epochs;
    return options;
}

Positions embedded(const Example& example, const UmapOptions& options, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        UmapState state(*example.graph, example.start, 3, context);
        advance(state, options, options.epochs, context);
        return state.positions();
    });
}

/// One epoch without negative samples in double, by the formula of the gradient.
Eigen::MatrixX2d epochInDouble(const SamplingPlan& plan, const Affinities& graph, Eigen::MatrixX2d rows,
                               const UmapCurve& curve, double rate) {
    for (const SamplingPlan::Round& round : plan.rounds) {
        const Eigen::MatrixX2d before = rows;
        for (std::size_t row = 0; row < graph.points; ++row)
            for (std::uint64_t i = round.offsets[row]; i < round.offsets[row + 1]; ++i) {
                if (std::abs(round.draws[i].rate) < 1)
                    continue; // the first epoch draws only what is drawn in every one
                const auto own = static_cast<Eigen::Index>(row);
                const Eigen::RowVector2d apart = rows.row(own) - before.row(round.draws[i].other);
                const double d = apart.norm();
                const double pull = -2 * curve.a * curve.b * std::pow(d, 2 * curve.b - 2) /
                                    (1 + curve.a * std::pow(d, 2 * curve.b));
                rows.row(own) += rate * (pull * apart).cwiseMax(-4).cwiseMin(4);
            }
    }
    return rows;
}

} // namespace

class TestUmapLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPairIsPlannedFromBothEnds() {
        const Example example = clusters(400);
        const SamplingPlan plan =
            withThreads(2, [&](RunContext& context) { return planSampling(*example.graph, 9, context); });
        const auto size = static_cast<Eigen::Index>(example.graph->points);
        Eigen::MatrixXd drawnFrom = Eigen::MatrixXd::Zero(size, size);
        Eigen::MatrixXd drawnTo = Eigen::MatrixXd::Zero(size, size);
        for (const SamplingPlan::Round& round : plan.rounds) {
            Eigen::MatrixXi from = Eigen::MatrixXi::Zero(size, size);
            for (std::size_t row = 0; row < example.graph->points; ++row)
                for (std::uint64_t i = round.offsets[row]; i < round.offsets[row + 1]; ++i) {
                    const auto [other, rate] = round.draws[i];
                    (rate > 0 ? drawnFrom : drawnTo)(static_cast<Eigen::Index>(row), other) += std::abs(rate);
                    from(static_cast<Eigen::Index>(row), other) += rate > 0 ? 1 : 0;
                    from(other, static_cast<Eigen::Index>(row)) -= rate > 0 ? 0 : 1;
                }
            QVERIFY(from.isZero()); // both ends of a draw move in the same round
        }
        Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(size, size);
        const Affinities& graph = *example.graph;
        for (std::size_t row = 0; row < graph.points; ++row)
            for (std::uint64_t entry = graph.rowOffsets[row]; entry < graph.rowOffsets[row + 1]; ++entry)
                weights(static_cast<Eigen::Index>(row), graph.columns[entry]) = graph.weights[entry];
        QCOMPARE(drawnFrom, weights); // the largest weight is 1
        QCOMPARE(drawnTo, weights);
    }

    void firstEpochAgainstDouble() {
        const Example example = clusters(400);
        UmapOptions options = usual(10);
        options.negativeRate = 0;
        const auto [found, expected] = withThreads(2, [&](RunContext& context) {
            UmapState state(*example.graph, example.start, 3, context);
            const auto& order = example.graph->pointOfRow;
            Eigen::MatrixX2d rows(example.start.rows(), 2);
            for (std::size_t row = 0; row < order.size(); ++row)
                rows.row(static_cast<Eigen::Index>(row)) = example.start.row(order[row]).cast<double>();
            rows = epochInDouble(planSampling(*example.graph, 3, context), *example.graph, rows,
                                 options.curve, 1);
            Eigen::MatrixX2d inOrder(rows.rows(), 2);
            for (std::size_t row = 0; row < order.size(); ++row)
                inOrder.row(order[row]) = rows.row(static_cast<Eigen::Index>(row));
            advance(state, options, 1, context);
            return std::pair{Eigen::MatrixX2d(state.positions().cast<double>()), inOrder};
        });
        const double moved = (expected - example.start.cast<double>()).norm();
        QVERIFY(moved > 1);
        const double error = (found - expected).norm() / moved;
        QVERIFY2(error <= 2e-3, qPrintable(QString::number(error)));
    }

    void negativeSamplesPushApart() {
        // Two pairs: within a pair the points attract each other, the pairs know nothing of each other.
        Matrix points(4, 1);
        points << 0, 1, 10, 11;
        const auto graph = withThreads(
            2, [&](RunContext& context) { return fuzzyGraph(bruteForceGraph(points, 1), 2, context); });
        Positions start(4, 2);
        start << 0, 0, 0, 0.1F, 0.2F, 0, 0.2F, 0.1F;
        const auto between = [&](double negativeRate) {
            UmapOptions options = usual(200);
            options.negativeRate = negativeRate;
            const Positions map = embedded({points, graph, start}, options);
            return (map.row(0) + map.row(1) - map.row(2) - map.row(3)).norm() / 2;
        };
        QVERIFY(between(5) > 3);
        QVERIFY(between(0) < 0.5);
    }

    void sameBitsAtAnyThreadCountAndInPieces() {
        const Example example = clusters(5000);
        const UmapOptions options = usual(20);
        const Positions one = embedded(example, options, 1);
        for (const int threads : {2, 8})
            QVERIFY(sameBits(one, embedded(example, options, threads)));
        const Positions pieces = withThreads(2, [&](RunContext& context) {
            UmapState state(*example.graph, example.start, 3, context);
            for (const std::size_t epochs : {1, 7, 100})
                advance(state, options, epochs, context);
            return state.positions();
        });
        QVERIFY(sameBits(one, pieces));
    }

    void stoppedItIsAtTheBeginningOfAnEpoch() {
        const Example example = clusters(5000);
        const UmapOptions options = usual(20);
        std::stop_source stop;
        tbb::task_arena arena(2);
        RunContext context(arena, stop.get_token());
        UmapState state(*example.graph, example.start, 3, context);
        advance(state, options, 5, context);
        const Positions before = state.positions();
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(advance(state, options, 5, context), Stopped);
        QVERIFY(sameBits(before, state.positions()));
        QCOMPARE(state.epoch(), std::size_t{5});
    }

    void nastyStartsStayFinite() {
        Example example = clusters(300);
        for (const float scale : {0.0F, 1e-20F, 1e6F}) {
            example.start = umapStart(example.points.leftCols(2), 1) * scale;
            const Positions map = embedded(example, usual(50));
            QVERIFY(map.allFinite());
        }
        QVERIFY(umapStart(Positions::Zero(5, 2), 1).allFinite());
        QCOMPARE(umapStart(Positions(0, 2), 1).rows(), 0);
    }

    void keepsNeighbors() {
        const Example example = clusters(2000);
        const auto qualityOf = [&](const Positions& map) {
            return withThreads(2, [&](RunContext& context) {
                return measureQuality(example.points, map, nullptr, {}, context);
            });
        };
        const Quality start = qualityOf(example.start);
        const Quality end = qualityOf(embedded(example, usual(500)));
        qInfo("KNN %.3f to %.3f, trustworthiness %.3f to %.3f", start.knn.value, end.knn.value,
              start.trustworthiness.value, end.trustworthiness.value);
        QVERIFY(end.knn.value > 3 * start.knn.value);
        QVERIFY(end.trustworthiness.value > 0.9);
    }
};

QTEST_GUILESS_MAIN(TestUmapLayout)
#include "test_umap_layout.moc"
