// SPDX-License-Identifier: MIT
// Points on their way to the sample: where they begin and end, and when a landing is shown.
#include "window/landing.h"

#include <QtTest>

using namespace shoal;
using namespace shoal::ui;

namespace {

Positions ramp(Eigen::Index points, float scale, float offset) {
    Positions positions(points, 2);
    for (Eigen::Index point = 0; point < points; ++point)
        positions.row(point) << scale * static_cast<float>(point % 37) + offset,
            scale * static_cast<float>(point % 11) - offset;
    return positions;
}

std::shared_ptr<const Snapshot> snapshotOf(std::uint64_t run, const Positions& positions,
                                           const std::vector<std::uint32_t>* sampled = nullptr) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->run = run;
    snapshot->positions = positions;
    if (sampled) {
        snapshot->points = std::make_shared<const std::vector<std::uint32_t>>(*sampled);
        snapshot->sample = true;
    }
    return snapshot;
}

} // namespace

class TestLanding : public QObject {
    Q_OBJECT

    const Positions from_ = ramp(400, 3, 100);
    const Positions to_ = ramp(400, 0.5F, -2).colwise().reverse();
    const std::vector<std::uint32_t> sampled_{5, 70, 399};

private Q_SLOTS:
    void beginsInThePictureAndEndsInPlace() {
        const Positions begin = landingPositions(from_, to_, sampled_, 0);
        const Positions end = landingPositions(from_, to_, sampled_, 1);
        QVERIFY(end == to_);
        const Eigen::RowVector2f low = to_.colwise().minCoeff();
        const Eigen::RowVector2f extent = to_.colwise().maxCoeff() - low;
        const Eigen::RowVector2f pictureLow = from_.colwise().minCoeff();
        const Eigen::RowVector2f pictureExtent = from_.colwise().maxCoeff() - pictureLow;
        for (Eigen::Index point = 0; point < 400; ++point) {
            const bool sampled = point == 5 || point == 70 || point == 399;
            const Eigen::RowVector2f expected =
                sampled
                    ? Eigen::RowVector2f(to_.row(point))
                    : Eigen::RowVector2f(
                          low +
                          (from_.row(point) - pictureLow).cwiseQuotient(pictureExtent).cwiseProduct(extent));
            QVERIFY((begin.row(point) - expected).norm() < 1e-4F);
        }
    }

    void pointsComeDownOneAfterTheOther() {
        int before = 0;
        for (const double share : {0.3, 0.7, 0.9}) {
            const Positions now = landingPositions(from_, to_, sampled_, share);
            int down = 0;
            for (Eigen::Index point = 0; point < 400; ++point)
                down += now.row(point) == to_.row(point);
            QVERIFY(down > before);
            QVERIFY(down < 400);
            before = down;
        }
    }

    void aFlatPictureDoesNotHarm() {
        QVERIFY(landingPositions(Positions::Zero(400, 2), to_, {}, 0.5).allFinite());
    }

    void isShownOnceBetweenSampleAndAll() {
        Landing landing;
        std::vector<std::shared_ptr<const Positions>> frames;
        connect(&landing, &Landing::moved, this, [&](const auto& frame) { frames.push_back(frame); });
        QSignalSpy ended(&landing, &Landing::ended);
        const auto picture = std::make_shared<const Positions>(from_);
        const Positions sample = to_.topRows(3);
        QVERIFY(!landing.shows(snapshotOf(1, to_), picture)); // no sample before
        QVERIFY(!landing.shows(snapshotOf(2, sample, &sampled_), picture));
        QVERIFY(!landing.shows(snapshotOf(3, to_), picture)); // another run's
        QVERIFY(!landing.shows(snapshotOf(4, sample, &sampled_), picture));
        QVERIFY(!landing.shows(snapshotOf(4, to_), nullptr)); // no picture to begin from
        QVERIFY(!landing.shows(snapshotOf(5, sample, &sampled_), picture));
        QVERIFY(landing.shows(snapshotOf(5, to_), picture));
        QVERIFY(landing.shows(snapshotOf(5, to_), picture)); // waits until the points are down
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(frames.size() >= 2);
        QCOMPARE(frames.front()->rows(), Eigen::Index{400});
        QVERIFY(!landing.shows(snapshotOf(5, to_), picture));
    }

    void anotherRunEndsIt() {
        Landing landing;
        QSignalSpy ended(&landing, &Landing::ended);
        const auto picture = std::make_shared<const Positions>(from_);
        landing.shows(snapshotOf(1, to_.topRows(3), &sampled_), picture);
        QVERIFY(landing.shows(snapshotOf(1, to_), picture));
        QVERIFY(!landing.shows(snapshotOf(2, to_), picture));
        QVERIFY(!landing.active());
        QCOMPARE(ended.count(), 0);
    }
};

QTEST_MAIN(TestLanding)
#include "test_landing.moc"
