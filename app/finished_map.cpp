// SPDX-License-Identifier: MIT
#include "finished_map.h"

#include "core/count_text.h"
#include "core/error.h"
#include "input_reading.h"
#include "output/map_settings.h"
#include "recipe/recipe.h"
#include "score_embedding.h"
#include "session_file/data_search.h"

#include <algorithm>
#include <optional>

namespace shoal::app {

namespace {

/// How many components a run shortens such data to; 0 for none.
std::size_t componentsOf(const Dataset& data, Metric metric, std::size_t asked) {
    const bool shortens = metric == Metric::Euclidean && data.dimensions() > asked;
    return shortens ? std::min(asked, data.points() - 1) : 0;
}

std::filesystem::path dataOf(const std::filesystem::path& map, const std::optional<MapSettings>& settings) {
    const std::string name = map.filename().string();
    if (!settings)
        throw Error(name + " does not say what it was made from: name its data with --data, or have shoal "
                           "embed write it with --settings.");
    std::error_code problem;
    const std::filesystem::path there = settings->file;
    for (const auto& path : {there, map.parent_path() / there.filename()})
        if (!there.empty() && std::filesystem::is_regular_file(path, problem))
            return path;
    throw Error("The data that " + name + " was made from" +
                (there.empty() ? " are not named in it" : ", " + there.string() + ", are no longer there") +
                ": name their file with --data.");
}

FinishedMap readTable(const std::filesystem::path& path, const std::filesystem::path& named,
                      RunContext& context) {
    const auto settings = readMapSettings(path);
    FinishedMap map;
    if (settings) {
        map.matrix = settings->matrix;
        map.dof = settings->dof;
        if (!settings->metric.empty())
            map.metric = metricFromName(settings->metric);
    }
    map.data = readInput(named.empty() ? dataOf(path, settings) : named, map.matrix, "",
                         settings ? settings->intensities : IntensityOptions(), context);
    const std::size_t points = map.data->points();
    const std::size_t features = map.data->dimensions();
    if (settings && (points != settings->points || features != settings->features))
        throw Error(map.data->name + " has " + countText(points, "point") + " × " +
                    countText(features, "feature") + ", but " + path.filename().string() + " was made from " +
                    countText(settings->points, "point") + " × " + countText(settings->features, "feature") +
                    ": name the map's own data with --data.");
    map.positions = readEmbedding(path, *map.data, context);
    map.components = componentsOf(*map.data, map.metric,
                                  settings ? settings->principalComponents : Recipe().principalComponents);
    return map;
}

/// Some of the points, without what describes them.
std::shared_ptr<const Dataset> rowsOf(const Dataset& data, const std::vector<std::uint32_t>& points) {
    auto rows = std::make_shared<Dataset>();
    rows->name = data.name;
    rows->source = data.source;
    rows->matrixName = data.matrixName;
    rows->intensities = data.intensities;
    rows->featureNames = data.featureNames;
    Matrix features(static_cast<Eigen::Index>(points.size()), data.features.cols());
    for (std::size_t i = 0; i < points.size(); ++i)
        features.row(static_cast<Eigen::Index>(i)) = data.features.row(points[i]);
    rows->features = std::move(features);
    return rows;
}

FinishedMap readSessionMap(const std::filesystem::path& path, const std::filesystem::path& named,
                           RunContext& context) {
    const OpenedSession opened = openSession(path, named, context);
    if (!opened.data)
        throw Error(opened.problem + ": name the data of " + path.filename().string() + " with --data.");
    const auto& runs = opened.session.runs;
    if (runs.empty() || runs[opened.session.shownRun].map->sample)
        throw Error(path.filename().string() + " shows no map of all points yet: finish its run first.");
    const SavedRun& run = runs[opened.session.shownRun];
    FinishedMap map;
    map.data = run.map->points ? rowsOf(*opened.data, *run.map->points) : opened.data;
    map.positions = run.map->positions;
    map.matrix = opened.session.reference.matrix;
    map.metric = run.recipe.metric;
    map.dof = run.recipe.dof;
    map.components = componentsOf(*map.data, map.metric, run.recipe.principalComponents);
    return map;
}

} // namespace

FinishedMap readFinishedMap(const std::filesystem::path& map, const std::filesystem::path& data,
                            RunContext& context) {
    return isSessionFile(map) ? readSessionMap(map, data, context) : readTable(map, data, context);
}

} // namespace shoal::app
