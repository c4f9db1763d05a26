// SPDX-License-Identifier: MIT
#include "session/chosen_data.h"

#include "core/count_text.h"
#include "core/error.h"
#include "initialization/start_positions.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace shoal {

ChosenData::Points ChosenData::inSource(const Points& sample) const {
    if (!points)
        return sample;
    auto named = std::make_shared<std::vector<std::uint32_t>>(sample->size());
    std::transform(sample->begin(), sample->end(), named->begin(),
                   [this](std::uint32_t row) { return (*points)[row]; });
    return named;
}

SparseMatrix ChosenData::partOf(SparseMatrix matrix) const {
    const bool ofAll = matrix.rows == source->points() && matrix.columns == source->points();
    if (points && ofAll)
        return shoal::partOf(matrix, *points);
    return matrix; // of these points already, or of a size that is told where it is used
}

ChosenData chooseData(std::shared_ptr<const Dataset> source, ChosenData::Points points, RunContext& context) {
    if (!source)
        throw Error("There are no points to embed: open a file first.");
    if (!points)
        return {source, nullptr, source};
    const bool ascending =
        std::adjacent_find(points->begin(), points->end(), std::greater_equal<>{}) == points->end();
    if (!ascending || (!points->empty() && points->back() >= source->points()))
        throw Error("The points to embed must be named in ascending order, none twice, and be among the " +
                    countText(source->points(), "point") + " of " + source->name + ".");
    auto chosen = std::make_shared<Dataset>();
    chosen->name = source->name;
    chosen->source = source->source;
    chosen->features = takeRows(source->features, *points, context);
    return {std::move(source), std::move(points), std::move(chosen)};
}

} // namespace shoal
