// SPDX-License-Identifier: MIT
// The splatter against a slow oracle that samples every disc, and against itself at other thread counts.
#include "core/random.h"
#include "picture/splat.h"

#include <QtTest>

#include <tbb/task_arena.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

using namespace shoal;
using namespace shoal::ui;

namespace {

using Pixels = std::vector<std::uint32_t>;

std::size_t indexOf(int x, int y, int width) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
}

struct Cloud {
    Positions positions;
    std::vector<std::uint32_t> rgb;
    std::vector<std::uint32_t> order;
    std::vector<std::uint8_t> shown;

    explicit Cloud(Eigen::Index count, double spread = 1)
        : positions(count, 2) {
        RandomStream random(11);
        for (Eigen::Index i = 0; i < count; ++i) {
            positions.row(i) << static_cast<float>(spread * random.normal()),
                static_cast<float>(spread * random.normal());
            rgb.push_back(static_cast<std::uint32_t>(random.below(0x1000000)));
            order.push_back(static_cast<std::uint32_t>(i));
            shown.push_back(static_cast<std::uint8_t>(random.below(3)));
        }
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[random.below(i)]);
    }

    PointLayer layer(double diameter, double opacity) const {
        PointLayer layer;
        layer.positions = &positions;
        layer.rgb = rgb;
        layer.drawOrder = order;
        layer.diameter = diameter;
        layer.opacity = opacity;
        return layer;
    }
};

/// One disc after the other in double precision, 24 × 24 samples a pixel.
Pixels oracle(const PointLayer& layer, const ViewTransform& view, std::uint32_t background) {
    constexpr int samples = 24;
    const auto pixels = static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
    std::vector<std::array<double, 4>> canvas(pixels);
    for (auto& pixel : canvas)
        for (std::size_t channel = 0; channel < 4; ++channel)
            pixel[channel] = (background >> (8 * channel) & 0xFF) / 255.0;
    for (const int pass : {1, 2})
        for (const std::uint32_t i : layer.drawOrder) {
            if ((layer.shown.empty() ? 2 : layer.shown[i]) != pass)
                continue;
            const double radius = (pass == 1 ? std::max(1.0, layer.diameter) : layer.diameter) / 2;
            const double centerX = view.toPixelX((*layer.positions)(i, 0));
            const double centerY = view.toPixelY((*layer.positions)(i, 1));
            const std::uint32_t color = 0xFF000000U | (pass == 1 ? layer.grey : layer.rgb[i]);
            const int left = std::max(0, static_cast<int>(std::floor(centerX - radius)));
            const int right = std::min(view.width - 1, static_cast<int>(std::floor(centerX + radius)));
            const int top = std::max(0, static_cast<int>(std::floor(centerY - radius)));
            const int bottom = std::min(view.height - 1, static_cast<int>(std::floor(centerY + radius)));
            for (int y = top; y <= bottom; ++y)
                for (int x = left; x <= right; ++x) {
                    int inside = 0;
                    for (int sample = 0; sample < samples * samples; ++sample) {
                        const int row = sample / samples;
                        const double dx = x + (sample % samples + 0.5) / samples - centerX;
                        const double dy = y + (row + 0.5) / samples - centerY;
                        inside += dx * dx + dy * dy <= radius * radius ? 1 : 0;
                    }
                    const double weight = layer.opacity * inside / (samples * samples);
                    for (std::size_t channel = 0; channel < 4; ++channel) {
                        double& value = canvas[indexOf(x, y, view.width)][channel];
                        value += weight * ((color >> (8 * channel) & 0xFF) / 255.0 - value);
                    }
                }
        }
    Pixels image(pixels);
    for (std::size_t i = 0; i < pixels; ++i)
        for (std::size_t channel = 0; channel < 4; ++channel)
            image[i] |= static_cast<std::uint32_t>(std::lround(canvas[i][channel] * 255)) << (8 * channel);
    return image;
}

struct Difference {
    int most = 0;
    double mean = 0;
};

Difference compare(const Pixels& first, const Pixels& second) {
    Difference difference;
    for (std::size_t i = 0; i < first.size(); ++i)
        for (const int shift : {0, 8, 16, 24}) {
            const int here = std::abs(static_cast<int>(first[i] >> shift & 0xFF) -
                                      static_cast<int>(second[i] >> shift & 0xFF));
            difference.most = std::max(difference.most, here);
            difference.mean += here / (4.0 * static_cast<double>(first.size()));
        }
    return difference;
}

Pixels splatted(const PointLayer& layer, const ViewTransform& view, std::uint32_t background) {
    Pixels pixels(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height), background);
    splat(layer, view, pixels);
    return pixels;
}

} // namespace

class TestSplat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void likeTheOracle_data() {
        QTest::addColumn<double>("diameter");
        QTest::addColumn<double>("opacity");
        QTest::addColumn<uint>("background");
        QTest::addColumn<bool>("greyed");
        QTest::newRow("small, faint") << 1.5 << 0.05 << 0xFFFFFFFFU << false;
        QTest::newRow("small, opaque") << 1.5 << 1.0 << 0xFFFFFFFFU << false;
        QTest::newRow("smaller than a pixel, some greyed") << 0.6 << 0.8 << 0xFF202020U << true;
        QTest::newRow("middle, some greyed") << 3.0 << 0.4 << 0xFFFFFFFFU << true;
        QTest::newRow("large, translucent, no background") << 13.7 << 0.5 << 0x00000000U << false;
        QTest::newRow("larger than a tile") << 90.0 << 0.3 << 0xFFFFFFFFU << false;
    }
    void likeTheOracle() {
        QFETCH(double, diameter);
        QFETCH(double, opacity);
        QFETCH(uint, background);
        QFETCH(bool, greyed);
        const Cloud cloud(diameter > 50 ? 40 : 1500);
        PointLayer layer = cloud.layer(diameter, opacity);
        if (greyed)
            layer.shown = cloud.shown;
        const ViewTransform view{0.1, -0.2, 45, 237,
                                 171}; // some points are outside, the last tiles are narrow
        const Difference difference =
            compare(splatted(layer, view, background), oracle(layer, view, background));
        // Centres are rounded to an eighth of a pixel, which moves a rim by a sixteenth at most along each
        // axis.
        QVERIFY2(difference.most <= 255 * opacity * 0.2 + 2, qPrintable(QString::number(difference.most)));
        QVERIFY2(difference.mean < 2.5, qPrintable(QString::number(difference.mean)));
    }

    void exactOnTheGrid() {
        // A centre where the rounding loses nothing, and a disc of which the inner pixels are full.
        Positions positions(1, 2);
        positions << 0.0625F, -0.0625F;
        const std::vector<std::uint32_t> rgb{0x204060};
        PointLayer layer;
        layer.positions = &positions;
        layer.rgb = rgb;
        layer.diameter = 10;
        layer.opacity = 1;
        const ViewTransform view{0, 0, 1, 20, 20};
        const Pixels pixels = splatted(layer, view, 0);
        double covered = 0;
        for (int y = 0; y < 20; ++y)
            for (int x = 0; x < 20; ++x) {
                const std::uint32_t pixel = pixels[indexOf(x, y, 20)];
                covered += (pixel >> 24) / 255.0;
                const double distance = std::hypot(x + 0.5 - 10.0625, y + 0.5 - 10.0625);
                if (distance < 4.2)
                    QCOMPARE(pixel, 0xFF204060U);
                if (distance > 5.8)
                    QCOMPARE(pixel, 0U);
            }
        QVERIFY(std::abs(covered - std::numbers::pi * 25) < 0.3);
    }

    void manyFaintLayersSaturate() {
        // At 8 bits a channel this would stop ten levels short of the colour.
        const std::size_t count = 400;
        const Positions positions = Positions::Zero(static_cast<Eigen::Index>(count), 2);
        const std::vector<std::uint32_t> rgb(count, 0x1060C0);
        PointLayer layer;
        layer.positions = &positions;
        layer.rgb = rgb;
        layer.diameter = 6;
        layer.opacity = 0.05;
        const Pixels pixels = splatted(layer, {0, 0, 1, 8, 8}, 0xFFFFFFFFU);
        QVERIFY(compare({pixels[4 * 8 + 4]}, {0xFF1060C0U}).most <= 1);
    }

    void samePixelsAtAnyThreadCount() {
        const Cloud cloud(200000);
        PointLayer layer = cloud.layer(2.3, 0.3);
        layer.shown = cloud.shown;
        const ViewTransform view = ViewTransform::fitting(cloud.positions, 700, 500);
        std::vector<Pixels> images;
        for (const int threads : {1, 2, 8}) {
            tbb::task_arena arena(threads);
            arena.execute([&] { images.push_back(splatted(layer, view, 0xFFFFFFFFU)); });
        }
        QVERIFY(images[1] == images[0]);
        QVERIFY(images[2] == images[0]);
    }

    void laterPointsLieOnTop() {
        Positions positions(3, 2);
        positions << 0, 0, 0, 0, 0, 0;
        const std::vector<std::uint32_t> rgb{0xFF0000, 0x00FF00, 0x0000FF};
        PointLayer layer;
        layer.positions = &positions;
        layer.rgb = rgb;
        layer.diameter = 5;
        layer.opacity = 1;
        const ViewTransform view{0, 0, 1, 10, 10};
        const std::size_t middle = 5 * 10 + 5;
        QCOMPARE(splatted(layer, view, 0xFFFFFFFFU)[middle], 0xFF0000FFU);
        const std::vector<std::uint32_t> order{2, 0, 1};
        layer.drawOrder = order;
        QCOMPARE(splatted(layer, view, 0xFFFFFFFFU)[middle], 0xFF00FF00U);
        const std::vector<std::uint8_t> shown{2, 1, 0};
        layer.shown = shown;
        QCOMPARE(splatted(layer, view, 0xFFFFFFFFU)[middle], 0xFFFF0000U);
        const std::vector<std::uint8_t> onlyGrey{0, 1, 0};
        layer.shown = onlyGrey;
        QCOMPARE(splatted(layer, view, 0xFFFFFFFFU)[middle], 0xFF000000U | layer.grey);
    }

    void whatIsNotFiniteOrFarAwayIsLeftOut() {
        Positions positions(5, 2);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        positions << nan, 0, 0, infinity, -infinity, 0, 1e30F, -1e30F, 100, 0;
        const std::vector<std::uint32_t> rgb(5, 0);
        PointLayer layer;
        layer.positions = &positions;
        layer.rgb = rgb;
        QVERIFY(splatted(layer, {0, 0, 1, 50, 50}, 0xFFFFFFFFU) == Pixels(2500, 0xFFFFFFFFU));
        QVERIFY(splatted(layer, {0, 0, 1e300, 50, 50}, 0xFFFFFFFFU) == Pixels(2500, 0xFFFFFFFFU));
        layer.positions = nullptr;
        QVERIFY(splatted(layer, {0, 0, 1, 50, 50}, 0xFFFFFFFFU) == Pixels(2500, 0xFFFFFFFFU));
    }

    void fittingShowsAllAndNoMore() {
        Positions positions(4, 2);
        positions << -3, 1, 5, 2, 0, -1, 1, std::numeric_limits<float>::quiet_NaN();
        const ViewTransform view = ViewTransform::fitting(positions, 400, 300, 0.05);
        QVERIFY(std::abs(view.toPixelX(-3) - 20) < 1e-9);
        QVERIFY(std::abs(view.toPixelX(5) - 380) < 1e-9);
        QVERIFY(std::abs(view.toPixelY(2) + view.toPixelY(-1) - 300) < 1e-9);
        QVERIFY(view.toPixelY(2) < view.toPixelY(-1));
        QCOMPARE(view.fromPixelX(view.toPixelX(0.25)), 0.25);
        QCOMPARE(view.fromPixelY(view.toPixelY(0.25)), 0.25);
    }

    void degenerateExtentsGetAUnit() {
        Positions one(2, 2);
        one << 7, 8, 7, 8;
        ViewTransform view = ViewTransform::fitting(one, 400, 300, 0);
        QCOMPARE(view.centerX, 7.0);
        QCOMPARE(view.pixelsPerUnit, 300.0);
        one(1, 0) = 11; // a line
        view = ViewTransform::fitting(one, 400, 300, 0);
        QCOMPARE(view.pixelsPerUnit, 100.0);
        QCOMPARE(ViewTransform::fitting(Positions(0, 2), 400, 300, 0).pixelsPerUnit, 300.0);
    }

    void automaticSizes() {
        const double area = 800 * 600;
        QCOMPARE(automaticDiameter(area, 1), 6.0);
        QCOMPARE(automaticDiameter(area, 0), 6.0);
        QCOMPARE(automaticDiameter(area, 1, 2), 12.0);
        QCOMPARE(automaticDiameter(area, 1300000), 1.5);
        QVERIFY(std::abs(automaticDiameter(area, 10000) -
                         std::sqrt(0.6 * area / (std::numbers::pi * 10000))) < 1e-12);
        QCOMPARE(automaticOpacity(area, 10, 6), 0.8);
        QCOMPARE(automaticOpacity(area, 1300000, 1.5), 0.05);
        QVERIFY(std::abs(automaticOpacity(area, 100000, 1.5) -
                         0.15 * area / (100000 * std::numbers::pi * 2.25 / 4)) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(TestSplat)
#include "test_splat.moc"
