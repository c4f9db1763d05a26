// SPDX-License-Identifier: MIT
// Repulsion, exact and on the grid, against sums over all pairs in double and against openTSNE's own error.
#include "core/error.h"
#include "repulsions.h"

#include "tsne/grid_geometry.h"

#include <hwy/highway.h>

#include <QtTest>

using namespace shoal;
using fixtures::allPairs;
using fixtures::Forces;
using fixtures::inDouble;
using fixtures::mapOfDigits;
using fixtures::onGrid;
using fixtures::Oracle;
using fixtures::sameBits;

class TestRepulsion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void againstOpenTsne();
    void hundredThousandPoints();
    void normalization();
    void twoFarComponents();
    void sparseLine();
    void degenerate();
    void sameBitsAtAnyThreadCount();
    void resultDependsOnPositionsAlone();
    void instructionSetsAgree();
    void gridIsBounded();
    void stops();
};

void TestRepulsion::againstOpenTsne() {
    fixtures::Threads threads;
    const std::vector<double> table = fixtures::readNumbers("repulsion.txt");
    QVERIFY(table.size() >= 12 && table.size() % 3 == 0);
    for (std::size_t row = 0; row < table.size(); row += 3) {
        const double span = table[row];
        const std::vector<float> positions = mapOfDigits(span);
        const Oracle oracle = inDouble(positions);
        const Forces grid = onGrid(positions, threads.context);
        const Forces exact = allPairs(positions, threads.context);
        const double error = fixtures::relativeError(grid.values, oracle.values);
        const double zError = std::abs(grid.z / oracle.z - 1);
        qInfo("span %g: repulsion %.2e (openTSNE %.2e), Z %.2e (openTSNE %.2e), all pairs %.2e", span, error,
              table[row + 1], zError, table[row + 2], fixtures::relativeError(exact.values, oracle.values));
        // Forces are floats, so they cannot be nearer than float's resolution, as openTSNE's doubles can.
        constexpr double floatResolution = 1e-7;
        QVERIFY(error <= std::max(table[row + 1] / 2, floatResolution));
        QVERIFY(zError <= std::max(table[row + 2] / 10, floatResolution));
        QVERIFY(fixtures::relativeError(exact.values, oracle.values) <= 1e-6);
        QVERIFY(std::abs(exact.z / oracle.z - 1) <= 1e-6);
    }
}

void TestRepulsion::hundredThousandPoints() {
    fixtures::Threads threads;
    for (const double span : {2e-4, 10.0, 50.0, 150.0}) {
        const std::vector<float> positions = fixtures::clusters(100'000, span);
        const std::size_t stride = 500;
        const Oracle oracle = inDouble(positions, stride);
        const Forces grid = onGrid(positions, threads.context);
        const double error = fixtures::relativeError(fixtures::everyNth(grid, stride), oracle.values);
        qInfo("100,000 points, span %g: %.2e", span, error);
        QVERIFY(error <= (span < 1 ? 1e-7 : span < 20 ? 3e-4 : 6e-3));
    }
}

void TestRepulsion::normalization() {
    fixtures::Threads threads;
    for (const double span : {2e-4, 10.0, 50.0, 150.0}) {
        const std::vector<float> positions = fixtures::clusters(20'000, span);
        const double exact = allPairs(positions, threads.context).z;
        const double error = std::abs(onGrid(positions, threads.context).z / exact - 1);
        qInfo("20,000 points, span %g: Z %.2e", span, error);
        QVERIFY(error <= 1e-4);
    }
}

void TestRepulsion::twoFarComponents() {
    fixtures::Threads threads;
    std::vector<float> positions = fixtures::clusters(4000, 20);
    for (std::size_t i = 0; i < positions.size() / 2; i += 2)
        positions[2 * i] += 5000;
    const Oracle oracle = inDouble(positions);
    const Forces grid = onGrid(positions, threads.context);
    // The grid is too coarse for this span, but forces must point the right way and stay bounded.
    QVERIFY(fixtures::relativeError(grid.values, oracle.values) < 0.9);
    QVERIFY(grid.z > 0 && std::abs(grid.z / oracle.z - 1) < 0.5);
}

void TestRepulsion::sparseLine() {
    fixtures::Threads threads;
    std::vector<float> positions(2 * 3000);
    for (std::size_t i = 0; i < 3000; ++i) {
        positions[2 * i] = static_cast<float>(i) * 0.05F;
        positions[2 * i + 1] = -3;
    }
    const Oracle oracle = inDouble(positions);
    const Forces grid = onGrid(positions, threads.context);
    QVERIFY(fixtures::relativeError(grid.values, oracle.values) < 1e-2);
    QVERIFY(std::abs(grid.z / oracle.z - 1) < 1e-3);
}

void TestRepulsion::degenerate() {
    fixtures::Threads threads;
    for (const std::size_t count : {1, 2, 3, 5, 100}) {
        for (const float place : {0.0F, -1e-4F, 17.0F, 3e6F}) {
            const std::vector<float> positions(2 * count, place);
            for (const Forces& forces :
                 {onGrid(positions, threads.context), allPairs(positions, threads.context)}) {
                for (const float force : forces.values)
                    QVERIFY(std::abs(force) < 1e-6F);
                const auto pairs = static_cast<double>(count * (count - 1));
                QVERIFY(std::abs(forces.z - pairs) <= 1e-6 * std::max(1.0, pairs));
            }
        }
    }
    const Forces far = onGrid({-1e30F, 0, 1e30F, 1e30F}, threads.context);
    for (const float force : far.values)
        QVERIFY(std::isfinite(force));
}

void TestRepulsion::sameBitsAtAnyThreadCount() {
    for (const double span : {1.0, 120.0}) {
        const std::vector<float> positions = fixtures::clusters(60'000, span);
        fixtures::Threads one(1);
        const Forces expected = onGrid(positions, one.context);
        const Forces expectedPairs = allPairs(mapOfDigits(span), one.context);
        for (const int count : {2, 8}) {
            fixtures::Threads several(count);
            const Forces forces = onGrid(positions, several.context);
            QVERIFY(sameBits(forces.values, expected.values));
            QCOMPARE(forces.z, expected.z);
            const Forces pairs = allPairs(mapOfDigits(span), several.context);
            QVERIFY(sameBits(pairs.values, expectedPairs.values));
            QCOMPARE(pairs.z, expectedPairs.z);
        }
    }
}

void TestRepulsion::resultDependsOnPositionsAlone() {
    fixtures::Threads threads;
    GridRepulsion used;
    std::vector<float> values(2 * 5000);
    for (const double span : {150.0, 1e-3, 30.0, 9.0, 150.0}) {
        const std::vector<float> positions = mapOfDigits(span);
        const Forces fresh = onGrid(positions, threads.context);
        const double z = used.compute(positions.data(), 5000, fixtures::boundsOf(positions), 1, values.data(),
                                      threads.context);
        QVERIFY(sameBits(values, fresh.values));
        QCOMPARE(z, fresh.z);
    }
}

void TestRepulsion::instructionSetsAgree() {
    fixtures::Threads threads;
    for (const double span : {2.0, 80.0}) {
        const std::vector<float> positions = mapOfDigits(span);
        const Oracle oracle = inDouble(positions);
        int sets = 0;
        double first = 0;
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(target);
            const Forces grid = onGrid(positions, threads.context);
            const Forces exact = allPairs(positions, threads.context);
            const double error = fixtures::relativeError(grid.values, oracle.values);
            qInfo("%s: grid %.3e, all pairs %.3e", hwy::TargetName(target), error,
                  fixtures::relativeError(exact.values, oracle.values));
            if (sets++ == 0)
                first = error;
            QVERIFY(std::abs(error - first) <= 0.01 * first + 1e-6);
            QVERIFY(std::abs(grid.z / oracle.z - 1) <= 1e-3);
            QVERIFY(fixtures::relativeError(exact.values, oracle.values) <= 1e-6);
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().DeInit();
        QVERIFY(sets >= 1);
    }
}

void TestRepulsion::gridIsBounded() {
    for (const float span : {0.0F, 1e-20F, 1e-4F, 7.9F, 8.0F, 150.0F, 1e3F, 1e9F, 3e38F}) {
        Bounds bounds;
        bounds.include(-span / 2, 0);
        bounds.include(span / 2, span / 3);
        const GridGeometry geometry = gridGeometry(bounds, 1);
        QVERIFY(geometry.columns <= 2048 && geometry.rows <= 2048);
        QVERIFY(geometry.paddedColumns >= 2 * geometry.columns && geometry.paddedRows >= 2 * geometry.rows);
        QVERIFY(geometry.paddedColumns <= 4320);
        QVERIFY(double{span} / geometry.spacing + 5 <= geometry.columns);
        QVERIFY(geometry.spacing > 0 && (span > 800 || geometry.spacing <= 0.4));
    }
}

void TestRepulsion::stops() {
    tbb::task_arena arena(2);
    std::stop_source stop;
    stop.request_stop();
    RunContext context(arena, stop.get_token());
    QVERIFY_EXCEPTION_THROWN(onGrid(mapOfDigits(30), context), Stopped);
    QVERIFY_EXCEPTION_THROWN(allPairs(mapOfDigits(30), context), Stopped);
}

QTEST_APPLESS_MAIN(TestRepulsion)
#include "test_repulsion.moc"
