// SPDX-License-Identifier: MIT
// What the names of columns tell: which hold labels, which hold ids; and which name a person may have meant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

/// Letters in lower case and digits; all else is left out: "Cell type" and "cell_type" become "celltype".
std::string normalizedName(std::string_view name);

/// How surely a column of this name holds the classes of the points: 0 is surest, notLabels is no sign of it.
constexpr int notLabels = 1000;
int labelNameRank(std::string_view name);

/// Whether integers under this name number the points (cell_id, index, the unnamed first column of pandas).
bool isIdName(std::string_view name);

/// "\"a\", \"b\" and 12 more": `names`, the ones nearest in spelling to `wanted` first, at most ten.
std::string closestNames(std::string_view wanted, const std::vector<std::string>& names);

/// In double quotes, shortened and with control characters replaced, to stand in a sentence.
std::string inQuotes(std::string_view text);

/// Adds the character of a code point; the replacement character for what is none.
void appendUtf8(std::string& text, std::uint32_t code);

/// `text` as it is when it is valid UTF-8, else taken for Latin-1.
std::string toUtf8(std::string_view text);

} // namespace shoal
