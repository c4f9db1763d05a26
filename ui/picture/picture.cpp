// SPDX-License-Identifier: MIT
#include "picture/picture.h"

#include "colors/palette.h"
#include "core/error.h"
#include "data/input_file.h"
#include "output/atomic_file.h"
#include "picture/class_names.h"
#include "picture/density.h"
#include "picture/legend.h"

#include <QBuffer>
#include <QFontMetrics>
#include <QImageReader>
#include <QImageWriter>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <span>
#include <string>

namespace shoal::ui {

namespace {

constexpr const char* descriptionKey = "shoal";
constexpr double screenDpi = 96;
// Pixels at 96 dpi.
constexpr double margin96 = 20;
constexpr double titleSize96 = 17;
constexpr double legendGap96 = 16;
constexpr double nameSize96 = 13;
constexpr double widestLegendShare = 0.38; // of the picture's width

int rounded(double value) {
    return static_cast<int>(std::lround(value));
}

void checkOptions(const Positions& positions, const Coloring& coloring, const PictureOptions& options) {
    const auto side = [](int pixels) { return pixels >= minimumPictureSide && pixels <= maximumImageSide; };
    if (!side(options.width) || !side(options.height))
        throw Error("A picture of " + std::to_string(options.width) + " × " + std::to_string(options.height) +
                    " pixels cannot be drawn; both sides must lie between " +
                    std::to_string(minimumPictureSide) + " and " + std::to_string(maximumImageSide) + ".");
    if (!(options.dpi >= 10 && options.dpi <= 2400))
        throw Error("A picture's resolution must lie between 10 and 2400 dpi.");
    const auto rows = static_cast<std::size_t>(positions.rows());
    const bool matching = options.points
                              ? options.points->size() == rows &&
                                    (rows == 0 || std::ranges::max(*options.points) < coloring.rgb.size())
                              : coloring.rgb.size() == rows;
    if (!matching || (!options.shown.empty() && options.shown.size() != coloring.rgb.size()))
        throw Error("The picture's colours are not those of its " + std::to_string(rows) + " points.");
}

QImage emptyImage(int width, int height, const QColor& background) {
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        throw Error("There is not enough memory for a picture of " + std::to_string(width) + " × " +
                    std::to_string(height) + " pixels; choose a smaller one.");
    image.fill(background);
    return image;
}

/// What lies on the paper, row by row.
struct Content {
    const Positions& positions;
    const Coloring& coloring;
    std::vector<std::uint8_t> shown; // empty, or per row

    bool hidden(std::size_t row) const { return !shown.empty() && shown[row] == shownHidden; }
};

std::vector<LegendEntry> legendEntries(const Content& content, bool counts) {
    std::vector<std::size_t> visible(content.coloring.classes.size(), 0);
    for (std::size_t row = 0; row < content.coloring.classOf.size(); ++row)
        if (!content.hidden(row))
            ++visible[static_cast<std::size_t>(content.coloring.classOf[row])];
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        const Coloring::Class& entry = content.coloring.classes[i];
        if (visible[i] > 0)
            entries.push_back({QString::fromStdString(entry.name).simplified(),
                               counts
                                   ? QLocale(QLocale::English).toString(static_cast<qulonglong>(entry.count))
                                   : QString(),
                               QColor::fromRgb(entry.color)});
    }
    return entries;
}

ViewTransform plotView(const Content& content, const PictureOptions& options, QSize plot) {
    if (!options.view)
        return ViewTransform::fitting(content.positions, plot.width(), plot.height(), 0.02);
    // At least what the window shows, whatever the shape of the plot.
    const ViewTransform& window = *options.view;
    const double scale = std::min(plot.width() / std::max(1.0, static_cast<double>(window.width)),
                                  plot.height() / std::max(1.0, static_cast<double>(window.height)));
    return {window.centerX, window.centerY, window.pixelsPerUnit * scale, plot.width(), plot.height()};
}

void drawNames(QPainter& painter, const Content& content, const PointLayer& layer, const ViewTransform& view,
               const QRect& plot, int pixelSize, bool dark) {
    const Coloring& coloring = content.coloring;
    const auto places = densestPlaces(layer, coloring.classOf, coloring.classes.size());
    std::vector<QSize> sizes;
    for (const ClassPlace& place : places)
        sizes.push_back(nameSize(plotName(coloring, place.classIndex), pixelSize));
    const auto corners = layOutNames(places, sizes, view, QRect(QPoint(), plot.size()));
    for (std::size_t i = 0; i < places.size(); ++i)
        if (corners[i])
            painter.drawImage(plot.topLeft() + *corners[i],
                              nameStamp(plotName(coloring, places[i].classIndex), pixelSize, nameInk(dark),
                                        nameHalo(dark)));
}

void drawPoints(QPainter& painter, const Content& content, const PictureOptions& options, const QRect& plot,
                bool dark) {
    const double scale = options.dpi / screenDpi;
    const ViewTransform view = plotView(content, options, plot.size());
    // Chosen as for a plain screen and scaled afterwards, so that a figure looks the same at every
    // resolution.
    const double area = plot.width() / scale * plot.height() / scale;
    PointLayer layer;
    layer.positions = &content.positions;
    layer.rgb = content.coloring.rgb;
    layer.shown = content.shown;
    layer.drawOrder = content.coloring.drawOrder;
    const std::size_t inView = countInView(layer, view);
    const double diameter = options.diameter.value_or(automaticDiameter(area, inView));
    layer.diameter = diameter * scale;
    layer.opacity = options.opacity.value_or(automaticOpacity(area, inView, diameter));
    layer.grey = dark ? greyOnDark : greyOnLight;
    QImage points = emptyImage(plot.width(), plot.height(), options.background);
    const std::span<std::uint32_t> pixels{reinterpret_cast<std::uint32_t*>(points.bits()),
                                          static_cast<std::size_t>(plot.width()) *
                                              static_cast<std::size_t>(plot.height())};
    if (options.density)
        paintDensity(layer, view, {scale, content.coloring.kind != Coloring::Kind::None, dark}, pixels);
    else
        splat(layer, view, pixels);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    painter.drawImage(plot.topLeft(), points);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    if (options.names)
        drawNames(painter, content, layer, view, plot, rounded(nameSize96 * scale), dark);
}

/// Draws the legend at the right edge of `room` and takes its width away from there.
template <class Legend>
void placeLegend(QPainter& painter, const Legend& legend, QRect& room, int gap, const QColor& ink) {
    legend.draw(painter, room.right() + 1 - legend.width(), room.top(), ink);
    room.setWidth(room.width() - legend.width() - gap);
}

void drawFigure(QPainter& painter, const Content& content, const PictureOptions& options) {
    const double scale = options.dpi / screenDpi;
    const bool dark = options.background.alpha() > 0 && options.background.lightness() < 128;
    const QColor ink = dark ? QColor(0xEE, 0xEE, 0xEE) : QColor(0x22, 0x22, 0x22);
    // Small pictures at a high resolution keep most of their room for the points.
    const int margin = std::min(rounded(margin96 * scale), std::min(options.width, options.height) / 16);
    QRect room(margin, margin, options.width - 2 * margin, options.height - 2 * margin);
    if (!options.title.isEmpty()) {
        const int size = std::min(rounded(titleSize96 * scale), options.height / 8);
        const QFont font = figureFont(size, QFont::DemiBold);
        const QFontMetrics metrics(font);
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(room.left(), room.top() + metrics.ascent(),
                         metrics.elidedText(options.title, Qt::ElideRight, room.width()));
        room.setTop(room.top() + rounded(size * 1.7));
    }
    if (options.legend && content.coloring.kind != Coloring::Kind::None) {
        const int gap = std::min(rounded(legendGap96 * scale), options.width / 16);
        const int widest = rounded(options.width * widestLegendShare);
        if (content.coloring.kind == Coloring::Kind::Categorical) {
            const ClassLegend legend(QString::fromStdString(content.coloring.title),
                                     legendEntries(content, options.counts), widest, room.height(), scale);
            placeLegend(painter, legend, room, gap, ink);
        } else {
            const bool missing =
                std::ranges::find(content.coloring.rgb, missingColor) != content.coloring.rgb.end();
            const RangeLegend legend(content.coloring, missing, widest, room.height(), scale);
            placeLegend(painter, legend, room, gap, ink);
        }
    }
    drawPoints(painter, content, options, room.intersected(QRect(0, 0, options.width, options.height)), dark);
}

} // namespace

QImage drawPicture(const Positions& positions, const Coloring& coloring, const PictureOptions& options) {
    checkOptions(positions, coloring, options);
    QImage image = emptyImage(options.width, options.height, options.background);
    image.setDotsPerMeterX(rounded(options.dpi / 0.0254));
    image.setDotsPerMeterY(rounded(options.dpi / 0.0254));
    QPainter painter(&image);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    if (options.points) {
        const Coloring rows = coloringOf(coloring, *options.points);
        std::vector<std::uint8_t> shown;
        if (!options.shown.empty())
            for (const std::uint32_t point : *options.points)
                shown.push_back(options.shown[point]);
        drawFigure(painter, {positions, rows, std::move(shown)}, options);
    } else {
        drawFigure(painter, {positions, coloring, options.shown}, options);
    }
    painter.end();
    return options.background.alpha() == 255 ? std::move(image).convertToFormat(QImage::Format_RGB32) : image;
}

void writePng(const std::filesystem::path& path, const QImage& image, double dpi,
              const std::string& description) {
    QImage annotated = image;
    annotated.setDotsPerMeterX(rounded(dpi / 0.0254));
    annotated.setDotsPerMeterY(rounded(dpi / 0.0254));
    if (!description.empty())
        annotated.setText(QLatin1String(descriptionKey), QString::fromStdString(description));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!writer.write(annotated))
        throw Error("The picture could not be turned into a PNG for " + path.string() + ": " +
                    writer.errorString().toStdString() + ".");
    writeAtomically(path, [&](std::ostream& stream) { stream.write(bytes.constData(), bytes.size()); });
}

bool isPng(const std::filesystem::path& path) {
    try {
        return InputFile(path).head(8) == "\x89PNG\r\n\x1A\n";
    } catch (const Error&) {
        return false;
    }
}

std::string descriptionIn(const std::filesystem::path& path) {
    QImageReader reader(QString::fromStdString(path.string()), "png");
    if (!reader.canRead() || !reader.size().isValid())
        throw Error(path.filename().string() + " cannot be read as a picture: it is damaged or cut short.");
    return reader.text(QLatin1String(descriptionKey)).toStdString();
}

} // namespace shoal::ui
