// SPDX-License-Identifier: MIT
#include "picture/class_names.h"

#include "picture/legend.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal::ui {

namespace {

constexpr int mostCells = 64; // of a class's grid along x and y
constexpr int leastCells = 4;
constexpr double pointsACell = 2.5;   // on average, so that chance makes no hills
constexpr double nearlyDensest = 0.8; // of the densest; a name leaves its hill below it
constexpr double longestName = 16;    // in units of the text's size
constexpr double rimShare = 0.17;     // of the text's size, on each side
constexpr double shiftsX[] = {0, 0, 0, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5};
constexpr double shiftsY[] = {0, -1, 1, 0, 0, -1, -1, 1, 1};

/// A class's points counted in cells over their extent, with empty cells around so that all have neighbours.
struct Grid {
    float left = std::numeric_limits<float>::max();
    float right = std::numeric_limits<float>::lowest();
    float bottom = std::numeric_limits<float>::max();
    float top = std::numeric_limits<float>::lowest();
    std::size_t points = 0;
    int side = 0; // cells, with those around
    std::vector<std::uint32_t> counts;

    void include(float x, float y) {
        left = std::min(left, x);
        right = std::max(right, x);
        bottom = std::min(bottom, y);
        top = std::max(top, y);
        ++points;
    }
    void makeCells() {
        const double wished = std::sqrt(static_cast<double>(points) / pointsACell);
        side = std::clamp(static_cast<int>(wished), leastCells, mostCells) + 2;
        counts.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), 0);
    }
    int placeOf(double value, double least, double most) const {
        const double share = most > least ? (value - least) / (most - least) : 0;
        return std::clamp(static_cast<int>(share * (side - 2)), 0, side - 3) + 1;
    }
    int cellOf(double x, double y) const { return placeOf(y, bottom, top) * side + placeOf(x, left, right); }
    bool inside(int cell) const {
        const int row = cell / side;
        const int column = cell % side;
        return row >= 1 && row <= side - 2 && column >= 1 && column <= side - 2;
    }
    bool neighbors(int first, int second) const {
        return std::abs(first / side - second / side) <= 1 && std::abs(first % side - second % side) <= 1;
    }
    /// The points in the cell and its eight neighbours.
    std::uint32_t around(int cell) const {
        std::uint32_t sum = 0;
        for (const int row : {-side, 0, side})
            for (const int column : {-1, 0, 1})
                sum += counts[static_cast<std::size_t>(cell + row + column)];
        return sum;
    }
    int densest() const {
        int best = side + 1;
        for (int cell = best; cell < side * side; ++cell)
            if (inside(cell) && around(cell) > around(best))
                best = cell;
        return best;
    }
    /// The top of the hill on which `cell` lies.
    int climb(int cell) const {
        for (;;) {
            int best = cell;
            for (const int row : {-side, 0, side})
                for (const int column : {-1, 0, 1})
                    if (const int next = cell + row + column; inside(next) && around(next) > around(best))
                        best = next;
            if (best == cell)
                return cell;
            cell = best;
        }
    }
};

/// Calls `body(row, class, x, y)` for every row that is drawn at a finite place.
template <class Body>
void forDrawn(const PointLayer& layer, std::span<const std::int32_t> classOf, const Body& body) {
    const float* const data = layer.positions->data();
    for (std::size_t row = 0; row < classOf.size(); ++row)
        if ((layer.shown.empty() || layer.shown[row] == shownDrawn) && std::isfinite(data[2 * row]) &&
            std::isfinite(data[2 * row + 1]))
            body(static_cast<std::size_t>(classOf[row]), data[2 * row], data[2 * row + 1]);
}

struct Mean {
    double x = 0;
    double y = 0;
    std::size_t count = 0;
};

/// The classes with most points, at most mostNamedClasses of them, most first.
std::vector<ClassPlace> largestClasses(const std::vector<Grid>& grids) {
    std::vector<ClassPlace> places;
    for (std::size_t i = 0; i < grids.size(); ++i)
        if (grids[i].points > 0)
            places.push_back({static_cast<std::uint32_t>(i), grids[i].points, 0, 0});
    std::ranges::stable_sort(places, std::greater{}, &ClassPlace::count);
    if (places.size() > mostNamedClasses)
        places.resize(mostNamedClasses);
    return places;
}

QFont nameFont(int pixelSize) {
    return figureFont(pixelSize, QFont::DemiBold);
}

int rimOf(int pixelSize) {
    return std::max(2, static_cast<int>(std::lround(pixelSize * rimShare)));
}

QString shortened(const QString& name, const QFontMetrics& metrics, int pixelSize) {
    return metrics.elidedText(name, Qt::ElideMiddle, static_cast<int>(pixelSize * longestName));
}

} // namespace

std::vector<ClassPlace> densestPlaces(const PointLayer& layer, std::span<const std::int32_t> classOf,
                                      std::size_t classes, std::span<const ClassPlace> before) {
    std::vector<Grid> grids(classes);
    forDrawn(layer, classOf, [&](std::size_t index, float x, float y) { grids[index].include(x, y); });
    std::vector<ClassPlace> places = largestClasses(grids);
    for (const ClassPlace& place : places)
        grids[place.classIndex].makeCells();
    const auto named = [&](std::size_t index) { return grids[index].side > 0; };
    forDrawn(layer, classOf, [&](std::size_t index, float x, float y) {
        if (named(index))
            ++grids[index].counts[static_cast<std::size_t>(grids[index].cellOf(x, y))];
    });

    std::vector<int> tops(classes, 0);
    for (const ClassPlace& place : places)
        tops[place.classIndex] = grids[place.classIndex].densest();
    for (const ClassPlace& old : before) {
        if (old.classIndex >= classes || !named(old.classIndex))
            continue;
        const Grid& grid = grids[old.classIndex];
        const int kept = grid.climb(grid.cellOf(old.x, old.y));
        if (grid.around(kept) >= nearlyDensest * grid.around(tops[old.classIndex]))
            tops[old.classIndex] = kept;
    }

    std::vector<Mean> means(classes);
    forDrawn(layer, classOf, [&](std::size_t index, float x, float y) {
        if (!named(index) || !grids[index].neighbors(grids[index].cellOf(x, y), tops[index]))
            return;
        means[index].x += x;
        means[index].y += y;
        ++means[index].count;
    });
    for (ClassPlace& place : places) {
        const Mean& mean = means[place.classIndex];
        place.x = mean.x / static_cast<double>(mean.count);
        place.y = mean.y / static_cast<double>(mean.count);
    }
    return places;
}

QString plotName(const Coloring& coloring, std::size_t classIndex) {
    const bool missing = coloring.missing > 0 && classIndex + 1 == coloring.classes.size();
    return missing ? QString() : QString::fromStdString(coloring.classes[classIndex].name).simplified();
}

QSize nameSize(const QString& name, int pixelSize) {
    if (name.isEmpty())
        return {};
    const QFontMetrics metrics(nameFont(pixelSize));
    const int rim = 2 * rimOf(pixelSize);
    return {metrics.horizontalAdvance(shortened(name, metrics, pixelSize)) + rim, metrics.height() + rim};
}

QImage nameStamp(const QString& name, int pixelSize, const QColor& ink, const QColor& halo) {
    QImage stamp(nameSize(name, pixelSize), QImage::Format_ARGB32_Premultiplied);
    stamp.fill(Qt::transparent);
    const QFont font = nameFont(pixelSize);
    const QFontMetrics metrics(font);
    const int rim = rimOf(pixelSize);
    QPainterPath outline;
    outline.addText(rim, rim + metrics.ascent(), font, shortened(name, metrics, pixelSize));
    QPainter painter(&stamp);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.strokePath(outline, QPen(halo, 2 * rim, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(outline, ink);
    return stamp;
}

QColor nameInk(bool dark) {
    return dark ? QColor(0xF2, 0xF3, 0xF5) : QColor(0x1A, 0x1C, 0x20);
}

QColor nameHalo(bool dark) {
    return dark ? QColor(0x16, 0x17, 0x1A, 0xD8) : QColor(0xFF, 0xFF, 0xFF, 0xD8);
}

std::vector<std::optional<QPoint>> layOutNames(std::span<const ClassPlace> places,
                                               std::span<const QSize> sizes, const ViewTransform& view,
                                               const QRect& room) {
    std::vector<std::optional<QPoint>> corners(places.size());
    std::vector<QRect> taken;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const double x = view.toPixelX(places[i].x);
        const double y = view.toPixelY(places[i].y);
        const QSize size = sizes[i];
        const bool within = x >= room.left() && x <= room.right() && y >= room.top() && y <= room.bottom();
        if (size.isEmpty() || !within || size.width() > room.width() || size.height() > room.height())
            continue;
        for (std::size_t shift = 0; shift < std::size(shiftsX) && !corners[i]; ++shift) {
            const QPoint corner(static_cast<int>(std::lround(x + (shiftsX[shift] - 0.5) * size.width())),
                                static_cast<int>(std::lround(y + (shiftsY[shift] - 0.5) * size.height())));
            const QRect box({std::clamp(corner.x(), room.left(), room.right() + 1 - size.width()),
                             std::clamp(corner.y(), room.top(), room.bottom() + 1 - size.height())},
                            size);
            if (std::ranges::none_of(taken, [&](const QRect& other) { return other.intersects(box); })) {
                corners[i] = box.topLeft();
                taken.push_back(box);
            }
        }
    }
    return corners;
}

} // namespace shoal::ui
