// SPDX-License-Identifier: MIT
#include "map_info.h"

#include "core/count_text.h"
#include "core/error.h"
#include "info_table.h"
#include "output/map_description.h"
#include "picture/picture.h"
#include "progress_text.h"
#include "session_file/session_file.h"

namespace shoal::app {

namespace {

std::string mapText(const SavedRun& run) {
    const Snapshot& map = *run.map;
    std::string text = run.finished ? "finished" : "not finished";
    if (map.sample)
        text += ", a sample";
    if (map.points)
        text += " of " + countText(map.points->size(), "point");
    text += ", iteration " + groupedText(map.iteration);
    if (map.klDivergence)
        text += ", KL " + fixedText(*map.klDivergence, 4);
    return text + ", seed " + std::to_string(run.recipe.seed) + ", phases " + formatPhases(run.recipe.phases);
}

std::string coloringText(const SavedColoring& coloring) {
    if (coloring.kind == SavedColoring::Kind::None)
        return "nothing";
    if (coloring.kind == SavedColoring::Kind::Trust)
        return "where the map can be trusted";
    return (coloring.kind == SavedColoring::Kind::Feature ? "feature " : "") + coloring.name;
}

} // namespace

std::string describeSession(const std::filesystem::path& path, RunContext& context) {
    const SavedSession session = readSession(path, context);
    const DataReference& data = session.reference;
    std::string text = "Format: session, saved by " + session.program + "\n";
    text += "Data: " + data.name + ", " + countText(data.points, "point") + " × " +
            countText(data.features, "feature") + (data.matrix.empty() ? "" : " of " + data.matrix) + "\n";
    text += session.holdsData ? "Data held: a copy\n" : "Data read from: " + data.path.string() + "\n";
    text += "Coloured by: " + coloringText(session.coloring) + "\n";
    Table runs("Runs:");
    for (const SavedRun& run : session.runs)
        runs.add(run.name, mapText(run));
    return text + runs.text();
}

std::string describePicture(const std::filesystem::path& path) {
    const std::string description = ui::descriptionIn(path);
    if (description.empty())
        throw Error(
            path.filename().string() +
            " is a picture that does not say how it was made; Shoal writes that into those it draws.");
    const MapDescription map = mapDescriptionFromJson(description);
    std::string text = "Format: picture of a map, drawn by " + map.program + "\n";
    text += "Data: " + dataText(map) + "\n";
    if (!map.dataFile.empty())
        text += "Data read from: " + map.dataFile + "\n";
    if (!map.recipe)
        return text + "Map: first two principal components\n";
    text += "Iteration: " + groupedText(map.iteration) + "\n";
    if (map.klDivergence)
        text += "KL divergence: " + fixedText(*map.klDivergence, 4) + "\n";
    return text + "Recipe: " + toJson(*map.recipe) + "\n";
}

} // namespace shoal::app
