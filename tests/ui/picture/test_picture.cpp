// SPDX-License-Identifier: MIT
// The figure: what is where on it, at which scale, and what the PNG says of itself.
#include "core/error.h"
#include "core/random.h"
#include "picture/picture.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

using namespace shoal;
using namespace shoal::ui;

namespace {

constexpr std::array<std::uint32_t, 3> classColors{0x0072B2, 0xE69F00, 0x009E73};
constexpr std::size_t pointsEach = 300;

struct Figure {
    Positions positions{static_cast<Eigen::Index>(classColors.size() * pointsEach), 2};
    Coloring coloring;

    Figure() {
        coloring.kind = Coloring::Kind::Categorical;
        coloring.title = "cell type";
        RandomStream random(2);
        for (std::size_t i = 0; i < classColors.size() * pointsEach; ++i) {
            const std::size_t c = i / pointsEach;
            positions.row(static_cast<Eigen::Index>(i))
                << static_cast<float>(static_cast<double>(c) * 10 + random.uniform()),
                static_cast<float>(random.uniform());
            coloring.classOf.push_back(static_cast<std::int32_t>(c));
            coloring.rgb.push_back(classColors[c]);
        }
        for (std::size_t c = 0; c < classColors.size(); ++c)
            coloring.classes.push_back({"class " + std::to_string(c), classColors[c], pointsEach});
    }
};

PictureOptions options(int width = 800, int height = 500, double dpi = 96) {
    PictureOptions options;
    options.width = width;
    options.height = height;
    options.dpi = dpi;
    options.opacity = 1;
    options.diameter = 6;
    return options;
}

/// The pixels of exactly this colour.
QRect areaOf(const QImage& image, std::uint32_t color, const QRect& within) {
    QRect area;
    for (int y = within.top(); y <= within.bottom(); ++y)
        for (int x = within.left(); x <= within.right(); ++x)
            if ((image.pixel(x, y) & 0xFFFFFF) == color && qAlpha(image.pixel(x, y)) == 255)
                area |= QRect(x, y, 1, 1);
    return area;
}

int inked(const QImage& image, const QRect& within) {
    int count = 0;
    for (int y = within.top(); y <= within.bottom(); ++y)
        for (int x = within.left(); x <= within.right(); ++x)
            count += image.pixel(x, y) != 0xFFFFFFFFU ? 1 : 0;
    return count;
}

QString messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace

class TestPicture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plotLeftLegendRight() {
        const Figure figure;
        const QImage image = drawPicture(figure.positions, figure.coloring, options());
        QCOMPARE(image.size(), QSize(800, 500));
        const QRect plot(0, 0, 700, 500);
        const QRect legend(700, 0, 100, 500);
        int lastX = -1;
        int lastY = -1;
        for (const std::uint32_t color : classColors) {
            const QRect cluster = areaOf(image, color, plot);
            QVERIFY(cluster.width() > 10);
            QVERIFY(cluster.center().x() > lastX);
            // Equal scale: the clusters are unit squares.
            QVERIFY(std::abs(cluster.width() - cluster.height()) <= 2);
            lastX = cluster.right();
            const QRect swatch = areaOf(image, color, legend);
            QVERIFY(swatch.width() >= 6 && swatch.width() <= 14);
            QVERIFY(std::abs(swatch.width() - swatch.height()) <= 1);
            QVERIFY(swatch.top() > lastY);
            lastY = swatch.bottom();
            // Its name stands to the right of it.
            QVERIFY(inked(image, QRect(swatch.right() + 4, swatch.top(), 60, swatch.height())) > 20);
        }
    }

    void everythingScalesWithTheResolution() {
        const Figure figure;
        const QImage small = drawPicture(figure.positions, figure.coloring, options(800, 500, 96));
        const QImage large = drawPicture(figure.positions, figure.coloring, options(2400, 1500, 288));
        for (const std::uint32_t color : classColors)
            for (const bool plot : {true, false}) {
                const QRect here =
                    areaOf(small, color, plot ? QRect(0, 0, 700, 500) : QRect(700, 0, 100, 500));
                const QRect there =
                    areaOf(large, color, plot ? QRect(0, 0, 2100, 1500) : QRect(2100, 0, 300, 1500));
                QVERIFY(std::abs(there.center().x() - 3 * here.center().x()) <= 12);
                QVERIFY(std::abs(there.center().y() - 3 * here.center().y()) <= 12);
                QVERIFY(std::abs(there.width() - 3 * here.width()) <= 8);
            }
    }

    void nothingTouchesTheEdge_data() {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<double>("dpi");
        QTest::newRow("2") << 2 << 1600 << 1200 << 144.0;
        QTest::newRow("25") << 25 << 1600 << 1200 << 144.0;
        QTest::newRow("60") << 60 << 1600 << 1200 << 144.0;
        QTest::newRow("60, upright") << 60 << 600 << 1200 << 96.0;
        QTest::newRow("256") << 256 << 1600 << 1200 << 144.0;
        QTest::newRow("3000") << 3000 << 1000 << 700 << 96.0;
        QTest::newRow("small at a high resolution") << 12 << 300 << 200 << 600.0;
        QTest::newRow("smallest") << 12 << minimumPictureSide << minimumPictureSide << 96.0;
    }
    void nothingTouchesTheEdge() {
        QFETCH(int, classes);
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(double, dpi);
        Figure figure;
        figure.coloring.classes.clear();
        for (int c = 0; c < classes; ++c)
            figure.coloring.classes.push_back(
                {"oligodendrocyte precursor cell of layer " + std::to_string(c), 0xC04000U, 1});
        for (std::size_t i = 0; i < figure.coloring.classOf.size(); ++i)
            figure.coloring.classOf[i] = static_cast<std::int32_t>(i % static_cast<std::size_t>(classes));
        if (classes > static_cast<int>(figure.coloring.classOf.size())) {
            figure.positions = Positions::Zero(classes, 2);
            figure.coloring.rgb.assign(static_cast<std::size_t>(classes), 0xC04000U);
            figure.coloring.classOf.resize(static_cast<std::size_t>(classes));
            std::iota(figure.coloring.classOf.begin(), figure.coloring.classOf.end(), 0);
        }
        PictureOptions wanted = options(width, height, dpi);
        wanted.title =
            QStringLiteral("An exceedingly long title, longer than any figure is wide, ").repeated(4);
        wanted.counts = true;
        const QImage image = drawPicture(figure.positions, figure.coloring, wanted);
        QVERIFY(inked(image, image.rect()) > 200);
        for (const QRect& edge : {QRect(0, 0, width, 2), QRect(0, height - 2, width, 2),
                                  QRect(0, 0, 2, height), QRect(width - 2, 0, 2, height)})
            QCOMPARE(inked(image, edge), 0);
        // The plot keeps more than half of the width.
        const QRect points = areaOf(image, figure.coloring.rgb[0], QRect(0, 0, width * 6 / 10, height));
        QVERIFY(!points.isEmpty());
    }

    void hiddenClassesAreLeftOut() {
        const Figure figure;
        PictureOptions wanted = options();
        wanted.shown.assign(classColors.size() * pointsEach, 2);
        std::fill_n(wanted.shown.begin() + pointsEach, pointsEach, std::uint8_t{0});
        std::fill_n(wanted.shown.begin() + 2 * pointsEach, pointsEach, std::uint8_t{1});
        const QImage image = drawPicture(figure.positions, figure.coloring, wanted);
        QVERIFY(!areaOf(image, classColors[0], QRect(0, 0, 700, 500)).isEmpty());
        QVERIFY(areaOf(image, classColors[1], image.rect()).isEmpty());
        QVERIFY(areaOf(image, classColors[2], QRect(0, 0, 700, 500)).isEmpty());
        QVERIFY(!areaOf(image, 0xD4D4D4, QRect(0, 0, 700, 500)).isEmpty());
        QVERIFY(!areaOf(image, classColors[2], QRect(700, 0, 100, 500)).isEmpty());
    }

    void withoutLegendThePointsTakeTheRoom() {
        const Figure figure;
        PictureOptions wanted = options();
        wanted.legend = false;
        const QImage image = drawPicture(figure.positions, figure.coloring, wanted);
        QVERIFY(areaOf(image, classColors[2], image.rect()).right() > 740);
    }

    void sampleOfThePoints() {
        const Figure figure;
        PictureOptions wanted = options();
        wanted.points = std::make_shared<const std::vector<std::uint32_t>>(
            std::vector<std::uint32_t>{0, static_cast<std::uint32_t>(2 * pointsEach)});
        Positions two(2, 2);
        two << 0, 0, 1, 0;
        const QImage image = drawPicture(two, figure.coloring, wanted);
        QVERIFY(!areaOf(image, classColors[0], QRect(0, 0, 320, 500)).isEmpty());
        QVERIFY(!areaOf(image, classColors[2], QRect(320, 0, 380, 500)).isEmpty());
        QVERIFY(areaOf(image, classColors[1], image.rect()).isEmpty());
    }

    void viewOfTheWindow() {
        const Figure figure;
        PictureOptions wanted = options();
        wanted.view = ViewTransform{10.5, 0.5, 400, 800, 600}; // the middle cluster alone
        const QImage image = drawPicture(figure.positions, figure.coloring, wanted);
        const QRect cluster = areaOf(image, classColors[1], QRect(0, 0, 700, 500));
        QVERIFY(cluster.width() > 200);
        QVERIFY(areaOf(image, classColors[0], QRect(0, 0, 700, 500)).isEmpty());
    }

    void numbersGetABar() {
        Figure figure;
        figure.coloring.kind = Coloring::Kind::Continuous;
        figure.coloring.title = "depth";
        figure.coloring.classes.clear();
        figure.coloring.classOf.clear();
        figure.coloring.low = -1.5;
        figure.coloring.high = 250;
        const QImage image = drawPicture(figure.positions, figure.coloring, options());
        const QRect legend(600, 0, 200, 500);
        const QRect top = areaOf(image, viridis(1), legend);
        const QRect bottom = areaOf(image, viridis(0), legend);
        QVERIFY(!top.isEmpty() && !bottom.isEmpty());
        QVERIFY(bottom.top() - top.bottom() > 100);
        QCOMPARE(top.left(), bottom.left());
        // The labels stand beside the ends.
        QVERIFY(inked(image, QRect(top.right() + 3, top.top() - 2, 40, 14)) > 10);
        QVERIFY(inked(image, QRect(bottom.right() + 3, bottom.bottom() - 12, 40, 14)) > 10);
    }

    void transparentPicturesHaveAlpha() {
        const Figure figure;
        PictureOptions wanted = options();
        wanted.background = Qt::transparent;
        wanted.opacity = 0.5;
        const QImage image =
            drawPicture(figure.positions, figure.coloring, wanted).convertToFormat(QImage::Format_ARGB32);
        QCOMPARE(qAlpha(image.pixel(0, 0)), 0);
        // One disc alone at half opacity: its own colour, at alpha one half.
        bool found = false;
        for (int y = 0; y < image.height() && !found; ++y)
            for (int x = 0; x < 700 && !found; ++x) {
                const QRgb pixel = image.pixel(x, y);
                found = std::abs(qAlpha(pixel) - 128) <= 1 && std::abs(qGreen(pixel) - 0x72) <= 2 &&
                        std::abs(qBlue(pixel) - 0xB2) <= 2 && qRed(pixel) <= 2;
            }
        QVERIFY(found);
    }

    void pngKeepsSizeResolutionAndAlpha() {
        const QTemporaryDir folder;
        const Figure figure;
        PictureOptions wanted = options(640, 480, 300);
        wanted.background = Qt::transparent;
        const QImage image = drawPicture(figure.positions, figure.coloring, wanted);
        const QString path = folder.filePath(QStringLiteral("figure.png"));
        writePng(path.toStdString(), image, 300);
        const QImage read(path);
        QCOMPARE(read.size(), QSize(640, 480));
        QCOMPARE(read.dotsPerMeterX(), 11811);
        QCOMPARE(read.dotsPerMeterY(), 11811);
        QCOMPARE(qAlpha(read.pixel(0, 0)), 0);
        QCOMPARE(read.convertToFormat(QImage::Format_ARGB32), image.convertToFormat(QImage::Format_ARGB32));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void pngCarriesItsDescription() {
        const QTemporaryDir folder;
        const Figure figure;
        const QImage image = drawPicture(figure.positions, figure.coloring, options());
        const auto path = [&](const char* name) -> std::filesystem::path {
            return folder.filePath(QLatin1String(name)).toStdString();
        };
        const std::string description = "{\"recipe\": \"" + std::string(5000, 'x') + "\"}";
        writePng(path("long.png"), image, 96, description);
        writePng(path("short.png"), image, 96, "{}");
        writePng(path("bare.png"), image, 96);
        QVERIFY(isPng(path("long.png")) && !isPng(path("absent.png")));
        QCOMPARE(descriptionIn(path("long.png")), description);
        QCOMPARE(descriptionIn(path("short.png")), std::string("{}"));
        QCOMPARE(descriptionIn(path("bare.png")), std::string());
        QCOMPARE(QImage(folder.filePath(QStringLiteral("long.png"))).convertToFormat(QImage::Format_RGB32),
                 image.convertToFormat(QImage::Format_RGB32));
        QFile cut(folder.filePath(QStringLiteral("long.png")));
        QVERIFY(cut.resize(20));
        QVERIFY(messageOf([&] { descriptionIn(path("long.png")); }).contains(QStringLiteral("cut short")));
    }

    void errorsSayWhatToDo() {
        const Figure figure;
        const auto draw = [&](const PictureOptions& wanted) {
            return messageOf([&] { drawPicture(figure.positions, figure.coloring, wanted); });
        };
        QVERIFY(draw(options(10, 500)).contains(QStringLiteral("10 × 500")));
        QVERIFY(draw(options(500, 100000)).contains(QStringLiteral("32000")));
        QVERIFY(draw(options(500, 500, 0)).contains(QStringLiteral("dpi")));
        QVERIFY(draw(options(500, 500, std::nan(""))).contains(QStringLiteral("dpi")));
        PictureOptions wanted = options();
        wanted.shown = {2, 2};
        QVERIFY(draw(wanted).contains(QStringLiteral("900 points")));
        const QTemporaryDir folder;
        const std::filesystem::path nowhere =
            folder.filePath(QStringLiteral("no/such/figure.png")).toStdString();
        const QImage image = drawPicture(figure.positions, figure.coloring, options());
        QVERIFY(messageOf([&] { writePng(nowhere, image, 96); }).contains(QStringLiteral("figure.png")));
    }

    void noPointsNoHarm() {
        Coloring coloring;
        QVERIFY(!drawPicture(Positions(0, 2), coloring, options()).isNull());
    }
};

QTEST_MAIN(TestPicture)
#include "test_picture.moc"
