// SPDX-License-Identifier: MIT
#include "output/map_description.h"

#include "core/count_text.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

namespace shoal {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* otherForm = "What it says of its map is not in the form that Shoal writes.";

std::size_t count(const Json& value) {
    if (!value.is_number_unsigned()) // a negative number would be taken for a huge one
        throw Error(otherForm);
    return value.get<std::size_t>();
}

MapDescription descriptionOf(const Json& json) {
    const Json& data = json.at("data");
    MapDescription map;
    map.program = json.at("program").get<std::string>();
    map.dataName = data.at("name").get<std::string>();
    map.dataFile = data.at("file").get<std::string>();
    map.matrix = data.at("matrix").get<std::string>();
    map.points = count(data.at("points"));
    map.features = count(data.at("features"));
    if (!json.at("recipe").is_null()) {
        map.recipe = recipeFromJson(json.at("recipe").dump());
        map.iteration = count(json.at("iteration"));
        if (!json.at("klDivergence").is_null())
            map.klDivergence = json.at("klDivergence").get<double>();
    }
    return map;
}

} // namespace

std::string toJson(const MapOrigin& origin) {
    const Dataset& data = origin.data;
    Json json{{"program", origin.program},
              {"data",
               {{"name", data.name},
                {"file", data.source.empty() ? "" : std::filesystem::absolute(data.source).string()},
                {"matrix", data.matrixName},
                {"points", data.points()},
                {"features", data.dimensions()}}},
              {"recipe", nullptr}};
    if (origin.points)
        json["selected"] = *origin.points;
    if (origin.recipe) {
        json["recipe"] = Json::parse(toJson(*origin.recipe));
        json["iteration"] = origin.iteration;
        json["klDivergence"] = origin.klDivergence ? Json(*origin.klDivergence) : Json(nullptr);
    }
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

MapDescription mapDescriptionFromJson(std::string_view written) {
    try {
        return descriptionOf(Json::parse(written));
    } catch (const Json::exception&) {
        throw Error(otherForm);
    }
}

std::string dataText(const MapDescription& map) {
    return map.dataName + " (" + (map.matrix.empty() ? "" : map.matrix + ", ") +
           countText(map.points, "point") + " × " + countText(map.features, "feature") + ")";
}

} // namespace shoal
