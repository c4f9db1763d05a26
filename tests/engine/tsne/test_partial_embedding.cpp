// SPDX-License-Identifier: MIT
#include "tsne/partial_embedding.h"

#include "core/error.h"
#include "initialization/placement.h"
#include "test_support.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace shoal;
using namespace shoal::test;

namespace {

struct Cells {
    Matrix known{150, 50};
    Matrix added{50, 50};
    Positions map, placed, after1, after10, after250; // openTSNE's
};

Cells referenceMap() {
    Cells cells;
    const Matrix all = referenceCells();
    for (Eigen::Index i = 0; i < 200; ++i)
        (i % 4 == 3 ? cells.added.row(i / 4) : cells.known.row(i - i / 4)) = all.row(i);
    const auto values = readReference<float>("transform.f32");
    const Eigen::Map<const Positions> rows(values.data(), 350, 2);
    cells.map = rows.topRows(150);
    cells.placed = rows.middleRows(150, 50);
    cells.after1 = rows.middleRows(200, 50);
    cells.after10 = rows.middleRows(250, 50);
    cells.after250 = rows.middleRows(300, 50);
    return cells;
}

ReferenceAffinities affinitiesTo(const Matrix& known, const Matrix& added, double perplexity) {
    return withThreads(2, [&](RunContext& context) {
        return referenceAffinities(findReferenceNeighbors(added, known, 15, context), perplexity, context);
    });
}

Positions moved(const Positions& map, const ReferenceAffinities& affinities, const Positions& start,
                std::size_t iterations, const PartialOptions& options = {}, int threads = 2) {
    return withThreads(threads, [&](RunContext& context) {
        PartialEmbedding embedding(map, affinities, start, context);
        embedding.advance(options, iterations, false, context);
        return embedding.positions();
    });
}

Positions wideMap(std::size_t points, double span, std::uint64_t seed) {
    Positions map = gaussianClusters(points, 2, 20, seed);
    const float now = map.maxCoeff() - map.minCoeff();
    return map * static_cast<float>(span / static_cast<double>(now));
}

ReferenceRepulsion::Force summed(const Positions& map, double x, double y, double dof = 1) {
    ReferenceRepulsion::Force force;
    for (Eigen::Index i = 0; i < map.rows(); ++i) {
        const double dx = x - static_cast<double>(map(i, 0));
        const double dy = y - static_cast<double>(map(i, 1));
        const double base = 1 + (dx * dx + dy * dy) / dof;
        force.x += std::pow(base, -dof - 1) * dx;
        force.y += std::pow(base, -dof - 1) * dy;
        force.z += std::pow(base, -dof);
    }
    return force;
}

} // namespace

class TestPartialEmbedding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesWhereOpenTsneGoes();
    void repulsionEqualsSums_data();
    void repulsionEqualsSums();
    void placesOutsideOfTheMapAreSummed();
    void klIsTheMeanOfTheRows_data();
    void klIsTheMeanOfTheRows();
    void forcesAreTheSlopeOfKl();
    void gradientsAreClipped();
    void newPointsDoNotSeeEachOther();
    void theMapStaysAsItIs();
    void pointsOfTheMapStayNearThemselves();
    void sameBitsAtAnyThreadCount();
    void stopsBetweenWholeSteps();
    void impossibleInputIsRefused();
};

void TestPartialEmbedding::goesWhereOpenTsneGoes() {
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.added, 5);
    const Positions beside = (cells.placed.array() + 1e-3F).matrix();
    const auto distance = [&](std::size_t iterations, const Positions& expected) {
        return (moved(cells.map, affinities, beside, iterations) - expected).cwiseAbs().maxCoeff();
    };
    QVERIFY((cells.after10 - cells.placed).cwiseAbs().maxCoeff() > 0.1F);
    QVERIFY2(distance(1, cells.after1) < 1e-5F, qPrintable(QString::number(distance(1, cells.after1))));
    QVERIFY2(distance(10, cells.after10) < 1e-4F, qPrintable(QString::number(distance(10, cells.after10))));
    QVERIFY2(distance(250, cells.after250) < 1e-2F,
             qPrintable(QString::number(distance(250, cells.after250))));
}

void TestPartialEmbedding::repulsionEqualsSums_data() {
    QTest::addColumn<double>("span");
    QTest::addColumn<double>("dof");
    for (const double dof : {1.0, 0.5, 4.0})
        for (const double span : {2e-4, 10.0, 50.0, 150.0})
            QTest::addRow("%g, %g degrees", span, dof) << span << dof;
}

void TestPartialEmbedding::repulsionEqualsSums() {
    QFETCH(double, span);
    QFETCH(double, dof);
    const Positions map = wideMap(5000, span, 3);
    const Positions places = 1.1F * wideMap(500, span, 3);
    double error = 0;
    double all = 0;
    std::size_t gridded = 0;
    withThreads(2, [&](RunContext& context) {
        const ReferenceRepulsion repulsion(map, context, dof);
        for (Eigen::Index i = 0; i < places.rows(); ++i) {
            const auto x = static_cast<double>(places(i, 0));
            const auto y = static_cast<double>(places(i, 1));
            const auto expected = summed(map, x, y, dof);
            const auto force = repulsion.at(x, y);
            error += std::pow(force.x - expected.x, 2) + std::pow(force.y - expected.y, 2);
            all += std::pow(expected.x, 2) + std::pow(expected.y, 2);
            QVERIFY(std::abs(force.z / expected.z - 1) < 0.02);
            gridded += !repulsion.needsAllPoints(x, y);
        }
    });
    QVERIFY(gridded > 400);
    QVERIFY2(std::sqrt(error / all) < 0.01, qPrintable(QString::number(std::sqrt(error / all))));
}

void TestPartialEmbedding::placesOutsideOfTheMapAreSummed() {
    const Positions map = wideMap(2000, 30, 4);
    withThreads(2, [&](RunContext& context) {
        const ReferenceRepulsion repulsion(map, context);
        const auto force = repulsion.at(1000, -500);
        const auto expected = summed(map, 1000, -500);
        QCOMPARE(force.z, expected.z);
        QCOMPARE(force.x, expected.x);
    });
}

void TestPartialEmbedding::klIsTheMeanOfTheRows_data() {
    QTest::addColumn<double>("dof");
    QTest::newRow("1") << 1.0;
    QTest::newRow("0.5") << 0.5;
    QTest::newRow("10") << 10.0;
}

void TestPartialEmbedding::klIsTheMeanOfTheRows() {
    QFETCH(double, dof);
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.added, 5);
    double expected = 0;
    for (Eigen::Index i = 0; i < 50; ++i) {
        const auto x = static_cast<double>(cells.placed(i, 0));
        const auto y = static_cast<double>(cells.placed(i, 1));
        const double z = summed(cells.map, x, y, dof).z;
        for (std::size_t j = 0; j < affinities.k; ++j) {
            const auto p = static_cast<double>(affinities.weightsOf(static_cast<std::size_t>(i))[j]);
            const auto there =
                cells.map.row(affinities.indicesOf(static_cast<std::size_t>(i))[j]).cast<double>().eval();
            const double distance2 = std::pow(x - there[0], 2) + std::pow(y - there[1], 2);
            const double q = std::pow(1 + distance2 / dof, -dof) / z;
            if (p > 0)
                expected += p * std::log(p / q) / 50;
        }
    }
    withThreads(2, [&](RunContext& context) {
        PartialEmbedding embedding(cells.map, affinities, cells.placed, context, dof);
        const PartialReport first = embedding.advance({}, 1, true, context);
        QCOMPARE(first.iteration, std::uint64_t{1});
        QVERIFY(std::abs(*first.klDivergence - expected) < 1e-9);
        const PartialReport last = embedding.advance({}, 249, true, context);
        QVERIFY(*last.klDivergence < expected);
        QVERIFY(!embedding.advance({}, 1, false, context).klDivergence);
    });
}

/// The force on a new point is the slope of its KL divergence, found here by shifting it.
void TestPartialEmbedding::forcesAreTheSlopeOfKl() {
    constexpr double dof = 0.5;
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.added.topRows(1), 5);
    const auto klAt = [&](const Positions& place) {
        return withThreads(1, [&](RunContext& context) {
            PartialEmbedding embedding(cells.map, affinities, place, context, dof);
            return *embedding.advance({}, 1, true, context).klDivergence;
        });
    };
    const Positions place = cells.placed.topRows(1).array() + 0.5F;
    constexpr float shift = 1.0F / 256;
    Eigen::Vector2d slope;
    for (Eigen::Index axis = 0; axis < 2; ++axis) {
        Positions less = place;
        Positions more = place;
        less(0, axis) -= shift;
        more(0, axis) += shift;
        slope[axis] = (klAt(more) - klAt(less)) / (2 * static_cast<double>(shift));
    }
    PartialOptions options;
    options.exaggeration = 1;
    options.learningRate = 1;
    options.maxGradientNorm = 1e6;
    const Eigen::Vector2d step = withThreads(1, [&](RunContext& context) {
        PartialEmbedding embedding(cells.map, affinities, place, context, dof);
        embedding.advance(options, 1, false, context);
        return (embedding.positions() - place).row(0).transpose().cast<double>().eval();
    });
    // The gradient leaves out the factor 2 of the sum's derivative; the first step's gain is 1.2.
    const Eigen::Vector2d expected = -options.learningRate * 1.2 * slope / 2;
    QVERIFY2((step - expected).norm() < 1e-3 * expected.norm(),
             qPrintable(QStringLiteral("%1 %2").arg(step.norm()).arg(expected.norm())));
}

void TestPartialEmbedding::gradientsAreClipped() {
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.added, 5);
    PartialOptions options;
    options.maxGradientNorm = 1e-3;
    options.learningRate = 1;
    const Positions after = moved(cells.map, affinities, cells.placed, 1, options);
    // Of the first step the gains are 1.2 wherever the gradient is not 0.
    QVERIFY((after - cells.placed).rowwise().norm().maxCoeff() < 1.2e-3F + 1e-5F);
    QVERIFY((after - cells.placed).rowwise().norm().maxCoeff() > 1.1e-3F);
}

void TestPartialEmbedding::newPointsDoNotSeeEachOther() {
    const Cells cells = referenceMap();
    const Positions together = moved(cells.map, affinitiesTo(cells.known, cells.added, 5), cells.placed, 100);
    const Positions alone = moved(cells.map, affinitiesTo(cells.known, cells.added.middleRows(7, 1), 5),
                                  cells.placed.middleRows(7, 1), 100);
    QVERIFY((together.row(7) - alone.row(0)).norm() < 1e-4F);
}

void TestPartialEmbedding::theMapStaysAsItIs() {
    const Cells cells = referenceMap();
    const Positions map = cells.map;
    moved(map, affinitiesTo(cells.known, cells.added, 5), cells.placed, 50);
    QVERIFY(sameBits(map, cells.map));
}

void TestPartialEmbedding::pointsOfTheMapStayNearThemselves() {
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.known, 2);
    const Positions landed = moved(cells.map, affinities, cells.map, 250);
    const float span = cells.map.maxCoeff() - cells.map.minCoeff();
    std::vector<float> distances;
    for (Eigen::Index i = 0; i < landed.rows(); ++i)
        distances.push_back((landed.row(i) - cells.map.row(i)).norm());
    std::sort(distances.begin(), distances.end());
    QVERIFY2(distances[75] < 0.05F * span,
             qPrintable(QString::number(static_cast<double>(distances[75] / span))));
}

void TestPartialEmbedding::sameBitsAtAnyThreadCount() {
    const Matrix known = gaussianClusters(3000, 5, 6, 41);
    const Matrix added = gaussianClusters(400, 5, 6, 41);
    const Positions map = wideMap(3000, 40, 5);
    const auto affinities = affinitiesTo(known, added, 5);
    const Positions start = Positions::Zero(400, 2);
    const Positions one = moved(map, affinities, start, 40, {}, 1);
    QVERIFY(one.allFinite());
    QVERIFY(sameBits(one, moved(map, affinities, start, 40, {}, 2)));
    QVERIFY(sameBits(one, moved(map, affinities, start, 40, {}, 8)));
}

void TestPartialEmbedding::stopsBetweenWholeSteps() {
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.added, 5);
    tbb::task_arena arena(2);
    RunContext free(arena);
    PartialEmbedding embedding(cells.map, affinities, cells.placed, free);
    std::stop_source stop;
    stop.request_stop();
    RunContext stopped(arena, stop.get_token());
    QVERIFY_EXCEPTION_THROWN(embedding.advance({}, 5, false, stopped), Stopped);
    QVERIFY(sameBits(embedding.positions(), cells.placed));
}

void TestPartialEmbedding::impossibleInputIsRefused() {
    const Cells cells = referenceMap();
    const auto affinities = affinitiesTo(cells.known, cells.added, 5);
    Positions broken = cells.placed;
    broken(4, 1) = std::numeric_limits<float>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(moved(cells.map, affinities, broken, 1), Error);
    QVERIFY_EXCEPTION_THROWN(moved(cells.map, affinities, cells.placed.topRows(3), 1), Error);
    QVERIFY_EXCEPTION_THROWN(affinitiesTo(cells.known, cells.added, 0.5), Error);
}

QTEST_APPLESS_MAIN(TestPartialEmbedding)
#include "test_partial_embedding.moc"
