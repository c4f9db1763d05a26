// SPDX-License-Identifier: MIT
// The optimiser against openTSNE 1.0.4 on real cells, against exact sums, and against itself: threads,
// pauses, stops.
#include "core/error.h"
#include "fixtures.h"

#include "tsne/optimizer.h"
#include "tsne/optimizer_parts.h"
#include "tsne/step_kernels.h"

#include <hwy/highway.h>

#include <QtTest>

#include <array>
#include <atomic>
#include <cstring>
#include <limits>
#include <numeric>
#include <optional>
#include <stop_token>
#include <thread>

using namespace shoal;

namespace {

constexpr std::size_t cells = 1000;

std::vector<std::uint32_t> shuffled(std::size_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    RandomStream random(11);
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

std::vector<float> flat(const Positions& positions) {
    return {positions.data(), positions.data() + positions.size()};
}

bool sameBits(const Positions& a, const Positions& b) {
    return a.rows() == b.rows() &&
           std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(float)) == 0;
}

OptimizerOptions with(double exaggeration, RepulsionMethod method = RepulsionMethod::Automatic) {
    OptimizerOptions options;
    options.exaggeration = exaggeration;
    options.repulsion = method;
    return options;
}

/// 250 iterations at 12, 500 at 1, as in the reference: KL at every 50th.
std::vector<double> divergences(const Affinities& affinities, RepulsionMethod method, RunContext& context) {
    OptimizerState state(affinities, fixtures::asPositions(fixtures::readReference<float>("start.f32")));
    std::vector<double> values(15);
    for (std::size_t chunk = 0; chunk < values.size(); ++chunk) {
        const double exaggeration = chunk < 5 ? 12 : 1;
        values[chunk] =
            advance(state, affinities, with(exaggeration, method), 50, true, context).klDivergence.value();
    }
    return values;
}

/// KL(P‖Q) in double over all pairs.
double exactDivergence(const std::vector<fixtures::Pair>& pairs, const std::vector<float>& positions) {
    double total = 0;
    for (const auto& pair : pairs)
        total += 2 * pair.weight;
    double z = 0;
    for (std::size_t i = 0; i < positions.size() / 2; ++i)
        z += fixtures::exactForce(positions, i).z;
    double sum = 0;
    for (const auto& pair : pairs) {
        const double p = pair.weight / total;
        const double dx = double{positions[2 * pair.a]} - double{positions[2 * pair.b]};
        const double dy = double{positions[2 * pair.a + 1]} - double{positions[2 * pair.b + 1]};
        sum += 2 * p * std::log(p * (1 + dx * dx + dy * dy) * z);
    }
    return sum;
}

} // namespace

class TestOptimizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tenStepsLikeOpenTsne_data();
    void tenStepsLikeOpenTsne();
    void divergenceLikeOpenTsne_data();
    void divergenceLikeOpenTsne();
    void attractionIsExact();
    void oneStepByTheRule();
    void divergenceIsExact();
    void storageOrderDoesNotMatter();
    void goesOnInAnotherStorageOrder();
    void sameBitsAtAnyThreadCount_data();
    void sameBitsAtAnyThreadCount();
    void pausedOrNot();
    void stopLeavesTheLastWholeStep();
    void failureLeavesTheLastWholeStep();
    void nastyInputs_data();
    void nastyInputs();
    void refusals();
};

void TestOptimizer::tenStepsLikeOpenTsne_data() {
    QTest::addColumn<int>("method");
    QTest::newRow("exact") << static_cast<int>(RepulsionMethod::Exact);
    QTest::newRow("fft") << static_cast<int>(RepulsionMethod::Fft);
    QTest::newRow("Barnes-Hut") << static_cast<int>(RepulsionMethod::BarnesHut);
}

void TestOptimizer::tenStepsLikeOpenTsne() {
    QFETCH(int, method);
    fixtures::Threads threads;
    const Affinities affinities = fixtures::makeAffinities(cells, fixtures::cellPairs());
    OptimizerState state(affinities, fixtures::asPositions(fixtures::readReference<float>("start.f32")));
    const StepReport report = advance(state, affinities, with(12, static_cast<RepulsionMethod>(method)), 10,
                                      false, threads.context);
    QCOMPARE(report.iteration, std::uint64_t{10});
    QVERIFY(!report.klDivergence);
    const double error =
        fixtures::relativeError(flat(state.positions()), fixtures::readReference<float>("after_10.f32"));
    qInfo("ten steps: %.2e from openTSNE", error);
    QVERIFY(error <= 1e-4);
}

void TestOptimizer::divergenceLikeOpenTsne_data() {
    tenStepsLikeOpenTsne_data();
}

void TestOptimizer::divergenceLikeOpenTsne() {
    QFETCH(int, method);
    fixtures::Threads threads;
    const Affinities affinities = fixtures::makeAffinities(cells, fixtures::cellPairs());
    const std::vector<double> expected = fixtures::readNumbers("kl.txt");
    const std::vector<double> reached =
        divergences(affinities, static_cast<RepulsionMethod>(method), threads.context);
    QCOMPARE(2 * reached.size(), expected.size());
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const double low = expected[2 * i];
        const double high = expected[2 * i + 1];
        qInfo("iteration %zu: KL %.4f, openTSNE %.4f to %.4f", 50 * (i + 1), reached[i], low, high);
        QVERIFY(reached[i] >= 0.995 * low && reached[i] <= 1.005 * high);
    }
}

void TestOptimizer::attractionIsExact() {
    const std::size_t points = 5000;
    const Affinities affinities = fixtures::makeAffinities(points, fixtures::randomPairs(points));
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        for (const double span : {2e-4, 10.0, 50.0, 150.0}) {
            const std::vector<float> positions = fixtures::clusters(points, span);
            std::vector<double> expected(2 * points);
            double expectedLogs = 0;
            for (std::size_t row = 0; row < points; ++row) {
                for (std::uint64_t entry = affinities.rowOffsets[row]; entry < affinities.rowOffsets[row + 1];
                     ++entry) {
                    const std::size_t column = affinities.columns[entry];
                    const double p = double{affinities.weights[entry]};
                    const double dx = double{positions[2 * row]} - double{positions[2 * column]};
                    const double dy = double{positions[2 * row + 1]} - double{positions[2 * column + 1]};
                    const double q = 1 + dx * dx + dy * dy;
                    expected[2 * row] += p / q * dx;
                    expected[2 * row + 1] += p / q * dy;
                    expectedLogs += p * std::log(q);
                }
            }
            const AttractionInput input{affinities.rowOffsets.data(), affinities.columns.data(),
                                        affinities.weights.data(), affinities.columns.size(),
                                        positions.data()};
            std::vector<float> forces(2 * points);
            attract(input, 0, points, forces.data());
            QVERIFY(fixtures::relativeError(forces, expected) <= 1e-6);
            std::fill(forces.begin(), forces.end(), 0.0F);
            const double logs = attractAndSumLogs(input, 0, 2000, forces.data()) +
                                attractAndSumLogs(input, 2000, points, forces.data() + 4000);
            QVERIFY(fixtures::relativeError(forces, expected) <= 1e-6);
            QVERIFY(std::abs(logs - expectedLogs) <= 1e-5 * std::abs(expectedLogs) + 1e-7);
        }
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
}

void TestOptimizer::oneStepByTheRule() {
    // Points at which update and gradient agree, disagree and vanish, and one whose step is clipped.
    const std::size_t points = 37;
    std::vector<float> attraction(2 * points), repulsion(2 * points), positions(2 * points),
        updates(2 * points), gains(2 * points), nextPositions(2 * points), nextUpdates(2 * points),
        nextGains(2 * points);
    RandomStream random(5);
    for (std::size_t i = 0; i < 2 * points; ++i) {
        attraction[i] = i % 7 == 0 ? 0.0F : static_cast<float>(random.normal());
        repulsion[i] = i % 7 == 0 ? 0.0F : static_cast<float>(random.normal());
        positions[i] = static_cast<float>(10 * random.normal());
        updates[i] = i % 3 == 0 ? 0.0F : static_cast<float>(random.normal());
        gains[i] = static_cast<float>(0.05 + random.uniform());
    }
    attraction[20] = 1000;
    attraction[28] = 1000; // and turns back
    updates[28] = 3;
    attraction[30] = 1000; // and goes on
    updates[30] = -3;
    const auto exercise = [&](double maxGradientNorm) {
        const StepRule rule{4.0F, 0.5F, 0.25F, 0.8F, 5.0F, static_cast<float>(maxGradientNorm)};
        const StepSums sums =
            step(rule, {points, attraction.data(), repulsion.data(), positions.data(), updates.data(),
                        gains.data(), nextPositions.data(), nextUpdates.data(), nextGains.data()});
        StepSums expected;
        for (std::size_t i = 0; i < points; ++i) {
            std::array<double, 2> update{};
            const auto gradientAt = [&](std::size_t at) {
                return 4.0 * double{attraction[at]} - 0.5 * double{repulsion[at]};
            };
            const double size = std::hypot(gradientAt(2 * i), gradientAt(2 * i + 1));
            for (std::size_t axis = 0; axis < 2; ++axis) {
                const std::size_t at = 2 * i + axis;
                const double gradient =
                    gradientAt(at) * (size > maxGradientNorm ? maxGradientNorm / size : 1);
                const auto sign = [](double value) { return (value > 0) - (value < 0); };
                const double gain = sign(double{updates[at]}) != sign(gradient)
                                        ? double{gains[at]} + 0.2
                                        : double{gains[at]} * 0.8 + 0.01;
                QVERIFY(std::abs(double{nextGains[at]} - gain) < 1e-6);
                update[axis] = 0.8 * double{updates[at]} - 0.25 * gain * gradient;
                expected.gradientSquared += gradientAt(at) * gradientAt(at);
            }
            const double norm = std::hypot(update[0], update[1]);
            const double along = update[0] * double{updates[2 * i]} + update[1] * double{updates[2 * i + 1]};
            expected.overshoots += norm > 5 && along < 0 ? 1 : 0;
            for (std::size_t axis = 0; axis < 2; ++axis) {
                const double step = update[axis] * (norm > 5 ? 5 / norm : 1);
                QVERIFY(std::abs(double{nextUpdates[2 * i + axis]} - step) < 1e-5);
                const double position = double{positions[2 * i + axis]} + step;
                QVERIFY(std::abs(double{nextPositions[2 * i + axis]} - position) < 1e-5);
                (axis == 0 ? expected.x : expected.y) += position;
            }
        }
        if (!std::isfinite(maxGradientNorm))
            QVERIFY(std::abs(double{nextUpdates[20]}) > 4.5 && std::abs(double{nextUpdates[20]}) <= 5.00001);
        QCOMPARE(sums.overshoots, expected.overshoots);
        QVERIFY(std::abs(sums.x - expected.x) < 1e-3 && std::abs(sums.y - expected.y) < 1e-3);
        QVERIFY(std::abs(sums.gradientSquared / expected.gradientSquared - 1) < 1e-5);
    };
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(target);
        exercise(std::numeric_limits<double>::infinity());
        exercise(0.25);
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
}

void TestOptimizer::divergenceIsExact() {
    fixtures::Threads threads;
    const std::vector<fixtures::Pair> pairs = fixtures::cellPairs();
    const Affinities affinities = fixtures::makeAffinities(cells, pairs);
    OptimizerState state(affinities, fixtures::asPositions(fixtures::readReference<float>("start.f32")));
    advance(state, affinities, with(12), 100, false, threads.context);
    const double before = exactDivergence(pairs, flat(state.positions()));
    for (const RepulsionMethod method : {RepulsionMethod::Exact, RepulsionMethod::Fft})
        QVERIFY(std::abs(klDivergence(state, affinities, with(1, method), threads.context) - before) < 1e-4);
    // A step reports the divergence of the positions it started from, whatever the exaggeration.
    const StepReport report = advance(state, affinities, with(12), 1, true, threads.context);
    QVERIFY(std::abs(report.klDivergence.value() - before) < 1e-5);
    QVERIFY(report.gradientNorm > 0);
}

void TestOptimizer::storageOrderDoesNotMatter() {
    fixtures::Threads threads;
    const std::vector<fixtures::Pair> pairs = fixtures::cellPairs();
    const Affinities plain = fixtures::makeAffinities(cells, pairs);
    const Affinities permuted = fixtures::makeAffinities(cells, pairs, shuffled(cells));
    const Positions start = fixtures::asPositions(fixtures::readReference<float>("start.f32"));
    for (const RepulsionMethod method : {RepulsionMethod::Exact, RepulsionMethod::Fft}) {
        OptimizerState a(plain, start);
        OptimizerState b(permuted, start);
        QVERIFY(sameBits(b.positions(), start));
        advance(a, plain, with(12, method), 10, false, threads.context);
        advance(b, permuted, with(12, method), 10, false, threads.context);
        const double error = fixtures::relativeError(flat(b.positions()), flat(a.positions()));
        qInfo("storage order: %.2e", error);
        QVERIFY(error <= 1e-4);
    }
}

void TestOptimizer::goesOnInAnotherStorageOrder() {
    fixtures::Threads threads;
    const std::vector<fixtures::Pair> pairs = fixtures::cellPairs();
    const Affinities plain = fixtures::makeAffinities(cells, pairs);
    const Affinities permuted = fixtures::makeAffinities(cells, pairs, shuffled(cells));
    const Positions start = fixtures::asPositions(fixtures::readReference<float>("start.f32"));
    const OptimizerOptions options = with(12, RepulsionMethod::Exact);
    OptimizerState straight(plain, start);
    OptimizerState turned(plain, start);
    advance(straight, plain, options, 5, false, threads.context);
    advance(turned, plain, options, 5, false, threads.context);
    turned.renumber(permuted);
    QVERIFY(sameBits(turned.positions(), straight.positions()));
    advance(straight, plain, options, 5, false, threads.context);
    advance(turned, permuted, options, 5, false, threads.context);
    // Updates and gains have gone along with the points.
    QVERIFY(fixtures::relativeError(flat(turned.positions()), flat(straight.positions())) <= 1e-4);
    QVERIFY_EXCEPTION_THROWN(turned.renumber(fixtures::makeAffinities(3, {})), Error);
}

void TestOptimizer::sameBitsAtAnyThreadCount_data() {
    tenStepsLikeOpenTsne_data();
}

void TestOptimizer::sameBitsAtAnyThreadCount() {
    QFETCH(int, method);
    const std::size_t points = method == static_cast<int>(RepulsionMethod::Exact) ? 3000 : 30'000;
    const Affinities affinities = fixtures::makeAffinities(points, fixtures::randomPairs(points));
    const Positions start = fixtures::asPositions(fixtures::clusters(points, 3));
    std::optional<Positions> expected;
    double divergence = 0;
    for (const int count : {1, 2, 8}) {
        fixtures::Threads threads(count);
        OptimizerState state(affinities, start);
        const StepReport report = advance(state, affinities, with(4, static_cast<RepulsionMethod>(method)),
                                          30, true, threads.context);
        if (!expected) {
            expected = state.positions();
            divergence = report.klDivergence.value();
        }
        QVERIFY(sameBits(state.positions(), *expected));
        QCOMPARE(report.klDivergence.value(), divergence);
    }
}

void TestOptimizer::pausedOrNot() {
    fixtures::Threads threads;
    const Affinities affinities = fixtures::makeAffinities(cells, fixtures::cellPairs());
    const Positions start = fixtures::asPositions(fixtures::readReference<float>("start.f32"));
    const OptimizerOptions options = with(12, RepulsionMethod::Fft);
    OptimizerState whole(affinities, start);
    advance(whole, affinities, options, 250, false, threads.context);
    OptimizerState split(affinities, start);
    advance(split, affinities, options, 120, true, threads.context);
    klDivergence(split, affinities, options, threads.context);
    advance(split, affinities, options, 0, true, threads.context);
    OptimizerState moved = std::move(split);
    advance(moved, affinities, options, 130, false, threads.context);
    QCOMPARE(moved.iteration(), std::uint64_t{250});
    QVERIFY(sameBits(moved.positions(), whole.positions()));
}

void TestOptimizer::stopLeavesTheLastWholeStep() {
    const std::size_t points = 20'000;
    const Affinities affinities = fixtures::makeAffinities(points, fixtures::randomPairs(points));
    const Positions start = fixtures::asPositions(fixtures::clusters(points, 30));
    fixtures::Threads threads(1);
    std::vector<Positions> steps{start};
    OptimizerState expected(affinities, start);
    for (int i = 0; i < 3; ++i) {
        advance(expected, affinities, with(1), 1, false, threads.context);
        steps.push_back(expected.positions());
    }

    // The stop comes from another thread, later from attempt to attempt, so that it meets all parts of a
    // step.
    int stoppedInTime = 0;
    for (int attempt = 0; attempt < 60; ++attempt) {
        std::stop_source stop;
        RunContext context(threads.arena, stop.get_token());
        OptimizerState state(affinities, start);
        std::atomic<bool> started{false};
        std::jthread stopper([&] {
            started.wait(false);
            std::atomic<int> turns{0};
            while (turns.fetch_add(1) < attempt * 2000) {
            }
            stop.request_stop();
        });
        try {
            started = true;
            started.notify_one();
            advance(state, affinities, with(1), 3, false, context);
        } catch (const Stopped&) {
            ++stoppedInTime;
        }
        QVERIFY(state.iteration() <= 3);
        QVERIFY(sameBits(state.positions(), steps[state.iteration()]));
        // What was stopped goes on as if nothing had happened.
        while (state.iteration() < 3)
            advance(state, affinities, with(1), 1, false, threads.context);
        QVERIFY(sameBits(state.positions(), steps[3]));
    }
    QVERIFY(stoppedInTime > 5);
}

void TestOptimizer::failureLeavesTheLastWholeStep() {
    fixtures::Threads threads;
    const Affinities affinities = fixtures::makeAffinities(cells, fixtures::cellPairs());
    OptimizerState state(affinities, fixtures::asPositions(fixtures::readReference<float>("start.f32")));
    advance(state, affinities, with(12), 60, false, threads.context);
    const Positions before = state.positions();
    OptimizerOptions absurd = with(12);
    absurd.learningRate = 1e300;
    QVERIFY_EXCEPTION_THROWN(advance(state, affinities, absurd, 5, true, threads.context), Error);
    QCOMPARE(state.iteration(), std::uint64_t{60});
    QVERIFY(sameBits(state.positions(), before));
    advance(state, affinities, with(12), 5, false, threads.context);
    QCOMPARE(state.iteration(), std::uint64_t{65});
}

void TestOptimizer::nastyInputs_data() {
    QTest::addColumn<int>("points");
    QTest::addColumn<double>("span");
    QTest::addColumn<double>("rateFactor");
    for (const int points : {1, 2, 3, 4, 5})
        QTest::addRow("%d points", points) << points << 1e-4 << 1.0;
    QTest::newRow("all equal") << 1200 << 0.0 << 1.0;
    QTest::newRow("learning rate x 10") << 1200 << 1e-4 << 10.0;
    QTest::newRow("far apart") << 1200 << 20'000.0 << 1.0;
    QTest::newRow("learning rate x 1000, far apart") << 1200 << 20'000.0 << 1000.0;
}

void TestOptimizer::nastyInputs() {
    QFETCH(int, points);
    QFETCH(double, span);
    QFETCH(double, rateFactor);
    fixtures::Threads threads;
    const auto count = static_cast<std::size_t>(points);
    const Affinities affinities = fixtures::makeAffinities(count, fixtures::randomPairs(count));
    const std::size_t steps = span > 1000 ? 5 : 100;
    const std::vector<float> start =
        span > 0 && count > 1 ? fixtures::clusters(count, span) : std::vector<float>(2 * count, 0.25F);
    for (const RepulsionMethod method :
         {RepulsionMethod::Exact, RepulsionMethod::Fft, RepulsionMethod::BarnesHut}) {
        OptimizerState state(affinities, fixtures::asPositions(start));
        for (const double exaggeration : {12.0, 1.0}) {
            OptimizerOptions options = with(exaggeration, method);
            options.learningRate = rateFactor * static_cast<double>(points) / exaggeration;
            const StepReport report = advance(state, affinities, options, steps, true, threads.context);
            QVERIFY(std::isfinite(report.klDivergence.value()));
            QVERIFY(std::isfinite(report.gradientNorm));
        }
        QVERIFY(state.positions().allFinite());
        const double reached = state.positions().maxCoeff() - state.positions().minCoeff();
        QVERIFY(reached < 1000 + 2 * span);
        QVERIFY(std::abs(state.positions().col(0).mean()) < 1e-3 * (1 + reached));
        if (count == 1)
            QVERIFY(state.positions().isZero(1e-6F));
    }
}

void TestOptimizer::refusals() {
    fixtures::Threads threads;
    const Affinities affinities = fixtures::makeAffinities(50, fixtures::randomPairs(50));
    Positions start = fixtures::asPositions(fixtures::clusters(50, 1));
    QVERIFY_EXCEPTION_THROWN(OptimizerState(affinities, start.topRows(49)), Error);
    start(7, 1) = std::numeric_limits<float>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(OptimizerState(affinities, start), Error);
    start(7, 1) = 0;
    OptimizerState state(affinities, start);
    const Affinities other = fixtures::makeAffinities(40, fixtures::randomPairs(40));
    QVERIFY_EXCEPTION_THROWN(advance(state, other, with(1), 1, false, threads.context), Error);
    QVERIFY_EXCEPTION_THROWN(klDivergence(state, other, with(1), threads.context), Error);
}

QTEST_APPLESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
