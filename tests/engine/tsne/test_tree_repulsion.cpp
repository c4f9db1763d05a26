// SPDX-License-Identifier: MIT
// The tree's repulsion against sums over all pairs in double and against openTSNE's own error at theta 0.5.
#include "core/error.h"
#include "repulsions.h"

#include "tsne/point_tree.h"

#include <QtTest>

using namespace shoal;
using fixtures::allPairs;
using fixtures::byTree;
using fixtures::Forces;
using fixtures::inDouble;
using fixtures::mapOfDigits;
using fixtures::Oracle;
using fixtures::sameBits;

namespace {

constexpr double finestFloat = 3e-6;

} // namespace

class TestTreeRepulsion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void againstOpenTsne() {
        fixtures::Threads threads;
        for (const fixtures::PeerErrors& peer : fixtures::peerErrors()) {
            const std::vector<float> positions = mapOfDigits(peer.span);
            const Oracle oracle = inDouble(positions, 1, peer.dof);
            const Forces forces = byTree(positions, threads.context, {.dof = peer.dof});
            const double error = fixtures::relativeError(forces.values, oracle.values);
            const double zError = std::abs(forces.z / oracle.z - 1);
            qInfo("dof %g, span %g: repulsion %.2e (openTSNE %.2e), Z %.2e (openTSNE %.2e)", peer.dof,
                  peer.span, error, peer.tree, zError, peer.treeZ);
            QVERIFY(error <= peer.tree);
            QVERIFY(zError <= peer.treeZ);
        }
    }

    void thetaZeroIsExact() {
        fixtures::Threads threads;
        for (const double span : {2e-4, 10.0, 150.0}) {
            const std::vector<float> positions = mapOfDigits(span);
            const Oracle oracle = inDouble(positions);
            const Forces forces = byTree(positions, threads.context, {.theta = 0});
            QVERIFY(fixtures::relativeError(forces.values, oracle.values) <= finestFloat);
            QVERIFY(std::abs(forces.z / oracle.z - 1) <= finestFloat);
        }
    }

    void aSmallerThetaIsNearer() {
        fixtures::Threads threads;
        const std::vector<float> positions = mapOfDigits(60);
        const Oracle oracle = inDouble(positions);
        double before = 0;
        for (const double theta : {0.1, 0.3, 0.5, 0.8, 1.0}) {
            const double error = fixtures::relativeError(
                byTree(positions, threads.context, {.theta = theta}).values, oracle.values);
            qInfo("theta %g: %.2e", theta, error);
            QVERIFY(error > before);
            before = error;
        }
        QVERIFY(before < 0.1);
    }

    void manyPoints() {
        fixtures::Threads threads;
        for (const double span : {2e-4, 10.0, 50.0, 150.0}) {
            const std::vector<float> positions = fixtures::clusters(100'000, span);
            constexpr std::size_t stride = 500;
            const Oracle oracle = inDouble(positions, stride);
            const Forces forces = byTree(positions, threads.context);
            const double error = fixtures::relativeError(fixtures::everyNth(forces, stride), oracle.values);
            qInfo("100,000 points, span %g: %.2e", span, error);
            QVERIFY(error <= 3e-2);
        }
    }

    void crowdsAtOnePlace() {
        // Nine in ten points at seven places, and some of them a hair apart.
        fixtures::Threads threads;
        std::vector<float> positions = fixtures::clusters(6000, 40);
        for (std::size_t i = 600; i < 6000; ++i) {
            positions[2 * i] = positions[2 * (i % 7)];
            positions[2 * i + 1] = positions[2 * (i % 7) + 1] + (i % 5 == 0 ? 1e-6F : 0.0F);
        }
        const Oracle oracle = inDouble(positions);
        for (const double theta : {0.0, 0.5}) {
            const Forces forces = byTree(positions, threads.context, {.theta = theta});
            const double error = fixtures::relativeError(forces.values, oracle.values);
            qInfo("crowds, theta %g: %.2e", theta, error);
            QVERIFY(error <= (theta > 0 ? 1e-2 : finestFloat));
            QVERIFY(std::abs(forces.z / oracle.z - 1) <= (theta > 0 ? 1e-2 : finestFloat));
        }
    }

    void degenerate() {
        fixtures::Threads threads;
        for (const std::size_t count : {1, 2, 3, 5, 100, 5000}) {
            for (const float place : {0.0F, -1e-4F, 17.0F, 3e6F}) {
                const Forces forces = byTree(std::vector<float>(2 * count, place), threads.context);
                for (const float force : forces.values)
                    QCOMPARE(force, 0.0F);
                const auto pairs = static_cast<double>(count * (count - 1));
                QVERIFY(std::abs(forces.z - pairs) <= 1e-6 * std::max(1.0, pairs));
            }
        }
        QVERIFY(byTree({}, threads.context).values.empty());
    }

    void twoFarComponents() {
        // Where a grid is too coarse, a tree is not.
        fixtures::Threads threads;
        std::vector<float> positions = fixtures::clusters(4000, 20);
        for (std::size_t i = 0; i < positions.size() / 2; i += 2)
            positions[2 * i] += 5000;
        const Oracle oracle = inDouble(positions);
        const Forces forces = byTree(positions, threads.context);
        QVERIFY(fixtures::relativeError(forces.values, oracle.values) < 2e-2);
        QVERIFY(std::abs(forces.z / oracle.z - 1) < 1e-2);
    }

    void sameBitsAtAnyThreadCount() {
        for (const double span : {1.0, 120.0}) {
            const std::vector<float> positions = fixtures::clusters(60'000, span);
            fixtures::Threads one(1);
            const Forces expected = byTree(positions, one.context);
            for (const int count : {2, 8}) {
                fixtures::Threads several(count);
                const Forces forces = byTree(positions, several.context);
                QVERIFY(sameBits(forces.values, expected.values));
                QCOMPARE(forces.z, expected.z);
            }
        }
    }

    void resultDependsOnPositionsAlone() {
        fixtures::Threads threads;
        TreeRepulsion used;
        for (const std::size_t points : {5000, 300, 5000}) {
            for (const double span : {150.0, 1e-3}) {
                std::vector<float> positions = mapOfDigits(span);
                positions.resize(2 * points);
                std::vector<float> values(2 * points);
                const double z = used.compute(positions.data(), points, fixtures::boundsOf(positions), {},
                                              values.data(), threads.context);
                const Forces fresh = byTree(positions, threads.context);
                QVERIFY(sameBits(values, fresh.values));
                QCOMPARE(z, fresh.z);
            }
        }
    }

    void theTreeHoldsEveryPointOnce() {
        fixtures::Threads threads;
        const std::vector<float> positions = mapOfDigits(30);
        PointTree tree;
        tree.build(positions.data(), 5000, fixtures::boundsOf(positions), threads.context);
        std::vector<int> seen(5000);
        std::uint32_t next = 0;
        for (const TreeGroup& group : tree.groups()) {
            QCOMPARE(group.begin, next);
            next = group.end;
            for (std::uint32_t i = group.begin; i < group.end; ++i) {
                ++seen[tree.order()[i]];
                QCOMPARE(tree.xs()[i], positions[2 * std::size_t{tree.order()[i]}]);
            }
        }
        QCOMPARE(next, 5000U);
        QVERIFY(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
        const TreeNode& root = tree.nodes().front();
        QCOMPARE(root.weight, 5000.0F);
        QCOMPARE(std::size_t{root.skip}, tree.nodes().size());
        // Of each inner node the children are its points, and their cells are at most half as wide.
        for (std::uint32_t index = 0; index < tree.nodes().size(); ++index) {
            const TreeNode& node = tree.nodes()[index];
            std::uint32_t covered = node.begin;
            for (std::uint32_t child = index + 1; child < node.skip; child = tree.nodes()[child].skip) {
                QCOMPARE(tree.nodes()[child].begin, covered);
                QVERIFY(tree.nodes()[child].size <= node.size / 2);
                covered = tree.nodes()[child].end;
            }
            QVERIFY(node.skip == index + 1 || covered == node.end);
        }
    }

    void stops() {
        tbb::task_arena arena(2);
        std::stop_source stop;
        stop.request_stop();
        RunContext context(arena, stop.get_token());
        QVERIFY_EXCEPTION_THROWN(byTree(mapOfDigits(30), context), Stopped);
    }
};

QTEST_APPLESS_MAIN(TestTreeRepulsion)
#include "test_tree_repulsion.moc"
