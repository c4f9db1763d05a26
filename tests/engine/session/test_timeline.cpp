// SPDX-License-Identifier: MIT
// Kept snapshots against the positions they were made from, and what a timeline keeps of a long way.
#include "core/random.h"
#include "session/timeline.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace shoal;

namespace {

Positions scattered(std::size_t points, double centre, double deviation, std::uint64_t seed = 1) {
    Positions positions(static_cast<Eigen::Index>(points), 2);
    for (Eigen::Index i = 0; i < positions.rows(); ++i) {
        RandomStream stream(seed, static_cast<std::uint64_t>(i));
        positions(i, 0) = static_cast<float>(centre + deviation * stream.normal());
        positions(i, 1) = static_cast<float>(-centre + 30 * deviation * stream.normal());
    }
    return positions;
}

Snapshot at(std::uint64_t iteration, bool sample = false, std::size_t points = 100) {
    Snapshot snapshot;
    snapshot.run = 3;
    snapshot.iteration = iteration;
    snapshot.sample = sample;
    snapshot.positions = scattered(points, 0, 1, iteration + 1);
    return snapshot;
}

std::uint64_t bytesOfOne() {
    return encode(at(0)).bytes();
}

std::vector<std::uint64_t> iterationsOf(const Timeline& timeline) {
    std::vector<std::uint64_t> iterations;
    for (const Timeline::Entry& entry : timeline.entries())
        iterations.push_back(entry.snapshot->iteration);
    return iterations;
}

using Iterations = std::vector<std::uint64_t>;

} // namespace

class TestTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void positionsComeBackWithinHalfAStep_data() {
        QTest::addColumn<double>("centre");
        QTest::addColumn<double>("deviation");
        QTest::newRow("a start") << 0.0 << 1e-4;
        QTest::newRow("a map") << 0.0 << 12.0;
        QTest::newRow("off centre") << 300.0 << 5.0;
        QTest::newRow("wide") << 0.0 << 1e6;
    }
    void positionsComeBackWithinHalfAStep() {
        QFETCH(double, centre);
        QFETCH(double, deviation);
        Snapshot snapshot = at(250);
        snapshot.positions = scattered(20'000, centre, deviation);
        const Positions back = decodePositions(encode(snapshot));
        QCOMPARE(back.rows(), snapshot.positions.rows());
        for (Eigen::Index axis = 0; axis < 2; ++axis) {
            const Eigen::VectorXd before = snapshot.positions.col(axis).cast<double>();
            const double step = (before.maxCoeff() - before.minCoeff()) / 65535;
            const double rounding = before.cwiseAbs().maxCoeff() * std::numeric_limits<float>::epsilon();
            const double error = (back.col(axis).cast<double>() - before).cwiseAbs().maxCoeff();
            QVERIFY2(error <= step / 2 + rounding, qPrintable(QString::number(error / step)));
            QVERIFY(error <= step);
            QVERIFY(error > 0.4 * step); // 16 bits are what is kept
            QCOMPARE(back.col(axis).minCoeff(), snapshot.positions.col(axis).minCoeff());
            QCOMPARE(back.col(axis).maxCoeff(), snapshot.positions.col(axis).maxCoeff());
        }
    }

    void aMapWithoutExtentStaysWhereItIs() {
        Snapshot snapshot = at(1);
        snapshot.positions = Positions::Constant(50, 2, 7.25F);
        QVERIFY(decodePositions(encode(snapshot)) == snapshot.positions);
        snapshot.positions.col(1) = Eigen::VectorXf::LinSpaced(50, -1, 1);
        QVERIFY(decodePositions(encode(snapshot)).col(0) == snapshot.positions.col(0));
        snapshot.positions.resize(0, 2);
        QCOMPARE(decodePositions(encode(snapshot)).rows(), Eigen::Index{0});
    }

    void extentsBeyondFloatAreKept() {
        Snapshot snapshot = at(1);
        const float most = std::numeric_limits<float>::max();
        snapshot.positions.resize(3, 2);
        snapshot.positions << -most, 0, 0, 1, most, 2;
        const Positions back = decodePositions(encode(snapshot));
        QVERIFY(back.allFinite());
        QCOMPARE(back(0, 0), -most);
        QCOMPARE(back(2, 0), most);
    }

    void whatElseASnapshotSaysIsKeptAsItIs() {
        Snapshot snapshot = at(250, true);
        snapshot.points = std::make_shared<const std::vector<std::uint32_t>>(100, 4);
        snapshot.phase = 2;
        snapshot.exaggeration = 7.5;
        snapshot.klDivergence = 1.25;
        const KeptSnapshot kept = encode(snapshot);
        QVERIFY(kept.bytes() < 100 * 4 + 300);
        const Snapshot back = decode(kept);
        QCOMPARE(back.run, std::uint64_t{3});
        QCOMPARE(back.iteration, std::uint64_t{250});
        QVERIFY(back.sample);
        QCOMPARE(back.points, snapshot.points);
        QCOMPARE(back.phase, std::size_t{2});
        QCOMPARE(back.exaggeration, 7.5);
        QCOMPARE(*back.klDivergence, 1.25);
        QVERIFY(back.positions == decodePositions(kept));
    }

    void everyTenthIterationIsKeptAndLandmarksBetween() {
        Timeline timeline(1 << 20);
        for (std::uint64_t i = 0; i <= 35; ++i)
            timeline.append(at(i), i == 17);
        QCOMPARE(iterationsOf(timeline), (Iterations{0, 10, 17, 20, 30}));
        QVERIFY(timeline.wants(40));
        QVERIFY(!timeline.wants(41));
        timeline.mark(41); // a change: its snapshot comes after it
        QVERIFY(timeline.wants(41));
        timeline.append(at(41), false);
        QCOMPARE(iterationsOf(timeline).back(), std::uint64_t{41});
        QVERIFY(timeline.entries().back().landmark);
        timeline.append(at(50), false);
        QVERIFY(!timeline.entries().back().landmark);
        timeline.mark(50); // and one whose snapshot is there already
        QVERIFY(timeline.entries().back().landmark);
    }

    void theMemoryStaysWithinItsLimitAndTheRestEven() {
        const std::uint64_t limit = 20 * bytesOfOne();
        Timeline timeline(limit);
        const Iterations landmarks{0, 125, 333, 750};
        for (std::uint64_t i = 0; i <= 2000; ++i) {
            timeline.append(at(i), std::ranges::find(landmarks, i) != landmarks.end());
            QVERIFY(timeline.memory() <= limit);
            QCOMPARE(timeline.memory(), timeline.entries().size() * bytesOfOne());
        }
        // 200 intervals of ten, halved until they and the landmarks are twenty at most.
        QCOMPARE(timeline.interval(), std::uint64_t{160});
        Iterations expected = landmarks;
        for (std::uint64_t i = 160; i <= 2000; i += 160)
            expected.push_back(i);
        std::ranges::sort(expected);
        QCOMPARE(iterationsOf(timeline), expected);
    }

    void aLowerLimitThinsAtOnce() {
        Timeline timeline(1 << 20);
        for (std::uint64_t i = 0; i <= 1000; ++i)
            timeline.append(at(i), i == 255);
        QCOMPARE(timeline.entries().size(), std::size_t{102});
        const auto revision = timeline.revision();
        timeline.setLimit(30 * bytesOfOne());
        QVERIFY(timeline.revision() > revision);
        QVERIFY(timeline.memory() <= 30 * bytesOfOne());
        QCOMPARE(timeline.limit(), 30 * bytesOfOne());
        const Iterations kept = iterationsOf(timeline);
        QCOMPARE(kept.front(), std::uint64_t{0});
        QCOMPARE(kept.back(), std::uint64_t{1000});
        QVERIFY(std::ranges::find(kept, std::uint64_t{255}) != kept.end());
        timeline.setLimit(0);
        QCOMPARE(iterationsOf(timeline), (Iterations{0, 1000}));
    }

    void landmarksAreThinnedOnceThereIsNothingElse() {
        Timeline timeline(8 * bytesOfOne());
        for (std::uint64_t i = 0; i < 40; ++i)
            timeline.append(at(i), true);
        const Iterations kept = iterationsOf(timeline);
        QVERIFY(kept.size() <= 8);
        QVERIFY(kept.size() >= 4);
        QCOMPARE(kept.front(), std::uint64_t{0});
        QCOMPARE(kept.back(), std::uint64_t{39});
    }

    void thereAreNeverMoreThanAScreenCanShow() {
        Timeline timeline(std::numeric_limits<std::uint64_t>::max());
        for (std::uint64_t i = 0; i <= 100'000; i += 10)
            timeline.append(at(i, false, 2), false);
        QVERIFY(timeline.entries().size() <= Timeline::mostEntries);
        QVERIFY(timeline.entries().size() > Timeline::mostEntries / 3);
    }

    void aSampleAndAllPointsAreTwoEmbeddings() {
        Timeline timeline(1 << 20);
        const auto points = std::make_shared<const std::vector<std::uint32_t>>(40, 1);
        std::uint64_t expected = 0;
        for (std::uint64_t i = 0; i <= 25; ++i) {
            Snapshot sample = at(i, true, 40);
            sample.points = points;
            timeline.append(sample, false);
        }
        expected += timeline.entries().size() * timeline.entries().front().snapshot->bytes() + 40 * 4;
        QCOMPARE(timeline.memory(), expected); // the list of points once
        for (std::uint64_t i = 0; i <= 12; ++i)
            timeline.append(at(i), false);
        QCOMPARE(iterationsOf(timeline), (Iterations{0, 10, 20, 0, 10}));
        timeline.setLimit(0);
        timeline.setLimit(1 << 20);
        QCOMPARE(iterationsOf(timeline), (Iterations{0, 10}));
        QVERIFY(timeline.entries().front().snapshot->sample);
        QVERIFY(!timeline.entries().back().snapshot->sample);
    }

    void goingBackDropsWhatCameAfter() {
        Timeline timeline(1 << 20);
        for (std::uint64_t i = 0; i <= 50; ++i)
            timeline.append(at(i), i == 30);
        timeline.append(at(30), false);
        QCOMPARE(iterationsOf(timeline), (Iterations{0, 10, 20, 30}));
        QVERIFY(timeline.entries().back().landmark); // it was one
    }

    void keptElsewhereItIsThinnedByTheSameRule() {
        Timeline first(1 << 20);
        for (std::uint64_t i = 0; i <= 400; ++i)
            first.append(at(i), i == 95);
        const Timeline whole(1 << 20, first.entries());
        QCOMPARE(iterationsOf(whole), iterationsOf(first));
        std::vector<Timeline::Entry> bare = first.entries();
        for (Timeline::Entry& entry : bare)
            entry.landmark = false;
        const Timeline thinned(10 * bytesOfOne(), bare);
        QCOMPARE(iterationsOf(thinned), (Iterations{0, 80, 160, 240, 320, 400}));
        first.clear();
        QCOMPARE(first.memory(), std::uint64_t{0});
        QVERIFY(first.entries().empty());
    }
};

QTEST_APPLESS_MAIN(TestTimeline)
#include "test_timeline.moc"
