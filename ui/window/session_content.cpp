// SPDX-License-Identifier: MIT
#include "window/session_content.h"

namespace shoal::ui {

namespace {

bool isSameFile(const std::filesystem::path& a, const std::filesystem::path& b) {
    std::error_code problem;
    return std::filesystem::equivalent(a, b, problem) && !problem;
}

} // namespace

SavedColoring savedChoice(const Dataset& data, ColorChoice choice, const OwnColors& own) {
    SavedColoring saved;
    if (choice.kind == ColorChoice::Kind::Column) {
        saved.kind = SavedColoring::Kind::Column;
        saved.name = data.columns[choice.index].name;
    } else if (choice.kind == ColorChoice::Kind::Feature) {
        saved.kind = SavedColoring::Kind::Feature;
        saved.name = featureName(data, choice.index).toStdString();
    } else if (choice.kind == ColorChoice::Kind::Trust) {
        saved.kind = SavedColoring::Kind::Trust;
    }
    saved.colors = own.classes;
    if (own.range)
        saved.range = {own.range->low, own.range->high};
    return saved;
}

ColorChoice choiceIn(const Dataset& data, const SavedColoring& saved) {
    if (saved.kind == SavedColoring::Kind::Trust)
        return {ColorChoice::Kind::Trust, 0};
    if (saved.kind == SavedColoring::Kind::Column)
        for (std::size_t i = 0; i < data.columns.size(); ++i)
            if (data.columns[i].name == saved.name)
                return {ColorChoice::Kind::Column, i};
    if (saved.kind == SavedColoring::Kind::Feature)
        for (std::size_t i = 0; i < data.dimensions(); ++i)
            if (featureName(data, i).toStdString() == saved.name)
                return {ColorChoice::Kind::Feature, i};
    return {};
}

std::shared_ptr<const DataReference> writeContent(const SessionContent& content,
                                                  const std::filesystem::path& path, RunContext& context) {
    SavedSession session = content.session;
    const Dataset& data = *content.data;
    session.reference = content.reference ? *content.reference : referenceTo(data, {}, context);
    // Where the data were read from a copy, that is the one place where they surely are.
    if (isSessionFile(data.source)) {
        if (isSameFile(data.source, path))
            session.holdsData = true;
        else if (!session.holdsData)
            session.reference.path = data.source;
    }
    writeSession(path, session, data, context);
    return std::make_shared<const DataReference>(session.reference);
}

DatasetSummary summaryOf(const Dataset& data) {
    DatasetSummary summary{"session", {{data.matrixName, data.points(), data.dimensions(), true}}, {}};
    for (const Column& column : data.columns) {
        const CategoricalColumn* classes = column.categorical();
        summary.columns.push_back({column.name,
                                   classes               ? "categorical"
                                   : column.continuous() ? "continuous"
                                                         : "text",
                                   classes ? classes->categories.size() : 0});
    }
    return summary;
}

} // namespace shoal::ui
