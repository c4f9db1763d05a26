// SPDX-License-Identifier: MIT
// What is known of each point besides its features: classes, measured values, or free text.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace shoal {

/// Classes. A code below 0 is a missing value.
struct CategoricalColumn {
    std::vector<std::string>
        categories; ///< in the file's order, or sorted (numbers by value) when the file gives none
    std::vector<std::int32_t> codes; ///< one a point, an index into categories
    std::vector<std::uint32_t>
        colors; ///< 0xRRGGBB per category as the file gives them; empty when it gives none
};

/// Numbers. NaN is a missing value.
struct ContinuousColumn {
    std::vector<float> values; ///< one a point
};

/// Text that does not group the points (names, barcodes, remarks).
struct TextColumn {
    std::vector<std::string> values; ///< one a point
};

struct Column {
    std::string name;
    std::variant<CategoricalColumn, ContinuousColumn, TextColumn> values;
    bool own = false; ///< made here by a person, not read from the file

    const CategoricalColumn* categorical() const { return std::get_if<CategoricalColumn>(&values); }
    const ContinuousColumn* continuous() const { return std::get_if<ContinuousColumn>(&values); }
    const TextColumn* text() const { return std::get_if<TextColumn>(&values); }
};

/// Groups equal values into classes: numbers in order of value, other text in order of characters. Empty
/// strings, "NA" and "nan" are missing.
CategoricalColumn categorize(const std::vector<std::string>& values);

/// A column of texts: classes when values repeat (at most half as many classes as values) or when `isLabels`,
/// else text.
Column describedColumn(const std::string& name, std::vector<std::string> values, bool isLabels);

/// A column of numbers: classes when `isLabels`, or when they are whole numbers that repeat under the name of
/// labels; else measured values. NaN is missing.
Column numbersColumn(const std::string& name, std::vector<float> values, bool isLabels);

} // namespace shoal
