// SPDX-License-Identifier: MIT
#include "info_command.h"

#include "core/count_text.h"
#include "data/dataset.h"
#include "recipe/estimate.h"
#include "session/process_memory.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace shoal::app {

namespace {

/// Lines of a name and what is said of it, in two columns.
class Table {
public:
    explicit Table(std::string heading)
        : heading_(std::move(heading)) {}

    void add(const std::string& name, const std::string& text) { rows_.emplace_back(name, text); }

    std::string text() const {
        if (rows_.empty())
            return {};
        std::size_t widest = 0;
        for (const auto& [name, text] : rows_)
            widest = std::max(widest, name.size());
        std::string lines = heading_ + "\n";
        for (const auto& [name, text] : rows_)
            lines.append("  ").append(name).append(widest - name.size() + 2, ' ').append(text).append("\n");
        return lines;
    }

private:
    std::string heading_;
    std::vector<std::pair<std::string, std::string>> rows_;
};

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
    ReadOptions options;
    options.intensities = arguments.intensities;
    return describe(summarizeDataset(arguments.input, options, context));
}

} // namespace shoal::app
