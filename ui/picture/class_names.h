// SPDX-License-Identifier: MIT
// Names of classes on a plot: each at the densest place of its class, none over another.
#pragma once

#include "colors/coloring.h"
#include "picture/splat.h"

#include <QColor>
#include <QImage>
#include <QPoint>
#include <QRect>
#include <QSize>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace shoal::ui {

/// Where most points of a class lie together, in embedding units.
struct ClassPlace {
    std::uint32_t classIndex = 0;
    std::size_t count = 0; ///< points drawn
    double x = 0;
    double y = 0;
    bool operator==(const ClassPlace&) const = default;
};

/// More classes than a plot could name; the largest are taken.
inline constexpr std::size_t mostNamedClasses = 256;

/// The densest places of the classes, most points first: of a grid over each class's own extent the heaviest
/// 3 × 3 cells, and there the mean. `classOf` has a row's index into `classes` entries; points that are
/// greyed out or hidden in `layer` count for nothing, and classes without any have no place. A place of
/// `before` keeps its hill while that is nearly as dense as the densest, so that names do not jump between
/// two.
std::vector<ClassPlace> densestPlaces(const PointLayer& layer, std::span<const std::int32_t> classOf,
                                      std::size_t classes, std::span<const ClassPlace> before = {});

/// The name that stands on the plot: empty for "missing" and classes without a name.
QString plotName(const Coloring& coloring, std::size_t classIndex);

/// A name ready to be drawn: text in `ink` with a rim of `halo` on transparent ground, nameSize() large. Long
/// names lose their middle to an ellipsis.
QImage nameStamp(const QString& name, int pixelSize, const QColor& ink, const QColor& halo);
QSize nameSize(const QString& name, int pixelSize);

/// Colours that are read over points on light and on dark ground.
QColor nameInk(bool dark);
QColor nameHalo(bool dark);

/// Where names of these sizes go: their upper left corners in pixels; nothing for those without room and for
/// empty sizes. Earlier ones have the first choice; a name that would cover one is shifted by up to its
/// height or half its width, or left out. Names of places outside `room` are left out too, the others lie
/// within it.
std::vector<std::optional<QPoint>> layOutNames(std::span<const ClassPlace> places,
                                               std::span<const QSize> sizes, const ViewTransform& view,
                                               const QRect& room);

} // namespace shoal::ui
