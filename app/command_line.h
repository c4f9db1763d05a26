// SPDX-License-Identifier: MIT
// Options as this program takes them, for CLI11.
#pragma once

#include "arguments.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

namespace shoal::app {

/// CLI11's own conversion takes 010 for 8.
template <class Number>
Number numberOf(const std::string& name, const std::string& text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range)
        throw UsageError(name + " " + text + " is out of range.");
    if (error != std::errc{} || end != text.data() + text.size())
        throw UsageError(name + " " + text + " is not a " +
                         (std::is_integral_v<Number> ? "whole number." : "number."));
    return value;
}

template <class Number>
void addNumber(CLI::App& command, const std::string& name, std::optional<Number>& target, const char* type,
               const char* help) {
    const auto convert = [name, &target](const std::string& text) { target = numberOf<Number>(name, text); };
    command.add_option_function<std::string>(name, convert, help)->type_name(type);
}

/// For one number or several with commas between them.
inline void addNumbers(CLI::App& command, const std::string& name, std::vector<double>& target,
                       const char* type, const char* help) {
    const auto convert = [name, &target](const std::string& text) {
        target.clear();
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find(',', begin), text.size());
            target.push_back(numberOf<double>(name, text.substr(begin, end - begin)));
            begin = end + 1;
        }
    };
    command.add_option_function<std::string>(name, convert, help)->type_name(type);
}

/// For a target of text or a path. A script's unset variable must not pass for an option left out.
template <class Target>
void addText(CLI::App& command, const std::string& name, Target& target, const char* type, const char* help) {
    const auto take = [name, &target](const std::string& text) {
        if (text.empty())
            throw UsageError(name + " has no value.");
        target = text;
    };
    command.add_option_function<std::string>(name, take, help)->type_name(type);
}

} // namespace shoal::app
