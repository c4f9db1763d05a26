// SPDX-License-Identifier: MIT
#include "window/export_request.h"

#include "core/error.h"
#include "output/embedding_writer.h"
#include "output/map_description.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace shoal::ui {

namespace {

MapOrigin originOf(const Scene& scene) {
    MapOrigin origin{("Shoal " + QCoreApplication::applicationVersion()).trimmed().toStdString(),
                     *scene.data};
    if (scene.recipe && scene.snapshot) {
        origin.recipe = &*scene.recipe;
        origin.iteration = scene.snapshot->iteration;
        origin.klDivergence = scene.snapshot->klDivergence;
    }
    if (scene.points)
        origin.points = scene.points->size();
    return origin;
}

} // namespace

QImage drawScene(const Scene& scene, PictureOptions options) {
    options.shown = scene.shown;
    options.points = scene.points;
    options.diameter = scene.look.size;
    options.opacity = scene.look.opacity;
    options.density = scene.look.density;
    options.names = scene.look.names;
    return drawPicture(*scene.positions, *scene.coloring, options);
}

void writeExport(const Scene& scene, const ExportRequest& request) {
    const std::filesystem::path path = QFileInfo(request.path).filesystemAbsoluteFilePath();
    if (request.format == ExportRequest::Format::Png) {
        writePng(path, drawScene(scene, request.picture), request.picture.dpi, toJson(originOf(scene)));
        return;
    }
    if (scene.isSample())
        throw Error(
            "Only a sample has positions so far: export coordinates once the other points are placed.");
    if (request.format == ExportRequest::Format::Npy) {
        writeNpy(path, *scene.positions);
        return;
    }
    CsvOptions options;
    options.points = scene.points.get();
    options.ownColumns = request.labels;
    if (request.labels)
        options.labels = scene.labels.get();
    if (request.settings)
        options.header = settingsLines(originOf(scene));
    writeCsv(path, *scene.data, *scene.positions, options);
}

} // namespace shoal::ui
