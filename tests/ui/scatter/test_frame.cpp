// SPDX-License-Identifier: MIT
// A frame shows what splat() draws, knows its style, and what makes another one necessary.
#include "core/random.h"
#include "scatter/frame.h"

#include <QtTest>

#include <functional>

using namespace shoal;
using namespace shoal::ui;

namespace {

FrameWish someWish() {
    constexpr Eigen::Index count = 500;
    auto positions = std::make_shared<Positions>(count, 2);
    auto coloring = std::make_shared<Coloring>();
    RandomStream random(9);
    for (Eigen::Index i = 0; i < count; ++i) {
        positions->row(i) << static_cast<float>(random.normal()), static_cast<float>(random.normal());
        coloring->rgb.push_back(static_cast<std::uint32_t>(random.below(0x1000000)));
    }
    FrameWish wish;
    wish.points.setPositions(positions, nullptr);
    wish.points.setColoring(coloring);
    wish.view = {0, 0, 40, 150, 100};
    wish.background = 0x1E1F22;
    return wish;
}

} // namespace

class TestFrame : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreThoseOfTheSplat() {
        const FrameWish wish = someWish();
        const Frame frame = drawFrame(wish);
        const double area = 150 * 100;
        const std::size_t inView = wish.points.countIn(wish.view);
        QVERIFY(inView > 100 && inView < 500);
        QCOMPARE(frame.style.diameter, automaticDiameter(area, inView));
        QCOMPARE(frame.style.opacity, automaticOpacity(area, inView, frame.style.diameter));
        std::vector<std::uint32_t> pixels(150 * 100, 0xFF1E1F22U);
        PointLayer layer = wish.points.layer();
        layer.diameter = frame.style.diameter;
        layer.opacity = frame.style.opacity;
        splat(layer, wish.view, pixels);
        QCOMPARE(frame.rgba.size(), 4 * pixels.size());
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            QCOMPARE(frame.rgba[4 * i], static_cast<unsigned char>(pixels[i] >> 16));
            QCOMPARE(frame.rgba[4 * i + 1], static_cast<unsigned char>(pixels[i] >> 8));
            QCOMPARE(frame.rgba[4 * i + 2], static_cast<unsigned char>(pixels[i]));
            QCOMPARE(frame.rgba[4 * i + 3], static_cast<unsigned char>(255));
        }
    }

    void chosenStylesAreKept() {
        FrameWish wish = someWish();
        wish.diameter = 7;
        wish.opacity = 0.3;
        QCOMPARE(drawFrame(wish).style, (PointStyle{7, 0.3}));
        wish.diameter.reset();
        wish.pixelRatio = 2;
        const double area = 150 * 100;
        QCOMPARE(styleFor(wish).diameter, automaticDiameter(area, wish.points.countIn(wish.view), 2));
    }

    void everyWishThatLooksOtherwiseIsAnother() {
        const FrameWish wish = someWish();
        QVERIFY(wish.sameAs(FrameWish(wish)));
        const std::vector<std::function<void(FrameWish&)>> changes{
            [](FrameWish& to) { to.points.setShown({}); },
            [](FrameWish& to) { to.points.setPositions(std::make_shared<Positions>(3, 2), nullptr); },
            [](FrameWish& to) { to.view.centerX = 1; },
            [](FrameWish& to) { to.background = 0; },
            [](FrameWish& to) { to.grey = 0; },
            [](FrameWish& to) { to.diameter = 3; },
            [](FrameWish& to) { to.opacity = 0.5; },
            [](FrameWish& to) { to.pixelRatio = 2; },
            [](FrameWish& to) { to.density = true; },
        };
        for (const auto& change : changes) {
            FrameWish other = wish;
            change(other);
            QVERIFY(!wish.sameAs(other));
            QVERIFY(!other.sameAs(wish));
        }
    }

    void nothingIsBackground() {
        FrameWish wish;
        wish.view = {0, 0, 1, 5, 4};
        wish.background = 0x102030;
        const Frame frame = drawFrame(wish);
        QCOMPARE(frame.rgba.size(), std::size_t{80});
        for (std::size_t i = 0; i < 20; ++i)
            QCOMPARE(frame.rgba[4 * i + 1], static_cast<unsigned char>(0x20));
    }
};

QTEST_APPLESS_MAIN(TestFrame)
#include "test_frame.moc"
