// SPDX-License-Identifier: MIT
#include "data/dataset.h"

#include "core/error.h"
#include "data/format.h"
#include "data/naming.h"

#include <algorithm>

namespace shoal {

const Column* Dataset::column(std::string_view columnName) const {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == columnName; });
    return found == columns.end() ? nullptr : &*found;
}

std::string Dataset::idOf(std::size_t point) const {
    return ids.empty() ? std::to_string(point + 1) : ids[point];
}

const Column* Dataset::defaultLabels() const {
    const Column* best = nullptr;
    int bestRank = notLabels;
    for (const Column& candidate : columns) {
        if (!candidate.categorical())
            continue;
        const int rank = labelNameRank(candidate.name);
        if (rank < bestRank) {
            best = &candidate;
            bestRank = rank;
        }
    }
    if (best)
        return best;
    const auto grouping = std::find_if(columns.begin(), columns.end(), [](const Column& candidate) {
        const CategoricalColumn* classes = candidate.categorical();
        return classes && classes->categories.size() >= 2 && classes->categories.size() <= 100;
    });
    return grouping == columns.end() ? nullptr : &*grouping;
}

std::shared_ptr<const Dataset> readDataset(const std::filesystem::path& path, const ReadOptions& options,
                                           RunContext& context) {
    context.checkpoint();
    const InputFile file(path);
    std::shared_ptr<Dataset> data = detectFormat(file).read(file, options, context);
    requireFinite(file, *data, context);
    context.progress(1);
    return data;
}

DatasetSummary summarizeDataset(const std::filesystem::path& path, const ReadOptions& options,
                                RunContext& context) {
    context.checkpoint();
    const InputFile file(path);
    DatasetSummary summary = detectFormat(file).summarize(file, options, context);
    context.progress(1);
    return summary;
}

SparseMatrix readPointGraph(const std::filesystem::path& path, const std::string& name, RunContext& context) {
    context.checkpoint();
    const InputFile file(path);
    const Format& format = detectFormat(file);
    if (!format.readGraph)
        throw Error(file.name() + " holds no graph of its points; give a .h5ad file that has one in obsp.");
    return format.readGraph(file, name, context);
}

} // namespace shoal
