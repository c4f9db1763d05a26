// SPDX-License-Identifier: MIT
// Numbers as people and programs write them into text files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shoal {

/// Reads a decimal or hexadecimal ("-0x1.8p+3") number that fills `text` but for spaces around it. "inf" and
/// "nan" are numbers too; a magnitude beyond double gives infinity, one below it 0. Independent of the
/// locale.
std::optional<double> parseNumber(std::string_view text, char decimalPoint = '.');

/// The same at the start of [begin, end): the number, and in `begin` where it stopped. Leaves `begin` alone
/// when there is none.
std::optional<double> parseNumberPrefix(const char*& begin, const char* end);

/// Integers plainly, other numbers as short as they can be written and told from their neighbours in float
/// (when `isSingle`) or double. NaN is empty.
std::string numberText(double value, bool isSingle);

/// "", NA, N/A, #N/A, NaN, null, none, in any case: a cell of a table of numbers that holds none.
bool isMissingNumber(std::string_view text);

/// Without spaces and tabs at either end.
std::string_view trimmed(std::string_view text);

} // namespace shoal
