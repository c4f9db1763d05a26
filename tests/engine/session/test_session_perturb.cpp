// SPDX-License-Identifier: MIT
// Perturbing a map: how far points go, which do, that it can be told and done again.
#include "initialization/start_positions.h"
#include "session/stages.h"
#include "session_watch.h"
#include "test_support.h"

#include <QtTest>

#include <cmath>

using namespace shoal;
using shoal::test::sameBits;

namespace {

double spreadOf(const Positions& positions) {
    return std::hypot(deviationOf(positions, 0), deviationOf(positions, 1)) / std::sqrt(2.0);
}

} // namespace

class TestSessionPerturb : public QObject {
    Q_OBJECT

    std::shared_ptr<const Dataset> data_ = clusters(500, 6);

    void startPaused(SessionWatch& watch, const Recipe& recipe, std::string_view stage,
                     std::size_t iterations) {
        watch.onceIn(stage, [&] { watch.send(command::Pause{}); });
        watch.start(data_, recipe);
        QVERIFY(watch.waitForState(SessionState::Paused));
        watch.send(command::Step{iterations});
        QVERIFY(watch.waitUntil([&] {
            return watch.session().state() == SessionState::Paused &&
                   watch.session().snapshot()->iteration == iterations;
        }));
    }
    /// What a perturbation of the paused run has moved.
    static Positions moves(SessionWatch& watch, const command::Perturb& wish) {
        const std::size_t changes = watch.records<ChangeRecord>().size();
        const Positions before = watch.session().snapshot()->positions;
        watch.send(wish);
        if (!watch.waitUntil([&] { return watch.records<ChangeRecord>().size() == changes + 1; }))
            return {};
        return watch.session().snapshot()->positions - before;
    }

private Q_SLOTS:
    void movesAllPointsByAShareOfTheSpread() {
        SessionWatch watch;
        startPaused(watch, shortRecipe(), stages::optimization, 50);
        const double spread = spreadOf(watch.session().snapshot()->positions);
        const Positions first = moves(watch, {.amount = 0.2});
        QCOMPARE(first.rows(), Eigen::Index{500});
        // 1,000 coordinates: within 4 standard errors of 0.2.
        QVERIFY(std::abs(spreadOf(first) / spread - 0.2) < 0.2 * 4 / std::sqrt(2.0 * 1000));
        const Positions second = moves(watch, {.amount = 0.2});
        QVERIFY(!first.isApprox(second, 0.5F));
        QCOMPARE(watch.records<ChangeRecord>()[0].iteration, 50u);
        QCOMPARE(watch.records<ChangeRecord>()[0].what,
                 std::string("all points perturbed by 20 % of the map's spread"));
        QCOMPARE(watch.session().state(), SessionState::Paused);
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());

        SessionWatch again(1);
        startPaused(again, shortRecipe(), stages::optimization, 50);
        QVERIFY(sameBits(moves(again, {.amount = 0.2}), first));
        QVERIFY(sameBits(moves(again, {.amount = 0.2}), second));
        again.send(command::Resume{});
        QVERIFY(again.endsAs<Finished>());
        QVERIFY(sameBits(again.finalPositions(), watch.finalPositions()));
    }

    void movesTheNamedPointsAlone() {
        SessionWatch watch;
        startPaused(watch, shortRecipe(), stages::optimization, 50);
        const Positions moved = moves(watch, {.amount = 1,
                                              .points = std::make_shared<std::vector<std::uint32_t>>(
                                                  std::vector<std::uint32_t>{3, 77, 499, 5000})});
        for (Eigen::Index point = 0; point < moved.rows(); ++point)
            QCOMPARE(moved.row(point).isZero(0), point != 3 && point != 77 && point != 499);
    }

    void ofASampleItMovesTheSampledPoints() {
        SessionWatch watch;
        startPaused(watch, shortRecipe(StartMethod::Downsample), stages::sampleOptimization, 20);
        const auto rows = watch.session().snapshot()->points;
        QVERIFY(rows);
        std::uint32_t absent = 0;
        while (std::ranges::find(*rows, absent) != rows->end())
            ++absent;
        const Positions moved = moves(watch, {.amount = 1,
                                              .points = std::make_shared<std::vector<std::uint32_t>>(
                                                  std::vector<std::uint32_t>{(*rows)[7], absent})});
        for (Eigen::Index row = 0; row < moved.rows(); ++row)
            QCOMPARE(moved.row(row).isZero(0), row != 7);
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
    }

    void aFinishedMapIsMovedAndGoesOn() {
        SessionWatch watch;
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<Finished>());
        const Positions before = watch.finalPositions();
        watch.send(command::Perturb{.amount = 0.1});
        QVERIFY(watch.waitUntil([&] { return watch.records<ChangeRecord>().size() == 1; }));
        const Positions moved = watch.finalPositions();
        QVERIFY(!sameBits(moved, before));
        QCOMPARE(watch.session().state(), SessionState::Finished);
        watch.send(command::Continue{{1, 30}});
        QVERIFY(watch.waitUntil([&] { return watch.session().snapshot()->iteration == 160; }));
        QVERIFY(watch.endsAs<Finished>());
        QVERIFY(!sameBits(watch.finalPositions(), moved));
        Recipe longer = shortRecipe();
        longer.phases.push_back({1, 30});
        QCOMPARE(watch.session().recipe(), longer);
        SessionWatch straight;
        straight.start(data_, longer);
        QVERIFY(straight.endsAs<Finished>());
        QVERIFY(!sameBits(watch.finalPositions(), straight.finalPositions()));
    }

    void whatCannotBeIsSaid() {
        SessionWatch watch;
        startPaused(watch, shortRecipe(), stages::optimization, 5);
        watch.send(command::Perturb{.amount = -1});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 1; }));
        watch.send(command::Resume{});
        QVERIFY(watch.endsAs<Finished>());
        SessionWatch straight;
        straight.start(data_, shortRecipe());
        QVERIFY(straight.endsAs<Finished>());
        QVERIFY(sameBits(watch.finalPositions(), straight.finalPositions()));
    }

    void withoutAMapThereIsNothingToMove() {
        SessionWatch watch;
        watch.onceIn(stages::neighbors, [&] { watch.send(command::Stop{}); });
        watch.start(data_, shortRecipe());
        QVERIFY(watch.endsAs<StoppedByUser>());
        watch.send(command::Perturb{});
        QVERIFY(watch.waitUntil([&] { return watch.records<WarningRecord>().size() == 1; }));
    }
};

QTEST_GUILESS_MAIN(TestSessionPerturb)
#include "test_session_perturb.moc"
