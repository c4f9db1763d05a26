// SPDX-License-Identifier: MIT
// A figure of an embedding: points, legend and title as an image. Serves the window's export and the command
// line.
#pragma once

#include "colors/coloring.h"
#include "core/matrix.h"
#include "picture/splat.h"

#include <QColor>
#include <QImage>
#include <QString>

#include <filesystem>
#include <optional>
#include <vector>

namespace shoal::ui {

struct PictureOptions {
    int width = 1600; ///< pixels, legend included
    int height = 1200;
    double dpi = 144; ///< text, point size and margins scale with it; 96 is the size on a plain screen
    bool legend = true;
    QString title;                  ///< none when empty
    QColor background = Qt::white;  ///< Qt::transparent gives an image with alpha
    std::optional<double> diameter; ///< of points, in pixels at 96 dpi; automatic when not given
    std::optional<double> opacity;  ///< automatic when not given
    /// What is shown, when not everything: the view's centre and visible width in embedding units.
    std::optional<ViewTransform> view;
    std::vector<std::uint8_t> shown; ///< as PointLayer::shown
};

/// Draws the figure. Needs a QGuiApplication for its text. Throws Error for sizes that no image can have.
QImage drawPicture(const Positions& positions, const Coloring& coloring, const PictureOptions& options);

/// PNG with the resolution set, written beside the target and renamed. Throws Error.
void writePng(const std::filesystem::path& path, const QImage& image, double dpi);

} // namespace shoal::ui
