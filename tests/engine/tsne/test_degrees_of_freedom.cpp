// SPDX-License-Identifier: MIT
// Kernels of other than one degree of freedom: against sums over all pairs in double, and openTSNE 1.0.4.
#include "core/error.h"
#include "repulsions.h"

#include "tsne/grid_geometry.h"
#include "tsne/optimizer.h"
#include "tsne/step_kernels.h"

#include <hwy/highway.h>

#include <QtTest>

using namespace shoal;
using fixtures::allPairs;
using fixtures::Forces;
using fixtures::inDouble;
using fixtures::mapOfDigits;
using fixtures::onGrid;
using fixtures::Oracle;

namespace {

constexpr std::size_t cells = 1000;

OptimizerOptions with(double dof, double exaggeration, RepulsionMethod method) {
    OptimizerOptions options;
    options.dof = dof;
    options.exaggeration = exaggeration;
    options.repulsion = method;
    return options;
}

Affinities cellAffinities() {
    return fixtures::makeAffinities(cells, fixtures::cellPairs());
}

Positions cellStart() {
    return fixtures::asPositions(fixtures::readReference<float>("start.f32"));
}

void addMethods() {
    QTest::addColumn<double>("dof");
    QTest::addColumn<int>("method");
    for (const double dof : {0.5, 2.0}) {
        QTest::addRow("dof %g, exact", dof) << dof << static_cast<int>(RepulsionMethod::Exact);
        QTest::addRow("dof %g, fft", dof) << dof << static_cast<int>(RepulsionMethod::Fft);
        QTest::addRow("dof %g, Barnes-Hut", dof) << dof << static_cast<int>(RepulsionMethod::BarnesHut);
    }
}

} // namespace

class TestDegreesOfFreedom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repulsion() {
        fixtures::Threads threads;
        for (const fixtures::PeerErrors& peer : fixtures::peerErrors()) {
            const std::vector<float> positions = mapOfDigits(peer.span);
            const Oracle oracle = inDouble(positions, 1, peer.dof);
            const Forces grid = onGrid(positions, threads.context, peer.dof);
            const Forces exact = allPairs(positions, threads.context, peer.dof);
            const double error = fixtures::relativeError(grid.values, oracle.values);
            const double zError = std::abs(grid.z / oracle.z - 1);
            const double exactError = fixtures::relativeError(exact.values, oracle.values);
            qInfo("dof %g, span %g: grid %.2e (openTSNE %.2e), Z %.2e (openTSNE %.2e), all pairs %.2e",
                  peer.dof, peer.span, error, peer.grid, zError, peer.gridZ, exactError);
            constexpr double floatResolution = 1e-7;
            QVERIFY(error <= std::max(peer.grid / 2, floatResolution));
            QVERIFY(zError <= 1e-3);
            QVERIFY(exactError <= 1e-6);
            QVERIFY(std::abs(exact.z / oracle.z - 1) <= 1e-6);
        }
    }

    /// The tails of a kernel that hardly falls reach round the grid; one that is nearly a Gaussian is gone at
    /// a few units.
    void extremes() {
        fixtures::Threads threads;
        for (const double dof : {0.1, 0.3, 30.0, 100.0}) {
            for (const double span : {2e-4, 7.0, 50.0, 200.0}) {
                const std::vector<float> positions = mapOfDigits(span);
                const Oracle oracle = inDouble(positions, 1, dof);
                const Forces grid = onGrid(positions, threads.context, dof);
                const Forces exact = allPairs(positions, threads.context, dof);
                const Forces tree = fixtures::byTree(positions, threads.context, {.dof = dof});
                const double error = fixtures::relativeError(grid.values, oracle.values);
                const double treeError = fixtures::relativeError(tree.values, oracle.values);
                qInfo("dof %g, span %g: grid %.2e, Z %.2e; tree %.2e; all pairs %.2e", dof, span, error,
                      std::abs(grid.z / oracle.z - 1), treeError,
                      fixtures::relativeError(exact.values, oracle.values));
                QVERIFY(error <= 2e-2);
                QVERIFY(treeError <= 6e-2);
                QVERIFY(std::abs(grid.z / oracle.z - 1) <= 1e-3);
                QVERIFY(fixtures::relativeError(exact.values, oracle.values) <= 2e-6);
            }
        }
    }

    void attraction() {
        const std::size_t points = 2000;
        const Affinities affinities = fixtures::makeAffinities(points, fixtures::randomPairs(points));
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(target);
            for (const double dof : {0.1, 0.5, 2.0, 100.0}) {
                for (const double span : {2e-4, 10.0, 150.0}) {
                    const std::vector<float> positions = fixtures::clusters(points, span);
                    std::vector<double> expected(2 * points);
                    double expectedLogs = 0;
                    for (std::size_t row = 0; row < points; ++row) {
                        for (std::uint64_t entry = affinities.rowOffsets[row];
                             entry < affinities.rowOffsets[row + 1]; ++entry) {
                            const std::size_t column = affinities.columns[entry];
                            const double p = double{affinities.weights[entry]};
                            const double dx = double{positions[2 * row]} - double{positions[2 * column]};
                            const double dy =
                                double{positions[2 * row + 1]} - double{positions[2 * column + 1]};
                            const double ratio = (dx * dx + dy * dy) / dof;
                            expected[2 * row] += p / (1 + ratio) * dx;
                            expected[2 * row + 1] += p / (1 + ratio) * dy;
                            expectedLogs += p * dof * std::log1p(ratio);
                        }
                    }
                    const AttractionInput input{
                        affinities.rowOffsets.data(), affinities.columns.data(), affinities.weights.data(),
                        affinities.columns.size(),    positions.data(),          static_cast<float>(dof)};
                    std::vector<float> forces(2 * points);
                    attract(input, 0, points, forces.data());
                    QVERIFY(fixtures::relativeError(forces, expected) <= 1e-6);
                    const double logs = attractAndSumLogs(input, 0, points, forces.data());
                    QVERIFY(fixtures::relativeError(forces, expected) <= 1e-6);
                    QVERIFY(std::abs(logs - expectedLogs) <= 1e-5 * std::abs(expectedLogs));
                }
            }
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().DeInit();
    }

    void divergenceOfFixedPositions() {
        fixtures::Threads threads;
        const Affinities affinities = cellAffinities();
        const std::vector<double> table = fixtures::readNumbers("kl_fixed.txt");
        QVERIFY(table.size() >= 8);
        OptimizerState state(affinities, cellStart() * 2e4F);
        for (std::size_t row = 0; row < table.size(); row += 2) {
            for (const auto& [method, tolerance] :
                 {std::pair{RepulsionMethod::Exact, 1e-5}, std::pair{RepulsionMethod::Fft, 5e-4},
                  std::pair{RepulsionMethod::BarnesHut, 1e-2}}) {
                const double reached =
                    klDivergence(state, affinities, with(table[row], 1, method), threads.context);
                qInfo("dof %g: KL %.6f, openTSNE %.6f", table[row], reached, table[row + 1]);
                QVERIFY(std::abs(reached / table[row + 1] - 1) <= tolerance);
            }
        }
    }

    void tenStepsLikeOpenTsne_data() { addMethods(); }
    void tenStepsLikeOpenTsne() {
        QFETCH(const double, dof);
        QFETCH(const int, method);
        fixtures::Threads threads;
        const Affinities affinities = cellAffinities();
        OptimizerState state(affinities, cellStart());
        OptimizerOptions options = with(dof, 12, static_cast<RepulsionMethod>(method));
        options.theta = 0; // as the reference
        advance(state, affinities, options, 10, false, threads.context);
        const Positions reached = state.positions();
        const double error = fixtures::relativeError(
            std::vector<float>(reached.data(), reached.data() + reached.size()),
            fixtures::readReference<float>(dof < 1 ? "after_10_dof0.5.f32" : "after_10_dof2.f32"));
        qInfo("ten steps at dof %g: %.2e from openTSNE", dof, error);
        QVERIFY(error <= 1e-4);
    }

    void divergenceLikeOpenTsne_data() { addMethods(); }
    void divergenceLikeOpenTsne() {
        QFETCH(const double, dof);
        QFETCH(const int, method);
        fixtures::Threads threads;
        const Affinities affinities = cellAffinities();
        const std::vector<double> expected = fixtures::readNumbers("kl_dof.txt");
        QCOMPARE(expected.size(), std::size_t{60});
        OptimizerState state(affinities, cellStart());
        for (std::size_t chunk = 0; chunk < 15; ++chunk) {
            const double exaggeration = chunk < 5 ? 12 : 1;
            const double reached =
                advance(state, affinities, with(dof, exaggeration, static_cast<RepulsionMethod>(method)), 50,
                        true, threads.context)
                    .klDivergence.value();
            const std::size_t at = 2 * chunk + (dof < 1 ? 0 : 30);
            qInfo("dof %g, iteration %zu: KL %.4f, openTSNE %.4f to %.4f", dof, 50 * (chunk + 1), reached,
                  expected[at], expected[at + 1]);
            // openTSNE's own error at these kernels (repulsion_dof.txt) leaves it a percent above the rest.
            QVERIFY(reached >= 0.985 * expected[at] && reached <= 1.005 * expected[at + 1]);
        }
    }

    void oneDegreeIsTheStandardKernel() {
        fixtures::Threads threads;
        const std::vector<float> positions = mapOfDigits(30);
        const double nearly = std::nextafter(1.0F, 2.0F);
        for (const auto& [one, other] :
             {std::pair{allPairs(positions, threads.context, 1),
                        allPairs(positions, threads.context, nearly)},
              std::pair{onGrid(positions, threads.context, 1), onGrid(positions, threads.context, nearly)}}) {
            QVERIFY(fixtures::relativeError(one.values, other.values) <= 2e-6);
            QVERIFY(std::abs(one.z / other.z - 1) <= 2e-6);
        }
    }

    void aGridIsMadeAnewForAnotherKernel() {
        fixtures::Threads threads;
        const std::vector<float> positions = mapOfDigits(30);
        GridRepulsion used;
        std::vector<float> values(positions.size());
        for (const double dof : {1.0, 2.0, 0.5, 1.0}) {
            used.compute(positions.data(), 5000, fixtures::boundsOf(positions), dof, values.data(),
                         threads.context);
            QVERIFY(fixtures::sameBits(values, onGrid(positions, threads.context, dof).values));
        }
    }
};

QTEST_APPLESS_MAIN(TestDegreesOfFreedom)
#include "test_degrees_of_freedom.moc"
