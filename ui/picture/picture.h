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
#include <memory>
#include <optional>
#include <vector>

namespace shoal::ui {

struct PictureOptions {
    int width = 1600; ///< pixels, legend included
    int height = 1200;
    double dpi = 144; ///< text, point size and margins scale with it; 96 is the size on a plain screen
    bool legend = true;
    bool counts = false;            ///< behind the names of the legend
    QString title;                  ///< none when empty
    QColor background = Qt::white;  ///< Qt::transparent gives an image with alpha
    std::optional<double> diameter; ///< of points, in pixels at 96 dpi; automatic when not given
    std::optional<double> opacity;  ///< automatic when not given
    bool density = false;           ///< the points' density in place of the points
    bool names = false;             ///< of classes, at their densest places
    /// What is shown, when not everything: the view's centre and visible width in embedding units.
    std::optional<ViewTransform> view;
    std::vector<std::uint8_t> shown; ///< as PointLayer::shown, per point of the data set
    /// The data set's points that the positions' rows stand for; nullptr when row i is point i.
    std::shared_ptr<const std::vector<std::uint32_t>> points;
};

/// Sides a figure may have, in pixels; the largest is maximumImageSide.
inline constexpr int minimumPictureSide = 160;

/// Draws the figure: points at equal scale in x and y, title above, legend to the right; t-SNE's axes mean
/// nothing and are left out. Classes of which nothing is shown are not in the legend. Needs a QGuiApplication
/// for its text. Throws Error for sizes and resolutions that no image can have and for colours that do not
/// belong to the positions.
QImage drawPicture(const Positions& positions, const Coloring& coloring, const PictureOptions& options);

/// PNG with the resolution set, written beside the target and renamed. `description` is kept in its text
/// under "shoal" when it is not empty: see output/map_description.h. Throws Error.
void writePng(const std::filesystem::path& path, const QImage& image, double dpi,
              const std::string& description = {});

/// Whether the file begins as a PNG does. False where it cannot be read.
bool isPng(const std::filesystem::path& path);
/// The description that a PNG carries, empty where it has none. Throws Error when it cannot be read.
std::string descriptionIn(const std::filesystem::path& path);

} // namespace shoal::ui
