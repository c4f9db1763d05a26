// SPDX-License-Identifier: MIT
#include "score_embedding.h"

#include "core/count_text.h"
#include "core/error.h"
#include "data/naming.h"

#include <algorithm>
#include <array>

namespace shoal::app {

namespace {

Matrix coordinates(const Dataset& table) {
    constexpr std::array<const char*, 2> names{"x", "y"};
    Matrix embedding(table.features.rows(), 2);
    for (std::size_t column = 0; column < names.size(); ++column) {
        const auto found = std::find(table.featureNames.begin(), table.featureNames.end(), names[column]);
        if (found != table.featureNames.end())
            embedding.col(static_cast<Eigen::Index>(column)) =
                table.features.col(found - table.featureNames.begin());
        else if (table.dimensions() == names.size())
            return *table.features;
        else if (table.featureNames.empty())
            throw Error(table.name + " has " + countText(table.dimensions(), "column") +
                        "; an embedding has two, x and y.");
        else
            throw Error(table.name + " has no column of numbers named " + inQuotes(names[column]) +
                        "; an embedding has the columns x and y.");
    }
    return embedding;
}

void requireSamePoints(const Dataset& table, const Dataset& data) {
    if (table.points() != data.points())
        throw Error(table.name + " has " + countText(table.points(), "row") + ", but " + data.name + " has " +
                    countText(data.points(), "point") + "; give an embedding with a row for each of them.");
    if (table.ids.empty() || data.ids.empty())
        return;
    const auto [there, here] = std::mismatch(table.ids.begin(), table.ids.end(), data.ids.begin());
    if (there != table.ids.end())
        throw Error(table.name + ", row " +
                    groupedText(static_cast<std::uint64_t>(there - table.ids.begin() + 1)) + " is of " +
                    inQuotes(*there) + ", but that point of " + data.name + " is " + inQuotes(*here) +
                    "; give an embedding of the same points in the same order.");
}

} // namespace

Matrix readEmbedding(const std::filesystem::path& path, const Dataset& data, RunContext& context) {
    const auto table = readDataset(path, {}, context);
    Matrix embedding = coordinates(*table);
    requireSamePoints(*table, data);
    return embedding;
}

} // namespace shoal::app
