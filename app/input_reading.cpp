// SPDX-License-Identifier: MIT
#include "input_reading.h"

#include "core/count_text.h"
#include "core/error.h"
#include "data/naming.h"
#include "session_file/data_search.h"

namespace shoal::app {

namespace {

/// The data of a session, as they were read for it.
std::shared_ptr<const Dataset> readFromSession(const std::filesystem::path& path, const std::string& matrix,
                                               const std::string& labels, RunContext& context) {
    const std::string name = path.filename().string();
    const OpenedSession opened = openSession(path, {}, context);
    if (!opened.data)
        throw Error(opened.problem + ": give the data of " + name + " instead.");
    if (!matrix.empty() && matrix != opened.data->matrixName)
        throw Error(name + " was made from another matrix than " + inQuotes(matrix) + ": give its data, " +
                    opened.session.reference.name + ", instead.");
    if (!labels.empty() && !opened.data->column(labels))
        throw Error(name + " has no column " + inQuotes(labels) + "; give its data, " +
                    opened.session.reference.name + ", instead.");
    return opened.data;
}

} // namespace

std::shared_ptr<const Dataset> readInput(const std::filesystem::path& path, const std::string& matrix,
                                         const std::string& labels, const IntensityOptions& intensities,
                                         RunContext& context) {
    if (isSessionFile(path))
        return readFromSession(path, matrix, labels, context);
    ReadOptions options;
    options.matrix = matrix;
    options.intensities = intensities;
    if (!labels.empty())
        options.labels.push_back(labels);
    return readDataset(path, options, context);
}

const Column* labelsOf(const Dataset& data, const std::string& name) {
    return name.empty() ? data.defaultLabels() : data.column(name);
}

std::string describeInput(const Dataset& data, const Column* labels) {
    std::string text = countText(data.points(), "point") + " × " + countText(data.dimensions(), "feature");
    if (!data.matrixName.empty())
        text += " of " + data.matrixName;
    if (labels)
        text += ", labels " + labels->name;
    return text;
}

} // namespace shoal::app
