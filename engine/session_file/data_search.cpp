// SPDX-License-Identifier: MIT
#include "session_file/data_search.h"

#include "core/error.h"
#include "session_file/content_hash.h"

#include <algorithm>
#include <utility>

namespace shoal {

namespace {

using Path = std::filesystem::path;

/// Files that are there, those of the size that the data had first.
std::vector<Path> candidates(const Path& session, const DataReference& reference) {
    const Path folder = std::filesystem::canonical(session).parent_path();
    std::vector<Path> found;
    for (const Path& place : {reference.relative.empty() ? Path() : folder / reference.relative,
                              reference.path, folder / reference.path.filename()}) {
        std::error_code problem;
        const Path file = std::filesystem::canonical(place, problem);
        if (!problem && std::find(found.begin(), found.end(), file) == found.end())
            found.push_back(file);
    }
    std::stable_partition(found.begin(), found.end(), [&](const Path& file) {
        std::error_code problem;
        return std::filesystem::file_size(file, problem) == reference.bytes;
    });
    return found;
}

std::shared_ptr<const Dataset> readData(const Path& file, const DataReference& reference,
                                        RunContext& context) {
    if (isSessionFile(file))
        return readSessionData(file, context);
    return readDataset(file, {reference.matrix, reference.labels, reference.intensities}, context);
}

bool isSame(const Dataset& data, const DataReference& reference, RunContext& context) {
    return data.points() == reference.points && data.dimensions() == reference.features &&
           contentHash(data.features, context) == reference.hash;
}

std::string placesText(const Path& session, const DataReference& reference) {
    std::string text = reference.name + " is not in the folder of " + session.filename().string();
    const Path old = reference.path.parent_path();
    if (!old.empty() && old != std::filesystem::absolute(session).parent_path())
        text += ", nor in " + old.string();
    return text;
}

/// With the columns of one's own, that are no matter of the file they are read from.
std::shared_ptr<const Dataset> withOwnColumns(std::shared_ptr<const Dataset> data, const Path& session,
                                              RunContext& context) {
    std::vector<Column> own = readOwnColumns(session, context);
    if (own.empty())
        return data;
    auto labelled = std::make_shared<Dataset>(*data); // the features are shared
    for (Column& column : own)
        labelled->columns.push_back(std::move(column));
    return labelled;
}

} // namespace

OpenedSession openSession(const Path& path, const Path& named, RunContext& context) {
    OpenedSession opened;
    opened.session = readSession(path, context);
    const DataReference& reference = opened.session.reference;
    if (opened.session.holdsData) {
        opened.data = withOwnColumns(readSessionData(path, context), path, context);
        opened.dataFile = path;
        return opened;
    }
    opened.problem = placesText(path, reference);
    for (const Path& file : named.empty() ? candidates(path, reference) : std::vector<Path>{named}) {
        try {
            auto data = readData(file, reference, context);
            if (isSame(*data, reference, context)) {
                opened.data = withOwnColumns(std::move(data), path, context);
                opened.dataFile = file;
                opened.problem.clear();
                return opened;
            }
            opened.problem = file.string() + " holds other data than those that " + path.filename().string() +
                             " was made from";
        } catch (const Error& error) {
            opened.problem = error.what();
            if (opened.problem.ends_with('.'))
                opened.problem.pop_back();
        }
    }
    return opened;
}

DataReference referenceTo(const Dataset& data, std::vector<std::string> labels, RunContext& context) {
    DataReference reference;
    reference.name = data.name;
    if (!data.source.empty()) {
        std::error_code problem;
        reference.path = std::filesystem::weakly_canonical(std::filesystem::absolute(data.source), problem);
        const auto bytes = std::filesystem::file_size(reference.path, problem);
        reference.bytes = problem ? 0 : bytes;
    }
    reference.matrix = data.matrixName;
    reference.labels = std::move(labels);
    reference.intensities = data.intensities;
    reference.points = data.points();
    reference.features = data.dimensions();
    reference.hash = contentHash(data.features, context);
    return reference;
}

} // namespace shoal
