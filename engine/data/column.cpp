// SPDX-License-Identifier: MIT
#include "data/column.h"

#include "data/naming.h"
#include "data/number.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace shoal {

namespace {

bool isMissing(std::string_view value) {
    return value.empty() || value == "NA" || value == "nan" || value == "NaN";
}

/// Numbers come first, by value; everything else follows by its characters.
std::vector<std::size_t> categoryOrder(const std::vector<std::string>& categories) {
    struct Key {
        bool isText = true;
        double value = 0;
    };
    std::vector<Key> keys(categories.size());
    for (std::size_t i = 0; i < categories.size(); ++i)
        if (const std::optional<double> value = parseNumber(categories[i]); value && *value == *value)
            keys[i] = {false, *value};
    std::vector<std::size_t> order(categories.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (keys[a].isText != keys[b].isText)
            return keys[b].isText;
        if (!keys[a].isText && keys[a].value != keys[b].value)
            return keys[a].value < keys[b].value;
        return categories[a] < categories[b];
    });
    return order;
}

} // namespace

CategoricalColumn categorize(const std::vector<std::string>& values) {
    CategoricalColumn column;
    column.codes.reserve(values.size());
    std::vector<std::string> found;
    std::unordered_map<std::string_view, std::int32_t> codes; // views into `values`
    for (const std::string& value : values) {
        if (isMissing(value)) {
            column.codes.push_back(-1);
            continue;
        }
        const auto [entry, isNew] = codes.try_emplace(value, static_cast<std::int32_t>(found.size()));
        if (isNew)
            found.push_back(value);
        column.codes.push_back(entry->second);
    }
    std::vector<std::int32_t> newCode(found.size());
    for (const std::size_t old : categoryOrder(found)) {
        newCode[old] = static_cast<std::int32_t>(column.categories.size());
        column.categories.push_back(std::move(found[old]));
    }
    for (std::int32_t& code : column.codes)
        if (code >= 0)
            code = newCode[static_cast<std::size_t>(code)];
    return column;
}

Column describedColumn(const std::string& name, std::vector<std::string> values, bool isLabels) {
    CategoricalColumn classes = categorize(values);
    const auto present = static_cast<std::size_t>(std::count_if(classes.codes.begin(), classes.codes.end(),
                                                                [](std::int32_t code) { return code >= 0; }));
    if (isLabels || classes.categories.size() * 2 <= present)
        return {name, std::move(classes)};
    return {name, TextColumn{std::move(values)}};
}

Column numbersColumn(const std::string& name, std::vector<float> values, bool isLabels) {
    const bool areWhole = std::all_of(values.begin(), values.end(), [](float value) {
        return std::isnan(value) || std::floor(value) == value;
    });
    if (isLabels || (labelNameRank(name) != notLabels && areWhole)) {
        std::vector<std::string> texts;
        texts.reserve(values.size());
        for (const float value : values)
            texts.push_back(numberText(value, true));
        Column column = describedColumn(name, std::move(texts), isLabels);
        if (column.categorical())
            return column;
    }
    return {name, ContinuousColumn{std::move(values)}};
}

} // namespace shoal
