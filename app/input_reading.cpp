// SPDX-License-Identifier: MIT
#include "input_reading.h"

#include "core/count_text.h"

namespace shoal::app {

std::shared_ptr<const Dataset> readInput(const std::filesystem::path& path, const std::string& matrix,
                                         const std::string& labels, const IntensityOptions& intensities,
                                         RunContext& context) {
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
