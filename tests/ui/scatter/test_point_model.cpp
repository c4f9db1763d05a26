// SPDX-License-Identifier: MIT
// Which point lies under the cursor, and which rows a sample of the data set shows.
#include "core/random.h"
#include "scatter/point_model.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace shoal;
using namespace shoal::ui;

namespace {

constexpr ViewTransform testView{0, 0, 100, 400, 400};

std::shared_ptr<const Positions> rows(std::initializer_list<std::pair<float, float>> points) {
    auto positions = std::make_shared<Positions>(static_cast<Eigen::Index>(points.size()), 2);
    Eigen::Index row = 0;
    for (const auto& [x, y] : points)
        positions->row(row++) << x, y;
    return positions;
}

std::shared_ptr<const Coloring> colored(std::size_t count, std::vector<std::uint32_t> order) {
    auto coloring = std::make_shared<Coloring>();
    coloring->rgb.resize(count);
    std::iota(coloring->rgb.begin(), coloring->rgb.end(), 0x100U);
    coloring->drawOrder = std::move(order);
    return coloring;
}

} // namespace

class TestPointModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearestByScanOfAll() {
        constexpr Eigen::Index pointCount = 3000;
        auto positions = std::make_shared<Positions>(pointCount, 2);
        RandomStream random(5);
        for (Eigen::Index i = 0; i < pointCount; ++i)
            positions->row(i) << static_cast<float>(random.normal()), static_cast<float>(random.normal());
        PointModel model;
        model.setPositions(positions, nullptr);
        int hits = 0;
        for (int trial = 0; trial < 300; ++trial) {
            const double x = 400 * random.uniform();
            const double y = 400 * random.uniform();
            std::int64_t nearest = -1;
            double best = 6;
            for (Eigen::Index i = 0; i < pointCount; ++i) {
                const double distance = std::hypot(testView.toPixelX((*positions)(i, 0)) - x,
                                                   testView.toPixelY((*positions)(i, 1)) - y);
                if (distance < best) {
                    best = distance;
                    nearest = i;
                }
            }
            hits += nearest >= 0 ? 1 : 0;
            QCOMPARE(model.pointAt(testView, x, y, 6, 0.01), nearest);
        }
        QVERIFY(hits > 100);
        QVERIFY(hits < 300);
    }

    void topmostOfThoseThatCoverTheCursor() {
        PointModel model;
        model.setPositions(rows({{0, 0}, {0.02F, 0}, {0.03F, 0}, {1, 1}}), nullptr);
        model.setColoring(colored(4, {2, 1, 0, 3}));
        // All three cover the cursor; row 0 is drawn last.
        QCOMPARE(model.pointAt(testView, 202, 200, 6, 20), std::int64_t{0});
        // None does: the nearest.
        QCOMPARE(model.pointAt(testView, 206, 200, 6, 1), std::int64_t{2});
        QCOMPARE(model.pointAt(testView, 220, 200, 6, 1), std::int64_t{-1});
    }

    void hiddenIsNotHitAndGreyLiesBeneath() {
        PointModel model;
        model.setPositions(rows({{0, 0}, {0.02F, 0}, {0.03F, 0}}), nullptr);
        model.setColoring(colored(3, {2, 1, 0}));
        model.setShown({0, 1, 2});
        QCOMPARE(model.pointAt(testView, 200, 200, 6, 20), std::int64_t{2});
        model.setShown({0, 1, 0});
        QCOMPARE(model.pointAt(testView, 200, 200, 6, 20), std::int64_t{1});
        model.setShown({0, 0, 0});
        QCOMPARE(model.pointAt(testView, 200, 200, 6, 20), std::int64_t{-1});
        QCOMPARE(model.countIn(testView), std::size_t{0});
    }

    void samplesSpeakOfTheDataSet() {
        PointModel model;
        model.setColoring(colored(6, {5, 0, 3, 1, 4, 2}));
        model.setShown({2, 2, 2, 2, 0, 1});
        model.setPositions(rows({{0, 0}, {1, 0}, {0, 1}}), std::make_shared<const std::vector<std::uint32_t>>(
                                                               std::vector<std::uint32_t>{4, 1, 5}));
        const PointLayer& layer = model.layer();
        QCOMPARE(std::vector<std::uint32_t>(layer.rgb.begin(), layer.rgb.end()),
                 (std::vector<std::uint32_t>{0x104, 0x101, 0x105}));
        QCOMPARE(std::vector<std::uint32_t>(layer.drawOrder.begin(), layer.drawOrder.end()),
                 (std::vector<std::uint32_t>{2, 1, 0}));
        QCOMPARE(std::vector<std::uint8_t>(layer.shown.begin(), layer.shown.end()),
                 (std::vector<std::uint8_t>{0, 2, 1}));
        QCOMPARE(model.pointAt(testView, 300, 200, 6, 3), std::int64_t{1});
        QCOMPARE(model.pointAt(testView, 200, 100, 6, 3), std::int64_t{5});
        QCOMPARE(model.pointAt(testView, 200, 200, 6, 3), std::int64_t{-1});
        QCOMPARE(model.countIn(testView), std::size_t{2});
    }

    void colorsOfAnotherDataSetAreLeftOut() {
        PointModel model;
        model.setColoring(colored(6, {5, 0, 3, 1, 4, 2}));
        model.setShown({2, 2, 2, 2, 0, 1});
        model.setPositions(rows({{0, 0}, {1, 0}}), nullptr);
        QCOMPARE(model.layer().rgb.size(), std::size_t{2});
        QVERIFY(model.layer().drawOrder.empty());
        QVERIFY(model.layer().shown.empty());
        model.setPositions(rows({{0, 0}, {1, 0}}), std::make_shared<const std::vector<std::uint32_t>>(
                                                       std::vector<std::uint32_t>{4, 6}));
        QVERIFY(model.layer().drawOrder.empty());
        QCOMPARE(model.layer().rgb.size(), std::size_t{2});
    }

    void aCopyStaysAsItIs() {
        PointModel model;
        model.setPositions(rows({{0, 0}, {1, 0}}), nullptr);
        model.setColoring(colored(2, {1, 0}));
        const PointModel copy = model;
        model.setShown({0, 0});
        model.setPositions(rows({{5, 5}, {6, 6}}), nullptr);
        QCOMPARE(copy.pointAt(testView, 200, 200, 6, 3), std::int64_t{0});
        QCOMPARE(copy.countIn(testView), std::size_t{2});
        QCOMPARE(model.countIn(testView), std::size_t{0});
        QVERIFY(copy.positionsRevision() != model.positionsRevision());
        QVERIFY(copy.inkRevision() != model.inkRevision());
    }

    void notFiniteIsNeverHit() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        PointModel model;
        model.setPositions(rows({{nan, 0}, {0, std::numeric_limits<float>::infinity()}}), nullptr);
        QCOMPARE(model.pointAt(testView, 200, 200, 1e6, 3), std::int64_t{-1});
        QCOMPARE(model.countIn(testView), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(TestPointModel)
#include "test_point_model.moc"
