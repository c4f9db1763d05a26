// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "data/format.h"
#include "session_file/record_json.h"
#include "session_file/session_arrays.h"
#include "session_file/session_file.h"
#include "session_file/session_members.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace shoal {

namespace {

using Json = SessionJson;

constexpr const char* otherForm = "its session.json is not in the form that Shoal writes";

std::string text(const Json& json, const char* key) {
    return json.at(key).get<std::string>();
}

/// Reads one file. Throws Json::exception where session.json is not as it should be.
class SessionReader {
public:
    SessionReader(const std::filesystem::path& path, RunContext& context)
        : archive_(path)
        , context_(context) {}

    SavedSession session() {
        const Json json = parsed(members::session);
        requireVersion(json);
        SavedSession session;
        session.program = text(json, "program");
        session.reference = referenceOf(json.at("data"));
        session.holdsData = !json.at("data").at("copy").is_null();
        for (const Json& run : json.at("runs"))
            session.runs.push_back(runOf(run, session.runs.size(), session.reference.points));
        session.shownRun = countFromJson(json.at("shownRun"));
        require(session.runs.empty() || session.shownRun < session.runs.size(),
                "it shows a run that it does not have");
        if (json.at("selection").get<bool>())
            session.selection = *pointsOf(members::selection, session.reference.points);
        session.coloring = coloringOf(json.at("coloring"));
        session.window = json.at("window").get<std::map<std::string, std::string>>();
        return session;
    }

    std::shared_ptr<const Dataset> data() {
        const Json json = parsed(members::session);
        requireVersion(json);
        const Json& copy = json.at("data").at("copy");
        if (copy.is_null())
            throw Error(archive_.file().name() + " holds no copy of its data.");
        const DataReference reference = referenceOf(json.at("data"));
        auto data = makeDataset(archive_.file());
        data->name = reference.name;
        data->matrixName = reference.matrix;
        data->intensities = reference.intensities;
        data->features = archive_.matrix(members::features, context_);
        require(data->points() == reference.points && data->dimensions() == reference.features,
                "its copy of the data has another shape than it should");
        if (copy.at("featureNames").get<bool>())
            data->featureNames = texts(members::featureNames, data->dimensions());
        if (copy.at("ids").get<bool>())
            data->ids = texts(members::ids, data->points());
        data->columns = columnsOf(copy.at("columns"), members::columns, data->points());
        requireFinite(archive_.file(), *data, context_);
        return data;
    }

    std::vector<Column> ownColumns() {
        const Json json = parsed(members::session);
        requireVersion(json);
        auto columns = columnsOf(json.at("ownColumns"), members::ownColumns,
                                 countFromJson(json.at("data").at("points")));
        for (Column& column : columns)
            column.own = true;
        return columns;
    }

    [[noreturn]] void throwDamaged(const std::string& what) const { archive_.throwDamaged(what); }

private:
    void require(bool holds, const char* otherwise) const {
        if (!holds)
            archive_.throwDamaged(otherwise);
    }
    Json parsed(const std::string& name) const { return Json::parse(archive_.text(name, context_)); }

    /// Hexadecimal digits behind `prefix`.
    std::uint64_t hexNumber(const std::string& written, std::string_view prefix) const {
        std::uint64_t value = 0;
        const char* const end = written.data() + written.size();
        require(written.starts_with(prefix) &&
                    std::from_chars(written.data() + prefix.size(), end, value, 16).ptr == end,
                "a colour or a checksum is no number");
        return value;
    }
    std::uint32_t colorOf(const Json& json) const {
        return static_cast<std::uint32_t>(hexNumber(json.get<std::string>(), "#") & 0xFFFFFF);
    }

    std::vector<std::string> texts(const std::string& name, std::size_t count) const {
        auto list = parsed(name).get<std::vector<std::string>>();
        require(list.size() == count, "it has not as many names as it should");
        return list;
    }

    void requireVersion(const Json& json) const {
        const std::uint64_t version = countFromJson(json.at("version"));
        if (version > members::version)
            throw Error(archive_.file().name() + " was saved by a newer Shoal (" + text(json, "program") +
                        "); open it with that.");
    }

    DataReference referenceOf(const Json& json) const {
        DataReference reference;
        reference.name = text(json, "name");
        reference.path = text(json, "path");
        reference.relative = text(json, "relativePath");
        reference.bytes = countFromJson(json.at("bytes"));
        reference.matrix = text(json, "matrix");
        reference.intensities = intensitiesOf(json);
        reference.labels = json.at("labels").get<std::vector<std::string>>();
        reference.points = countFromJson(json.at("points"));
        reference.features = countFromJson(json.at("features"));
        reference.hash = hexNumber(text(json, "hash"), "");
        return reference;
    }

    using PointList = std::shared_ptr<const std::vector<std::uint32_t>>;

    SavedRun runOf(const Json& json, std::size_t index, std::size_t dataPoints) const {
        SavedRun run;
        run.name = text(json, "name");
        run.note = text(json, "note");
        run.recipe = recipeOf(json.at("recipe"));
        run.finished = json.at("finished").get<bool>();
        for (const Json& record : json.at("records"))
            run.records.push_back(recordFromJson(record));
        std::vector<PointList> lists;
        for (std::uint64_t list = countFromJson(json.at("pointLists")); lists.size() < list;)
            lists.push_back(pointsOf(members::points(index, lists.size()), dataPoints));
        if (!json.at("embedded").is_null())
            run.points = listIn(lists, json.at("embedded"));
        auto map = std::make_shared<Snapshot>();
        readMap(json.at("map"), lists, *map);
        map->positions = archive_.positions(members::run(index, "positions"), context_);
        requireRows(static_cast<std::size_t>(map->positions.rows()), map->points, dataPoints);
        run.map = std::move(map);
        run.timeline = timelineOf(json.at("timeline"), index, lists, dataPoints);
        return run;
    }

    IntensityOptions intensitiesOf(const Json& json) const {
        IntensityOptions intensities;
        intensities.compensate = json.at("compensate").get<bool>();
        try {
            if (const std::string scale = text(json, "transform"); !scale.empty())
                setScale(intensities, scale);
        } catch (const Error& error) {
            throw Error(archive_.file().name() + " cannot be opened: " + error.what());
        }
        return intensities;
    }

    Recipe recipeOf(const Json& json) const {
        constexpr std::size_t mostOptions = 1000; // and their values are short
        require(json.size() < mostOptions, "a recipe is longer than any");
        try {
            return recipeFromJson(json.dump());
        } catch (const Error& error) {
            throw Error(archive_.file().name() + " cannot be opened: " + error.what());
        }
    }

    PointList pointsOf(const std::string& name, std::size_t dataPoints) const {
        auto points = archive_.indices(name, context_);
        require(std::all_of(points.begin(), points.end(),
                            [&](std::uint32_t point) { return point < dataPoints; }),
                "a map shows points that the data do not have");
        return std::make_shared<const std::vector<std::uint32_t>>(std::move(points));
    }

    void requireRows(std::size_t rows, const PointList& points, std::size_t dataPoints) const {
        require(rows == (points ? points->size() : dataPoints), "a map has not as many places as points");
    }

    /// All but the places, of a Snapshot or a KeptSnapshot.
    template <class Map>
    void readMap(const Json& json, const std::vector<PointList>& lists, Map& map) const {
        map.iteration = countFromJson(json.at("iteration"));
        map.sample = json.at("sample").get<bool>();
        map.phase = countFromJson(json.at("phase"));
        map.exaggeration = numberFromJson(json.at("exaggeration"));
        if (!json.at("klDivergence").is_null())
            map.klDivergence = json.at("klDivergence").get<double>();
        if (!json.at("points").is_null())
            map.points = listIn(lists, json.at("points"));
    }

    const PointList& listIn(const std::vector<PointList>& lists, const Json& json) const {
        const std::uint64_t list = countFromJson(json);
        require(list < lists.size(), "a map shows points of a list that it lacks");
        return lists[list];
    }

    std::vector<Timeline::Entry> timelineOf(const Json& json, std::size_t run,
                                            const std::vector<PointList>& lists,
                                            std::size_t dataPoints) const {
        const auto coordinates = archive_.pairs(members::run(run, "timeline"), context_);
        std::vector<Timeline::Entry> timeline;
        std::size_t at = 0;
        for (const Json& entry : json) {
            auto kept = std::make_shared<KeptSnapshot>();
            readMap(entry, lists, *kept);
            kept->low = entry.at("low").get<std::array<float, 2>>();
            kept->high = entry.at("high").get<std::array<float, 2>>();
            const std::uint64_t rows = countFromJson(entry.at("rows"));
            requireRows(rows, kept->points, dataPoints);
            require(rows <= (coordinates.size() - at) / 2, "a timeline is cut short");
            kept->coordinates.assign(coordinates.begin() + static_cast<std::ptrdiff_t>(at),
                                     coordinates.begin() + static_cast<std::ptrdiff_t>(at + 2 * rows));
            at += 2 * rows;
            require(std::isfinite(kept->low[0] + kept->low[1] + kept->high[0] + kept->high[1]),
                    "a timeline has no bounds");
            const KeptSnapshot* before = timeline.empty() ? nullptr : timeline.back().snapshot.get();
            const bool first = !before || kept->sample != before->sample; // of an embedding: a landmark
            require(!before || (first ? before->sample : kept->iteration > before->iteration),
                    "a timeline is out of order");
            timeline.push_back({std::move(kept), first || entry.at("landmark").get<bool>()});
        }
        return timeline;
    }

    std::vector<Column> columnsOf(const Json& json, const char* folder, std::size_t points) const {
        std::vector<Column> columns;
        for (const Json& column : json)
            columns.push_back(columnOf(column, folder, columns.size(), points));
        return columns;
    }

    Column columnOf(const Json& json, const char* folder, std::size_t index, std::size_t points) const {
        Column column{text(json, "name"), {}, false};
        const std::string kind = text(json, "kind");
        std::size_t values = points;
        if (kind == "categorical") {
            CategoricalColumn classes;
            classes.categories = json.at("categories").get<std::vector<std::string>>();
            for (const Json& color : json.at("colors"))
                classes.colors.push_back(colorOf(color));
            require(classes.colors.empty() || classes.colors.size() == classes.categories.size(),
                    "a column has not as many colours as classes");
            classes.codes = archive_.codes(members::column(folder, index, ".npy"), context_);
            require(std::all_of(classes.codes.begin(), classes.codes.end(),
                                [&](std::int32_t code) {
                                    return code < 0 ||
                                           static_cast<std::size_t>(code) < classes.categories.size();
                                }),
                    "a column has values of classes that it does not have");
            values = classes.codes.size();
            column.values = std::move(classes);
        } else if (kind == "continuous") {
            ContinuousColumn numbers{archive_.numbers(members::column(folder, index, ".npy"), context_)};
            values = numbers.values.size();
            column.values = std::move(numbers);
        } else {
            column.values = TextColumn{texts(members::column(folder, index, ".json"), points)};
        }
        require(values == points, "a column has not as many values as there are points");
        return column;
    }

    SavedColoring coloringOf(const Json& json) const {
        SavedColoring coloring;
        const std::string kind = text(json, "kind");
        coloring.kind = kind == "column"    ? SavedColoring::Kind::Column
                        : kind == "feature" ? SavedColoring::Kind::Feature
                        : kind == "trust"   ? SavedColoring::Kind::Trust
                                            : SavedColoring::Kind::None;
        coloring.name = text(json, "name");
        for (const auto& [name, color] : json.at("colors").items())
            coloring.colors.emplace(name, colorOf(color));
        if (!json.at("range").is_null()) {
            coloring.range = json.at("range").get<std::array<double, 2>>();
            require((*coloring.range)[0] < (*coloring.range)[1], "a range of colours has no width");
        }
        return coloring;
    }

    SessionArchive archive_;
    RunContext& context_;
};

} // namespace

bool isSessionFile(const std::filesystem::path& path) {
    try {
        return SessionArchive::recognizes(InputFile(path));
    } catch (const Error&) {
        return false;
    }
}

SavedSession readSession(const std::filesystem::path& path, RunContext& context) {
    SessionReader reader(path, context);
    try {
        return reader.session();
    } catch (const Json::exception&) {
        reader.throwDamaged(otherForm);
    }
}

std::shared_ptr<const Dataset> readSessionData(const std::filesystem::path& path, RunContext& context) {
    SessionReader reader(path, context);
    try {
        return reader.data();
    } catch (const Json::exception&) {
        reader.throwDamaged(otherForm);
    }
}

std::vector<Column> readOwnColumns(const std::filesystem::path& path, RunContext& context) {
    SessionReader reader(path, context);
    try {
        return reader.ownColumns();
    } catch (const Json::exception&) {
        reader.throwDamaged(otherForm);
    }
}

} // namespace shoal
