// SPDX-License-Identifier: MIT
// What to write and how, and the writing itself; off the UI thread.
#pragma once

#include "picture/picture.h"
#include "window/scene.h"

#include <QString>

namespace shoal::ui {

struct ExportRequest {
    enum class Format { Png, Csv, Npy };
    Format format = Format::Png;
    QString path;
    PictureOptions picture; ///< Png; `view` when only what is in view is wanted
    bool labels = true;     ///< Csv: a last column with what colours the points
    bool settings = false;  ///< Csv: lines at the top with seed and settings
};

/// The picture of a scene. Throws Error.
QImage drawScene(const Scene& scene, PictureOptions options);

/// Writes the file. Throws Error.
void writeExport(const Scene& scene, const ExportRequest& request);

} // namespace shoal::ui
