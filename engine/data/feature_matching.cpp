// SPDX-License-Identifier: MIT
#include "data/feature_matching.h"

#include "core/count_text.h"
#include "core/error.h"
#include "data/naming.h"

#include <unordered_map>

namespace shoal {

Matrix matchFeatures(const Dataset& data, const Dataset& reference) {
    if (data.featureNames.empty() || reference.featureNames.empty() ||
        data.featureNames == reference.featureNames) {
        if (data.dimensions() != reference.dimensions())
            throw Error(data.name + " has " + countText(data.dimensions(), "feature") + ", but " +
                        reference.name + " has " + groupedText(reference.dimensions()) +
                        "; give points with the same features.");
        return *data.features;
    }
    std::unordered_map<std::string_view, Eigen::Index> places;
    for (std::size_t i = 0; i < data.featureNames.size(); ++i)
        if (!places.emplace(data.featureNames[i], static_cast<Eigen::Index>(i)).second)
            throw Error(data.name + " has two features named " + inQuotes(data.featureNames[i]) +
                        "; rename one of them.");
    Matrix matched(data.features.rows(), reference.features.cols());
    for (Eigen::Index column = 0; column < matched.cols(); ++column) {
        const std::string& name = reference.featureNames[static_cast<std::size_t>(column)];
        const auto place = places.find(name);
        if (place == places.end())
            throw Error(data.name + " has no feature named " + inQuotes(name) + ", which " + reference.name +
                        " has; give points with the same features.");
        matched.col(column) = data.features.col(place->second);
    }
    return matched;
}

} // namespace shoal
