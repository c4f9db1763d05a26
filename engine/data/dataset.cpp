// SPDX-License-Identifier: MIT
#include "data/dataset.h"

#include "core/error.h"
#include "core/parallel.h"
#include "data/format.h"
#include "data/naming.h"

#include <algorithm>
#include <cmath>

namespace shoal {

namespace {

/// Tables do not tell what was measured, so the cofactor has to be said.
void requireCofactor(const InputFile& file, const IntensityOptions& options) {
    if (options.scale == IntensityOptions::Scale::Arcsinh && options.cofactor == 0)
        throw Error(file.name() +
                    " does not say how its values were measured; give the cofactor too: arcsinh:5 is "
                    "usual for mass cytometry, arcsinh:150 for fluorescence.");
}

void applyScale(Dataset& data, const IntensityOptions& options, RunContext& context) {
    if (options.scale != IntensityOptions::Scale::Arcsinh)
        return;
    Matrix scaled = data.features;
    constexpr std::size_t block = std::size_t{1} << 16;
    forBlocks(context, static_cast<std::size_t>(scaled.size()), block,
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  for (std::size_t i = begin; i < end; ++i)
                      scaled.data()[i] = static_cast<float>(std::asinh(scaled.data()[i] / options.cofactor));
              });
    data.features = std::move(scaled);
    data.intensities.scale = options.scale;
    data.intensities.cofactor = options.cofactor;
}

} // namespace

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
    const InputFile file(fileToRead(path));
    const Format& format = detectFormat(file);
    const bool isScaledHere = &format != &fcsFormat;
    if (isScaledHere)
        requireCofactor(file, options.intensities);
    std::shared_ptr<Dataset> data = format.read(file, options, context);
    if (isScaledHere)
        applyScale(*data, options.intensities, context);
    requireFinite(file, *data, context);
    context.progress(1);
    return data;
}

DatasetSummary summarizeDataset(const std::filesystem::path& path, const ReadOptions& options,
                                RunContext& context) {
    context.checkpoint();
    const InputFile file(fileToRead(path));
    DatasetSummary summary = detectFormat(file).summarize(file, options, context);
    context.progress(1);
    return summary;
}

SparseMatrix readPointGraph(const std::filesystem::path& path, const std::string& name, RunContext& context) {
    context.checkpoint();
    const InputFile file(fileToRead(path));
    const Format& format = detectFormat(file);
    if (!format.readGraph)
        throw Error(file.name() + " holds no graph of its points; give a .h5ad file that has one in obsp.");
    return format.readGraph(file, name, context);
}

} // namespace shoal
