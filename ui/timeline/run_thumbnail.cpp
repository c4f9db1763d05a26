// SPDX-License-Identifier: MIT
#include "timeline/run_thumbnail.h"

#include "picture/splat.h"

#include <algorithm>
#include <cmath>

namespace shoal::ui {

QImage drawThumbnail(const Snapshot& snapshot, const Coloring& coloring, double devicePixelRatio) {
    const auto rows = static_cast<std::size_t>(snapshot.positions.rows());
    Coloring ofPoints;
    if (snapshot.points) {
        if (rows == 0 || std::ranges::max(*snapshot.points) >= coloring.rgb.size())
            return {};
        ofPoints = coloringOf(coloring, *snapshot.points);
    }
    const Coloring& colors = snapshot.points ? ofPoints : coloring;
    if (colors.rgb.size() != rows)
        return {};

    const int side = static_cast<int>(std::lround(thumbnailSide * devicePixelRatio));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    PointLayer layer;
    layer.positions = &snapshot.positions;
    layer.rgb = colors.rgb;
    layer.drawOrder = colors.drawOrder;
    const double area = static_cast<double>(side) * side;
    layer.diameter = automaticDiameter(area, rows, devicePixelRatio);
    layer.opacity = automaticOpacity(area, rows, layer.diameter);
    splat(layer, ViewTransform::fitting(snapshot.positions, side, side),
          {reinterpret_cast<std::uint32_t*>(image.bits()), static_cast<std::size_t>(area)});
    image.setDevicePixelRatio(devicePixelRatio);
    return image;
}

} // namespace shoal::ui
