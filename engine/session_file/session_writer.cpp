// SPDX-License-Identifier: MIT
#include "output/atomic_file.h"
#include "session_file/record_json.h"
#include "session_file/session_arrays.h"
#include "session_file/session_file.h"
#include "session_file/session_members.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace shoal {

namespace {

using Json = SessionJson;
using Packing = ZipWriter::Packing;

std::string colorText(std::uint32_t color) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "#%06x", color & 0xFFFFFF);
    return text.data();
}

std::string hashText(std::uint64_t hash) {
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
    return text.data();
}

Json optionalJson(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// Text that is no UTF-8, as names of files may be, has marks in its place.
std::string written(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class SessionWriter {
public:
    SessionWriter(std::ostream& stream, const std::filesystem::path& folder, const SavedSession& session,
                  const Dataset& data, RunContext& context)
        : archive_(stream)
        , folder_(folder)
        , session_(session)
        , data_(data)
        , context_(context) {
        for (const Column& column : data.columns)
            (column.own ? ownColumns_ : columns_).push_back(&column);
    }

    void write() {
        addText(std::string(members::kindMember), std::string(members::kind));
        addText(members::session, written(sessionJson()));
        for (std::size_t run = 0; run < session_.runs.size(); ++run)
            addRun(run);
        if (!session_.selection.empty())
            addArray(archive_, members::selection, std::span(session_.selection), context_);
        addColumns(members::ownColumns, ownColumns_);
        if (session_.holdsData)
            addData();
        archive_.finish();
    }

private:
    void addText(const std::string& name, const std::string& text) {
        archive_.add(name, {text}, Packing::Stored, context_);
    }

    Json sessionJson() const {
        Json json{{"version", members::version}, {"program", session_.program}, {"data", dataJson()}};
        json["runs"] = Json::array();
        for (const SavedRun& run : session_.runs)
            json["runs"].push_back(runJson(run));
        json["shownRun"] = session_.shownRun;
        json["selection"] = !session_.selection.empty();
        json["ownColumns"] = columnsJson(ownColumns_);
        json["coloring"] = coloringJson();
        json["window"] = session_.window;
        return json;
    }

    Json dataJson() const {
        const DataReference& reference = session_.reference;
        const std::filesystem::path relative =
            reference.path.empty() ? reference.path : reference.path.lexically_relative(folder_);
        return {{"name", reference.name},
                {"path", reference.path.string()},
                {"relativePath", relative.generic_string()},
                {"bytes", reference.bytes},
                {"matrix", reference.matrix},
                {"labels", reference.labels},
                {"transform", scaleText(reference.intensities)},
                {"compensate", reference.intensities.compensate},
                {"points", reference.points},
                {"features", reference.features},
                {"hash", hashText(reference.hash)},
                {"copy", session_.holdsData ? copyJson() : Json(nullptr)}};
    }

    Json copyJson() const {
        return {{"ids", !data_.ids.empty()},
                {"featureNames", !data_.featureNames.empty()},
                {"columns", columnsJson(columns_)}};
    }

    static Json columnsJson(const std::vector<const Column*>& columns) {
        Json list = Json::array();
        for (const Column* column : columns) {
            Json its{{"name", column->name}, {"kind", column->continuous() ? "continuous" : "text"}};
            if (const auto* classes = column->categorical()) {
                its["kind"] = "categorical";
                its["categories"] = classes->categories;
                its["colors"] = Json::array();
                for (const std::uint32_t color : classes->colors)
                    its["colors"].push_back(colorText(color));
            }
            list.push_back(std::move(its));
        }
        return list;
    }

    static Json runJson(const SavedRun& run) {
        const auto lists = pointLists(run);
        Json records = Json::array();
        for (const Record& record : run.records)
            records.push_back(toJson(record));
        Json timeline = Json::array();
        for (const auto& [kept, landmark] : run.timeline) {
            Json its = mapJson(*kept, lists);
            its["low"] = kept->low;
            its["high"] = kept->high;
            its["rows"] = kept->rows();
            its["landmark"] = landmark;
            timeline.push_back(std::move(its));
        }
        return {{"name", run.name},
                {"note", run.note},
                {"recipe", Json::parse(toJson(run.recipe))},
                {"finished", run.finished},
                {"embedded", run.points ? Json(placeIn(lists, run.points)) : Json(nullptr)},
                {"records", std::move(records)},
                {"pointLists", lists.size()},
                {"map", mapJson(*run.map, lists)},
                {"timeline", std::move(timeline)}};
    }

    using PointList = std::shared_ptr<const std::vector<std::uint32_t>>;

    /// Each once; a run's maps share them.
    static std::vector<PointList> pointLists(const SavedRun& run) {
        std::vector<PointList> lists;
        const auto add = [&](const PointList& list) {
            if (list && std::find(lists.begin(), lists.end(), list) == lists.end())
                lists.push_back(list);
        };
        add(run.points);
        add(run.map->points);
        for (const auto& [kept, landmark] : run.timeline)
            add(kept->points);
        return lists;
    }

    static std::size_t placeIn(const std::vector<PointList>& lists, const PointList& list) {
        return static_cast<std::size_t>(std::find(lists.begin(), lists.end(), list) - lists.begin());
    }

    /// Of a Snapshot or a KeptSnapshot.
    template <class Map>
    static Json mapJson(const Map& map, const std::vector<PointList>& lists) {
        return {{"iteration", map.iteration},
                {"sample", map.sample},
                {"points", map.points ? Json(placeIn(lists, map.points)) : Json(nullptr)},
                {"phase", map.phase},
                {"exaggeration", map.exaggeration},
                {"klDivergence", optionalJson(map.klDivergence)}};
    }

    Json coloringJson() const {
        constexpr std::array<const char*, 4> kinds{"none", "column", "feature", "trust"};
        Json colors = Json::object();
        for (const auto& [name, color] : session_.coloring.colors)
            colors[name] = colorText(color);
        return {{"kind", kinds[static_cast<std::size_t>(session_.coloring.kind)]},
                {"name", session_.coloring.name},
                {"colors", std::move(colors)},
                {"range", session_.coloring.range ? Json(*session_.coloring.range) : Json(nullptr)}};
    }

    void addRun(std::size_t index) {
        const SavedRun& run = session_.runs[index];
        const Positions& positions = run.map->positions;
        addArray(archive_, members::run(index, "positions"),
                 {positions.data(), static_cast<std::size_t>(positions.size())}, 2, Packing::Stored,
                 context_);
        const auto lists = pointLists(run);
        for (std::size_t list = 0; list < lists.size(); ++list)
            addArray(archive_, members::points(index, list), std::span(*lists[list]), context_);
        std::vector<std::span<const std::uint16_t>> kept;
        for (const auto& entry : run.timeline)
            kept.emplace_back(entry.snapshot->coordinates);
        addPairs(archive_, members::run(index, "timeline"), kept, context_);
        context_.progress(static_cast<double>(index + 1) / static_cast<double>(session_.runs.size() + 1));
    }

    void addData() {
        const std::span<const float> values(data_.features.data(),
                                            static_cast<std::size_t>(data_.features.size()));
        addArray(archive_, members::features, values, data_.dimensions(), Packing::WhenSmaller, context_);
        if (!data_.featureNames.empty())
            addText(members::featureNames, written(data_.featureNames));
        if (!data_.ids.empty())
            addText(members::ids, written(data_.ids));
        addColumns(members::columns, columns_);
    }

    void addColumns(const char* folder, const std::vector<const Column*>& columns) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string name = members::column(folder, i, columns[i]->text() ? ".json" : ".npy");
            if (const auto* classes = columns[i]->categorical())
                addArray(archive_, name, std::span(classes->codes), context_);
            else if (const auto* numbers = columns[i]->continuous())
                addArray(archive_, name, std::span(numbers->values), 0, Packing::Stored, context_);
            else
                addText(name, written(columns[i]->text()->values));
        }
    }

    ZipWriter archive_;
    const std::filesystem::path& folder_;
    const SavedSession& session_;
    const Dataset& data_;
    std::vector<const Column*> columns_; ///< as the file of the data has them
    std::vector<const Column*> ownColumns_;
    RunContext& context_;
};

} // namespace

void writeSession(const std::filesystem::path& path, const SavedSession& session, const Dataset& data,
                  RunContext& context) {
    const std::filesystem::path folder =
        std::filesystem::weakly_canonical(std::filesystem::absolute(path)).parent_path();
    writeAtomically(
        path, [&](std::ostream& stream) { SessionWriter(stream, folder, session, data, context).write(); });
    context.progress(1);
}

} // namespace shoal
