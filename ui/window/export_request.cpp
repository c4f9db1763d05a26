// SPDX-License-Identifier: MIT
#include "window/export_request.h"

#include "core/error.h"
#include "output/embedding_writer.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <sstream>

namespace shoal::ui {

namespace {

std::string number(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

std::vector<std::pair<std::string, std::string>> settingsOf(const Scene& scene) {
    std::vector<std::pair<std::string, std::string>> lines{
        {"program", ("Shoal " + QCoreApplication::applicationVersion()).trimmed().toStdString()},
        {"data", scene.data->name},
        {"points", std::to_string(scene.data->points())},
        {"features", std::to_string(scene.data->dimensions())}};
    if (!scene.data->matrixName.empty())
        lines.emplace_back("matrix", scene.data->matrixName);
    if (!scene.recipe || !scene.snapshot) {
        lines.emplace_back("embedding", "first two principal components");
        return lines;
    }
    const Recipe& recipe = *scene.recipe;
    lines.emplace_back("seed", std::to_string(recipe.seed));
    lines.emplace_back("perplexity", number(recipe.perplexity));
    lines.emplace_back("start", std::string(nameOf(recipe.start)));
    if (recipe.start == StartMethod::Downsample) {
        lines.emplace_back("sample size", std::to_string(recipe.sampleSize));
        lines.emplace_back("sample perplexity", number(recipe.effectiveSamplePerplexity()));
        lines.emplace_back("sample phases", formatPhases(recipe.samplePhases));
    }
    lines.emplace_back("phases", formatPhases(recipe.phases));
    lines.emplace_back("learning rate", recipe.learningRate ? number(*recipe.learningRate) : "auto");
    lines.emplace_back("momentum", number(recipe.momentum));
    lines.emplace_back("principal components", std::to_string(recipe.principalComponents));
    lines.emplace_back("iteration", std::to_string(scene.snapshot->iteration));
    if (scene.snapshot->klDivergence)
        lines.emplace_back("KL divergence", number(*scene.snapshot->klDivergence));
    return lines;
}

} // namespace

QImage drawScene(const Scene& scene, PictureOptions options) {
    options.shown = scene.shown;
    options.points = scene.points;
    return drawPicture(*scene.positions, *scene.coloring, options);
}

void writeExport(const Scene& scene, const ExportRequest& request) {
    const std::filesystem::path path = QFileInfo(request.path).filesystemAbsoluteFilePath();
    if (request.format == ExportRequest::Format::Png) {
        writePng(path, drawScene(scene, request.picture), request.picture.dpi);
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
    if (request.labels)
        options.labels = scene.labels.get();
    if (request.settings)
        options.header = settingsOf(scene);
    writeCsv(path, *scene.data, *scene.positions, options);
}

} // namespace shoal::ui
