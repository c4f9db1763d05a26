// SPDX-License-Identifier: MIT
// Phases as people type them: "12:250,1:500".
#include "core/error.h"
#include "recipe/number_text.h"
#include "recipe/recipe.h"

#include <charconv>
#include <cmath>

namespace shoal {

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

template <class Number>
bool readAll(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

constexpr const char* form =
    "; write exaggeration:iterations, both above 0, as in 12:250,1:500, or with a momentum "
    "below 1, as in 12:250:0.5.";

Phase parsePhase(std::string_view part) {
    if (part.empty())
        throw Error(std::string("A phase is missing beside a comma") + form);
    const std::size_t colon = part.find(':');
    Phase phase;
    bool read =
        colon != std::string_view::npos && readAll(trimmed(part.substr(0, colon)), phase.exaggeration);
    if (read) {
        const std::string_view rest = part.substr(colon + 1);
        const std::size_t second = rest.find(':');
        read = readAll(trimmed(rest.substr(0, second)), phase.iterations);
        if (second != std::string_view::npos)
            read = read && readAll(trimmed(rest.substr(second + 1)), phase.momentum.emplace()) &&
                   *phase.momentum >= 0 && *phase.momentum < 1;
    }
    if (!read || !std::isfinite(phase.exaggeration) || phase.exaggeration <= 0 || phase.iterations == 0)
        throw Error(std::string("\"").append(part) + "\" is no phase" + form);
    return phase;
}

} // namespace

std::vector<Phase> parsePhases(std::string_view text) {
    if (trimmed(text).empty())
        throw Error(std::string("There are no phases") + form);
    std::vector<Phase> phases;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        phases.push_back(parsePhase(trimmed(text.substr(begin, end - begin))));
        begin = end + 1;
    }
    return phases;
}

std::string formatPhases(const std::vector<Phase>& phases) {
    std::string text;
    for (const Phase& phase : phases) {
        text.append(text.empty() ? "" : ",")
            .append(numberText(phase.exaggeration))
            .append(":")
            .append(std::to_string(phase.iterations));
        if (phase.momentum)
            text.append(":").append(numberText(*phase.momentum));
    }
    return text;
}

} // namespace shoal
