// SPDX-License-Identifier: MIT
#include "start_reading.h"

#include "core/error.h"
#include "data/naming.h"
#include "score_embedding.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace shoal::app {

namespace {

/// The two columns that "x,y" names; none when it names no two.
std::vector<std::string> columnsIn(const std::string& source) {
    const auto comma = source.find(',');
    if (comma == std::string::npos || source.find(',', comma + 1) != std::string::npos)
        return {};
    return {source.substr(0, comma), source.substr(comma + 1)};
}

std::size_t featureNamed(const Dataset& data, const std::string& name) {
    return static_cast<std::size_t>(std::find(data.featureNames.begin(), data.featureNames.end(), name) -
                                    data.featureNames.begin());
}

std::shared_ptr<const Dataset> withoutFeatures(const Dataset& data, const std::vector<std::string>& names) {
    auto rest = std::make_shared<Dataset>(data);
    std::vector<Eigen::Index> kept;
    rest->featureNames.clear();
    for (std::size_t i = 0; i < data.featureNames.size(); ++i) {
        if (std::find(names.begin(), names.end(), data.featureNames[i]) != names.end())
            continue;
        kept.push_back(static_cast<Eigen::Index>(i));
        rest->featureNames.push_back(data.featureNames[i]);
    }
    if (kept.empty())
        throw Error(data.name + " has no features beside the two columns to start from.");
    rest->features = (*data.features)(Eigen::all, kept);
    return rest;
}

GivenStart startIn(const std::vector<std::string>& columns, std::shared_ptr<const Dataset> data) {
    Positions positions(static_cast<Eigen::Index>(data->points()), 2);
    bool features = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto target = positions.col(static_cast<Eigen::Index>(i));
        const Column* column = data->column(columns[i]);
        const std::size_t feature = featureNamed(*data, columns[i]);
        if (const auto* numbers = column ? column->continuous() : nullptr) {
            for (std::size_t point = 0; point < data->points(); ++point)
                target[static_cast<Eigen::Index>(point)] = numbers->values[point];
        } else if (feature < data->featureNames.size()) {
            target = data->features.col(static_cast<Eigen::Index>(feature));
            features = true;
        } else {
            throw Error(data->name + " has no column of numbers named " + inQuotes(columns[i]) +
                        " to start from.");
        }
    }
    if (features)
        data = withoutFeatures(*data, columns);
    return {std::move(data), std::move(positions)};
}

} // namespace

GivenStart readStart(const std::string& source, std::shared_ptr<const Dataset> data, RunContext& context) {
    std::error_code problem;
    if (std::filesystem::exists(source, problem)) {
        Positions positions = readEmbedding(source, *data, context);
        return {std::move(data), std::move(positions)};
    }
    if (const auto columns = columnsIn(source); !columns.empty())
        return startIn(columns, std::move(data));
    const auto matrices = summarizeDataset(data->source, {}, context).matrices;
    const bool known = std::any_of(matrices.begin(), matrices.end(), [&](const auto& matrix) {
        return matrix.name == source || matrix.name == "obsm/" + source;
    });
    if (!known)
        throw Error("There is nothing to start from named " + inQuotes(source) +
                    ": give two columns (x,y) or a matrix of " + data->name + ", or a file.");
    ReadOptions options;
    options.matrix = source;
    const auto read = readDataset(data->source, options, context);
    if (read->dimensions() < 2)
        throw Error(inQuotes(source) + " of " + data->name + " has a single column; a start has two.");
    return {std::move(data), read->features->leftCols(2)};
}

} // namespace shoal::app
