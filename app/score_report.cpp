// SPDX-License-Identifier: MIT
#include "score_report.h"

#include "core/count_text.h"
#include "data/naming.h"
#include "progress_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace shoal::app {

namespace {

struct Line {
    std::string measure;
    std::optional<Score> score;
    std::size_t k = 0;  ///< neighbours compared; 0 where none are
    std::string unit;   ///< what is drawn of many points: "queries"
    std::string detail; ///< what else there is to know of the value, or why there is none
};

std::string knownBy(const ScoreReport& report) {
    const Quality& quality = report.quality;
    if (!report.classes)
        return "needs classes: name a column with --labels";
    const std::string classes =
        countText(quality.classes, "class", "classes") + " of " + inQuotes(report.classes->name);
    return quality.knc
               ? "means of " + classes
               : "needs 3 classes, there " + std::string(quality.classes == 1 ? "is " : "are ") + classes;
}

std::vector<Line> linesOf(const ScoreReport& report) {
    const Quality& quality = report.quality;
    std::optional<Score> procrustes;
    if (quality.procrustes)
        procrustes = Score{*quality.procrustes};
    return {{"KNN", quality.knn, quality.neighbors, "queries", ""},
            {"trustworthiness", quality.trustworthiness, quality.neighbors, "queries", ""},
            {"KNC", quality.knc, quality.classNeighbors, "queries", knownBy(report)},
            {"CPD", quality.cpd, 0, "points", quality.cpd ? "" : "all distances are equal"},
            {"Procrustes", procrustes, 0, "", procrustes ? "" : "all points are at one place"}};
}

std::string howMeasured(const Line& line) {
    if (!line.score)
        return line.detail;
    std::string how = "exact";
    if (line.score->sampled > 0)
        how = "sampled, " + groupedText(line.score->sampled) + " " + line.unit + ", standard error " +
              fixedText(line.score->standardError, 4);
    if (line.k > 0)
        how += ", k = " + std::to_string(line.k);
    return how + (line.detail.empty() ? "" : ", " + line.detail);
}

} // namespace

std::string ScoreReport::table() const {
    std::vector<std::array<std::string, 3>> rows{{"Metric", "Value", "How"}};
    for (const Line& line : linesOf(*this))
        rows.push_back(
            {line.measure, line.score ? fixedText(line.score->value, 4) : "none", howMeasured(line)});
    std::array<std::size_t, 2> widths{};
    for (const auto& row : rows)
        for (std::size_t column = 0; column < widths.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < widths.size(); ++column)
            text.append(row[column]).append(widths[column] + 2 - row[column].size(), ' ');
        text.append(row.back()).append("\n");
    }
    return text;
}

std::string ScoreReport::json() const {
    using Json = nlohmann::ordered_json;
    Json object;
    object["points"] = data.points();
    object["features"] = data.dimensions();
    object["matrix"] = data.matrixName.empty() ? Json() : Json(data.matrixName);
    object["labels"] = classes ? Json(classes->name) : Json();
    object["seed"] = seed;
    for (const Line& line : linesOf(*this)) {
        Json& score = object["scores"][line.measure];
        const bool sampled = line.score && line.score->sampled > 0;
        score["value"] = line.score ? Json(line.score->value) : Json();
        score["k"] = line.k > 0 ? Json(line.k) : Json();
        score["sampled"] = sampled ? Json(line.score->sampled) : Json();
        score["standard_error"] = sampled ? Json(line.score->standardError) : Json();
    }
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace shoal::app
