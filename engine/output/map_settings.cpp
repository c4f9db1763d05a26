// SPDX-License-Identifier: MIT
#include "output/map_settings.h"

#include "core/error.h"

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>
#include <string_view>

namespace shoal {

namespace {

// Written and read.
constexpr const char* fileKey = "file";
constexpr const char* pointsKey = "points";
constexpr const char* featuresKey = "features";
constexpr const char* matrixKey = "matrix";
constexpr const char* transformKey = "transform";
constexpr const char* compensationKey = "compensation";
constexpr const char* noCompensation = "off";
constexpr const char* componentsKey = "principal components";
constexpr const char* metricKey = "metric";
constexpr const char* dofKey = "degrees of freedom";

std::string number(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

std::string placementText(const PlacementOptions& placement) {
    return std::to_string(placement.neighbors) + " (" + std::string(nameOf(placement.weights)) + ")";
}

std::string listText(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text.append(text.empty() ? "" : ",").append(number(value));
    return text;
}

void addAffinities(HeaderLines& lines, const Recipe& recipe) {
    const AffinityOptions options = affinityOptions(recipe);
    lines.emplace_back("affinities", std::string(nameOf(options.method)));
    if (!options.perplexities.empty())
        lines.emplace_back("perplexity", listText(options.perplexities));
    if (options.method == AffinityMethod::Sigma)
        lines.emplace_back("sigma", number(options.sigma));
    if (hasNeighborCount(options.method))
        lines.emplace_back("k", std::to_string(options.neighbors));
    if (options.method == AffinityMethod::Uniform)
        lines.emplace_back("symmetry", std::string(nameOf(options.symmetry)));
    if (options.method == AffinityMethod::Given)
        lines.emplace_back("affinity file", recipe.affinityFile);
}

} // namespace

HeaderLines settingsLines(const MapOrigin& origin) {
    HeaderLines lines{{"program", origin.program},
                      {"data", origin.data.name},
                      {pointsKey, std::to_string(origin.points.value_or(origin.data.points()))},
                      {featuresKey, std::to_string(origin.data.dimensions())}};
    if (origin.points)
        lines.emplace_back("selected from", std::to_string(origin.data.points()) + " points");
    if (!origin.data.source.empty())
        lines.emplace_back(fileKey, std::filesystem::absolute(origin.data.source).string());
    if (!origin.data.matrixName.empty())
        lines.emplace_back(matrixKey, origin.data.matrixName);
    if (const std::string scale = scaleText(origin.data.intensities); !scale.empty())
        lines.emplace_back(transformKey, scale);
    if (!origin.data.intensities.compensate)
        lines.emplace_back(compensationKey, noCompensation);
    if (!origin.recipe) {
        lines.emplace_back("embedding", "first two principal components");
        return lines;
    }
    const Recipe& recipe = *origin.recipe;
    lines.emplace_back("seed", std::to_string(recipe.seed));
    lines.emplace_back(metricKey, std::string(nameOf(recipe.metric)));
    lines.emplace_back("neighbors", recipe.neighborMethod == NeighborMethod::Given
                                        ? recipe.neighborGraph
                                        : std::string(nameOf(recipe.neighborMethod)));
    addAffinities(lines, recipe);
    lines.emplace_back("start", std::string(nameOf(recipe.start)) +
                                    (recipe.start == StartMethod::Given && !recipe.givenStart.empty()
                                         ? ", " + recipe.givenStart
                                         : ""));
    if (recipe.start == StartMethod::Downsample) {
        lines.emplace_back("sample size", std::to_string(recipe.sampleSize));
        lines.emplace_back("sample perplexity", number(recipe.effectiveSamplePerplexity()));
        lines.emplace_back("sample phases", formatPhases(recipe.samplePhases));
        lines.emplace_back("placed on nearest", placementText(recipe.placement));
    }
    lines.emplace_back("phases", formatPhases(recipe.phases));
    lines.emplace_back("learning rate", recipe.learningRate ? number(*recipe.learningRate) : "auto");
    lines.emplace_back("momentum", number(recipe.momentum));
    lines.emplace_back(dofKey, number(recipe.dof));
    if (recipe.preview)
        lines.emplace_back("preview", "in the first phase");
    if (recipe.earlyStopping)
        lines.emplace_back("early stopping", "on");
    lines.emplace_back(componentsKey, std::to_string(recipe.principalComponents));
    lines.emplace_back("iteration", std::to_string(origin.iteration));
    if (origin.klDivergence)
        lines.emplace_back("KL divergence", number(*origin.klDivergence));
    return lines;
}

std::optional<MapSettings> readMapSettings(const std::filesystem::path& csv) {
    const std::string name = csv.filename().string();
    std::ifstream stream(csv, std::ios::binary);
    if (!stream)
        throw Error(name + " cannot be read: is there such a file?");
    constexpr std::string_view mark = "# ";
    constexpr std::string_view separator = ": ";
    constexpr std::size_t mostLines = 1000;
    std::map<std::string, std::string> values;
    std::string line;
    for (std::size_t lines = 0; lines < mostLines && stream.peek() == '#' && std::getline(stream, line);
         ++lines) {
        if (line.ends_with('\r'))
            line.pop_back();
        const auto colon = line.find(separator);
        if (line.starts_with(mark) && colon != std::string::npos)
            values.emplace(line.substr(mark.size(), colon - mark.size()),
                           line.substr(colon + separator.size()));
    }
    if (values.empty())
        return std::nullopt;
    const auto count = [&](const char* key) {
        const std::string& text = values[key];
        std::size_t value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc{} || end != text.data() + text.size() || value == 0)
            throw Error(name + " does not say how it was made (there is no line \"# " + key +
                        ": …\"): give a map that shoal embed wrote with --settings.");
        return value;
    };
    MapSettings settings;
    settings.points = count(pointsKey);
    settings.features = count(featuresKey);
    settings.principalComponents = count(componentsKey);
    settings.file = values[fileKey];
    settings.metric = values[metricKey];
    std::istringstream(values[dofKey]) >> settings.dof;
    settings.matrix = values[matrixKey];
    if (const std::string& scale = values[transformKey]; !scale.empty())
        setScale(settings.intensities, scale);
    settings.intensities.compensate = values[compensationKey] != noCompensation;
    return settings;
}

} // namespace shoal
