// SPDX-License-Identifier: MIT
// HDF5: AnnData (.h5ad), 10x Genomics (.h5), Loom, and plain files with a matrix at their top.
#include "data/format.h"
#include "data/hdf5_contents.h"
#include "data/hdf5_trial.h"

#include <algorithm>

namespace shoal {

namespace {

constexpr std::string_view magic("\x89HDF\r\n\x1A\n", 8);

/// The signature stands at the start, or behind a block of the user's at 512, 1024, 2048, … bytes.
bool recognizes(const Opening& opening) {
    if (opening.gzip)
        return false;
    if (opening.head.starts_with(magic))
        return true;
    for (std::size_t at = 512; at + magic.size() <= opening.head.size(); at *= 2)
        if (std::string_view(opening.head).substr(at).starts_with(magic))
            return true;
    return false;
}

std::shared_ptr<Dataset> read(const InputFile& file, const ReadOptions& options, RunContext& context) {
    constexpr double columnsShare = 0.2;
    const Hdf5File hdf5(file, openEverything, context);
    const std::unique_ptr<const Hdf5Contents> contents = Hdf5Contents::of(hdf5, context);
    const Hdf5Contents::NamedMatrix& chosen = contents->matrix(options.matrix);
    std::shared_ptr<Dataset> data = makeDataset(file);
    data->matrixName = chosen.name;
    data->columns = contents->columns(options.labels, context); // first: a wrong label shows at once
    data->ids = contents->ids(chosen, context);
    data->featureNames = contents->featureNames(chosen, context);
    context.progress(columnsShare);
    data->features = chosen.matrix.read(context, {columnsShare, 1});
    return data;
}

DatasetSummary summarize(const InputFile& file, const ReadOptions& options, RunContext& context) {
    const Hdf5File hdf5(file, openEverything, context);
    const std::unique_ptr<const Hdf5Contents> contents = Hdf5Contents::of(hdf5, context);
    contents->matrix(options.matrix); // an unknown one is an error here too
    const std::string& standard = contents->matrix({}).name;
    DatasetSummary summary{contents->format(), {}, {}};
    for (const Hdf5Contents::NamedMatrix& matrix : contents->matrices())
        summary.matrices.push_back(
            {matrix.name, matrix.matrix.rows(), matrix.matrix.columns(), matrix.name == standard});
    for (const Hdf5Contents::NamedMatrix& graph : contents->graphs())
        summary.graphs.push_back({graph.name, graph.matrix.listed()});
    for (const Column& column : contents->columns(options.labels, context))
        summary.columns.push_back(columnInfo(column));
    return summary;
}

SparseMatrix readGraph(const InputFile& file, const std::string& name, RunContext& context) {
    const Hdf5File hdf5(file, openEverything, context);
    return Hdf5Contents::of(hdf5, context)->graph(name).matrix.readListed(context);
}

} // namespace

const Format hdf5Format{recognizes, read, summarize, readGraph};

} // namespace shoal
