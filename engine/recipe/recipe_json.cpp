// SPDX-License-Identifier: MIT
// Recipes as JSON: the keys are the members' names.
#include "core/error.h"
#include "recipe/recipe.h"
#include "recipe/validate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace shoal {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(std::string_view key, const std::string& must) {
    throw Error("The recipe's \"" + std::string(key) + "\" " + must + ".");
}

double number(const Json& value, std::string_view key) {
    if (!value.is_number())
        refuse(key, "must be a number");
    return value.get<double>();
}

std::optional<double> optionalNumber(const Json& value, std::string_view key) {
    if (value.is_null())
        return std::nullopt;
    return number(value, key);
}

std::uint64_t wholeNumber(const Json& value, std::string_view key) {
    // A non-negative integer is kept as unsigned by the parser.
    if (!value.is_number_unsigned())
        refuse(key, "must be a whole number of 0 or more");
    return value.get<std::uint64_t>();
}

std::string text(const Json& value, std::string_view key) {
    if (!value.is_string())
        refuse(key, "must be text in quotes");
    return value.get<std::string>();
}

bool truth(const Json& value, std::string_view key) {
    if (!value.is_boolean())
        refuse(key, "must be true or false");
    return value.get<bool>();
}

/// An enumeration's value by its name.
template <class Value>
Value named(const Json& value, std::string_view key, Value (*fromName)(std::string_view)) {
    try {
        return fromName(text(value, key));
    } catch (const Error& error) {
        throw Error("The recipe's \"" + std::string(key) + "\" is unknown: " + error.what());
    }
}

std::vector<double> numberList(const Json& value, std::string_view key) {
    if (!value.is_array())
        refuse(key, "must be a list of numbers");
    std::vector<double> numbers;
    for (const Json& item : value)
        numbers.push_back(number(item, key));
    return numbers;
}

std::vector<Phase> phaseList(const Json& value, std::string_view key) {
    if (!value.is_array())
        refuse(key, "must be a list of phases");
    std::vector<Phase> phases;
    for (const Json& item : value) {
        const std::size_t known = item.is_object() && item.contains("momentum") ? 3 : 2;
        if (!item.is_object() || item.size() != known || !item.contains("exaggeration") ||
            !item.contains("iterations"))
            refuse(key, "must be a list of {\"exaggeration\": …, \"iterations\": …}, each with a "
                        "\"momentum\" if need be");
        Phase phase{number(item["exaggeration"], std::string(key) + ".exaggeration"),
                    wholeNumber(item["iterations"], std::string(key) + ".iterations")};
        if (known == 3)
            phase.momentum = optionalNumber(item["momentum"], std::string(key) + ".momentum");
        phases.push_back(phase);
    }
    return phases;
}

Json phaseListJson(const std::vector<Phase>& phases) {
    Json list = Json::array();
    for (const Phase& phase : phases) {
        Json item{{"exaggeration", phase.exaggeration}, {"iterations", phase.iterations}};
        if (phase.momentum)
            item["momentum"] = *phase.momentum;
        list.push_back(std::move(item));
    }
    return list;
}

Json optionalJson(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

using Reader = std::function<void(Recipe&, const Json&, std::string_view)>;

const std::map<std::string_view, Reader>& readers() {
    static const std::map<std::string_view, Reader> table{
        {"metric",
         [](Recipe& r, const Json& v, std::string_view k) { r.metric = named(v, k, metricFromName); }},
        {"neighborMethod",
         [](Recipe& r, const Json& v, std::string_view k) {
             r.neighborMethod = named(v, k, neighborMethodFromName);
         }},
        {"neighborGraph", [](Recipe& r, const Json& v, std::string_view k) { r.neighborGraph = text(v, k); }},
        {"affinities", [](Recipe& r, const Json& v,
                          std::string_view k) { r.affinities = named(v, k, affinityMethodFromName); }},
        {"perplexities",
         [](Recipe& r, const Json& v, std::string_view k) { r.perplexities = numberList(v, k); }},
        {"sigma", [](Recipe& r, const Json& v, std::string_view k) { r.sigma = optionalNumber(v, k); }},
        {"neighborCount",
         [](Recipe& r, const Json& v, std::string_view k) { r.neighborCount = wholeNumber(v, k); }},
        {"uniformSymmetry",
         [](Recipe& r, const Json& v, std::string_view k) {
             r.uniformSymmetry = named(v, k, uniformSymmetryFromName);
         }},
        {"affinityFile", [](Recipe& r, const Json& v, std::string_view k) { r.affinityFile = text(v, k); }},
        {"perplexity", [](Recipe& r, const Json& v, std::string_view k) { r.perplexity = number(v, k); }},
        {"start",
         [](Recipe& r, const Json& v, std::string_view k) { r.start = named(v, k, startMethodFromName); }},
        {"sampleSize",
         [](Recipe& r, const Json& v, std::string_view k) { r.sampleSize = wholeNumber(v, k); }},
        {"samplePerplexity",
         [](Recipe& r, const Json& v, std::string_view k) { r.samplePerplexity = optionalNumber(v, k); }},
        {"samplePhases",
         [](Recipe& r, const Json& v, std::string_view k) { r.samplePhases = phaseList(v, k); }},
        {"placementNeighbors",
         [](Recipe& r, const Json& v, std::string_view k) { r.placement.neighbors = wholeNumber(v, k); }},
        {"placementWeights",
         [](Recipe& r, const Json& v, std::string_view k) {
             r.placement.weights = named(v, k, placementWeightsFromName);
         }},
        {"givenStart", [](Recipe& r, const Json& v, std::string_view k) { r.givenStart = text(v, k); }},
        {"rescaleStart", [](Recipe& r, const Json& v, std::string_view k) { r.rescaleStart = truth(v, k); }},
        {"jitterStart", [](Recipe& r, const Json& v, std::string_view k) { r.jitterStart = truth(v, k); }},
        {"phases", [](Recipe& r, const Json& v, std::string_view k) { r.phases = phaseList(v, k); }},
        {"learningRate",
         [](Recipe& r, const Json& v, std::string_view k) { r.learningRate = optionalNumber(v, k); }},
        {"momentum", [](Recipe& r, const Json& v, std::string_view k) { r.momentum = number(v, k); }},
        {"maxStepNorm", [](Recipe& r, const Json& v, std::string_view k) { r.maxStepNorm = number(v, k); }},
        {"maxGradientNorm",
         [](Recipe& r, const Json& v, std::string_view k) { r.maxGradientNorm = optionalNumber(v, k); }},
        {"dof", [](Recipe& r, const Json& v, std::string_view k) { r.dof = number(v, k); }},
        {"repulsion", [](Recipe& r, const Json& v,
                         std::string_view k) { r.repulsion = named(v, k, repulsionMethodFromName); }},
        {"theta", [](Recipe& r, const Json& v, std::string_view k) { r.theta = number(v, k); }},
        {"earlyStopping",
         [](Recipe& r, const Json& v, std::string_view k) { r.earlyStopping = truth(v, k); }},
        {"preview", [](Recipe& r, const Json& v, std::string_view k) { r.preview = truth(v, k); }},
        {"principalComponents",
         [](Recipe& r, const Json& v, std::string_view k) { r.principalComponents = wholeNumber(v, k); }},
        {"seed", [](Recipe& r, const Json& v, std::string_view k) { r.seed = wholeNumber(v, k); }},
    };
    return table;
}

Json parse(std::string_view written) {
    try {
        return Json::parse(written);
    } catch (const Json::parse_error& error) {
        const auto end = written.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, written.size()));
        throw Error("The recipe is not valid JSON: see line " +
                    std::to_string(1 + std::count(written.begin(), end, '\n')) + ".");
    }
}

} // namespace

std::string toJson(const Recipe& recipe) {
    const Json json{
        {"metric", nameOf(recipe.metric)},
        {"neighborMethod", nameOf(recipe.neighborMethod)},
        {"neighborGraph", recipe.neighborGraph},
        {"affinities", nameOf(recipe.affinities)},
        {"perplexity", recipe.perplexity},
        {"perplexities", recipe.perplexities},
        {"sigma", optionalJson(recipe.sigma)},
        {"neighborCount", recipe.neighborCount},
        {"uniformSymmetry", nameOf(recipe.uniformSymmetry)},
        {"affinityFile", recipe.affinityFile},
        {"start", nameOf(recipe.start)},
        {"sampleSize", recipe.sampleSize},
        {"samplePerplexity", optionalJson(recipe.samplePerplexity)},
        {"samplePhases", phaseListJson(recipe.samplePhases)},
        {"placementNeighbors", recipe.placement.neighbors},
        {"placementWeights", nameOf(recipe.placement.weights)},
        {"givenStart", recipe.givenStart},
        {"rescaleStart", recipe.rescaleStart},
        {"jitterStart", recipe.jitterStart},
        {"phases", phaseListJson(recipe.phases)},
        {"learningRate", optionalJson(recipe.learningRate)},
        {"momentum", recipe.momentum},
        {"maxStepNorm", recipe.maxStepNorm},
        {"maxGradientNorm", optionalJson(recipe.maxGradientNorm)},
        {"dof", recipe.dof},
        {"repulsion", nameOf(recipe.repulsion)},
        {"theta", recipe.theta},
        {"earlyStopping", recipe.earlyStopping},
        {"preview", recipe.preview},
        {"principalComponents", recipe.principalComponents},
        {"seed", recipe.seed},
    };
    return json.dump(2);
}

Recipe recipeFromJson(std::string_view written) {
    const Json json = parse(written);
    if (!json.is_object())
        throw Error("The recipe must be a JSON object, as in {\"perplexity\": 30}.");
    Recipe recipe;
    for (const auto& [key, value] : json.items()) {
        const auto reader = readers().find(key);
        if (reader == readers().end())
            throw Error("The recipe has an unknown key \"" + key + "\".");
        reader->second(recipe, value, key);
    }
    if (const auto problem = problemWith(recipe))
        throw Error("The recipe's \"" + std::string(problem->key) +
                    "\" is out of range: " + problem->sentence);
    return recipe;
}

} // namespace shoal
