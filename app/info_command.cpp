// SPDX-License-Identifier: MIT
#include "info_command.h"

#include "core/count_text.h"
#include "data/dataset.h"
#include "info_table.h"
#include "map_info.h"
#include "picture/picture.h"
#include "recipe/estimate.h"
#include "session/process_memory.h"
#include "session_file/session_file.h"

namespace shoal::app {

namespace {

std::string shapeText(const DatasetSummary::MatrixInfo& matrix) {
    return countText(matrix.rows, "point") + " × " + countText(matrix.columns, "feature");
}

std::string memoryText(const DatasetSummary::MatrixInfo& matrix) {
    const std::uint64_t bytes = memoryNeeded(matrix.rows, matrix.columns, Recipe::standard());
    return "about " + bytesText(bytes) + " of this machine's " + bytesText(physicalMemoryBytes());
}

std::string describe(const DatasetSummary& summary) {
    std::string text = "Format: " + summary.format + "\n";
    Table matrices("Matrices:");
    for (const auto& matrix : summary.matrices) {
        if (matrix.isDefault)
            text += "Shape: " + shapeText(matrix) + "\n" + "Memory to embed it: " + memoryText(matrix) + "\n";
        if (!matrix.name.empty())
            matrices.add(matrix.name, shapeText(matrix) + (matrix.isDefault ? " (default)" : ""));
    }
    Table columns("Columns:");
    for (const auto& column : summary.columns)
        columns.add(column.name,
                    column.kind +
                        (column.distinct > 0 ? ", " + countText(column.distinct, "class", "classes") : ""));
    Table graphs("Graphs of neighbours:");
    for (const auto& graph : summary.graphs)
        graphs.add(graph.name, countText(graph.entries, "entry", "entries"));
    std::string notes;
    for (const std::string& note : summary.notes)
        notes += note + "\n";
    return text + notes + matrices.text() + columns.text() + graphs.text();
}

} // namespace

std::string describeFile(const InfoArguments& arguments) {
    tbb::task_arena arena;
    RunContext context(arena);
    if (isSessionFile(arguments.input))
        return describeSession(arguments.input, context);
    if (ui::isPng(arguments.input))
        return describePicture(arguments.input);
    ReadOptions options;
    options.intensities = arguments.intensities;
    return describe(summarizeDataset(arguments.input, options, context));
}

} // namespace shoal::app
