// SPDX-License-Identifier: MIT
#include "data/own_labels.h"

#include "core/error.h"
#include "data/naming.h"

#include <algorithm>

namespace shoal {

namespace {

void dropEmptyCategories(CategoricalColumn& column) {
    std::vector<std::int32_t> newCode(column.categories.size(), -1);
    for (const std::int32_t code : column.codes)
        if (code >= 0)
            newCode[static_cast<std::size_t>(code)] = 0;
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < newCode.size(); ++i)
        if (newCode[i] == 0) {
            newCode[i] = static_cast<std::int32_t>(kept.size());
            kept.push_back(std::move(column.categories[i]));
        }
    column.categories = std::move(kept);
    for (std::int32_t& code : column.codes)
        if (code >= 0)
            code = newCode[static_cast<std::size_t>(code)];
}

bool readsAsMissing(const std::string& value) {
    return categorize({value}).categories.empty();
}

} // namespace

std::optional<std::string> problemWithLabel(const Dataset& data, const std::string& column,
                                            const std::string& value) {
    if (column.empty())
        return "Name the column that is to hold the labels.";
    const Column* there = data.column(column);
    if (there && !there->own)
        return "The file has a column " + inQuotes(column) + " already: choose another name.";
    if (value.empty())
        return "Say what the selected points are to be called.";
    if (readsAsMissing(value))
        return inQuotes(value) + " stands for a missing value: choose another word.";
    return std::nullopt;
}

std::shared_ptr<const Dataset> labelled(const Dataset& data, const std::string& column,
                                        const std::string& value, std::span<const std::uint32_t> points) {
    if (auto problem = problemWithLabel(data, column, value))
        throw Error(*std::move(problem));
    auto changed = std::make_shared<Dataset>(data);
    auto place = std::find_if(changed->columns.begin(), changed->columns.end(),
                              [&](const Column& candidate) { return candidate.name == column; });
    if (place == changed->columns.end())
        place = changed->columns.insert(
            place,
            Column{column, CategoricalColumn{{}, std::vector<std::int32_t>(data.points(), -1), {}}, true});
    auto& classes = std::get<CategoricalColumn>(place->values);
    auto category = std::find(classes.categories.begin(), classes.categories.end(), value);
    if (category == classes.categories.end())
        category = classes.categories.insert(category, value);
    const auto code = static_cast<std::int32_t>(category - classes.categories.begin());
    for (const std::uint32_t point : points)
        classes.codes[point] = code;
    dropEmptyCategories(classes);
    return changed;
}

} // namespace shoal
