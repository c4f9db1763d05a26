// SPDX-License-Identifier: MIT
// A run's last map, small. Pure computation; to be called off the UI thread.
#pragma once

#include "colors/coloring.h"
#include "session/snapshot.h"

#include <QColor>
#include <QImage>

namespace shoal::ui {

/// Side of a thumbnail in logical pixels.
inline constexpr int thumbnailSide = 72;

/// The snapshot in those colours on nothing; a null image where the colours are not those of its points.
QImage drawThumbnail(const Snapshot& snapshot, const Coloring& coloring, double devicePixelRatio);

} // namespace shoal::ui
