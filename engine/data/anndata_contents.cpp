// SPDX-License-Identifier: MIT
#include "data/anndata_contents.h"

#include "core/error.h"
#include "data/input_file.h"

#include <algorithm>

namespace shoal {

namespace {

bool isAnnData(const Hdf5Object& root) {
    return root.hasChild("obs") || root.hasChild("obsm") || root.textAttribute("encoding-type") == "anndata";
}

/// A data set by the names that plain files give to classes that are numbers.
bool isPlainLabel(const std::string& name) {
    return name == "Y" || name == "y";
}

} // namespace

AnnDataContents::AnnDataContents(const Hdf5File& file)
    : Hdf5Contents(file) {
    if (isAnnData(root_))
        findAnnData();
    else
        findPlain();
    if (rows_ == 0)
        throw Error(file.name() + " holds no points; choose a file with data in it.");
    if (matrices_.empty())
        throw Error(file.name() +
                    " holds no matrix of its points (neither X nor any in obsm, layers or raw); save it "
                    "with one.");
    chooseDefault();
}

void AnnDataContents::addMatrix(std::string name, std::optional<Hdf5Matrix> matrix) {
    if (!matrix || matrix->columns() == 0)
        return;
    if (matrix->rows() != rows_)
        file_.throwDamaged(name + " has " + std::to_string(matrix->rows()) + " rows for " +
                           std::to_string(rows_) + " points");
    matrices_.push_back({std::move(name), std::move(*matrix)});
}

/// obsm or layers: a group of matrices, or before AnnData 0.7 a table with a field for each.
void AnnDataContents::addMembers(const std::string& folder) {
    const auto pathOf = [&](const std::string& name) { return std::string(folder).append("/").append(name); };
    std::optional<Hdf5Object> object = root_.child(folder);
    if (!object)
        return;
    if (object->isGroup()) {
        for (const std::string& name : object->children())
            addMatrix(pathOf(name), Hdf5Matrix::of(*object->child(name)));
        return;
    }
    const Hdf5Values table(std::move(*object));
    for (const std::string& name : table.fields())
        addMatrix(pathOf(name), Hdf5Matrix::of(*table.field(name)));
}

void AnnDataContents::findAnnData() {
    std::optional<Hdf5Object> obs = root_.child("obs");
    if (!obs)
        file_.throwDamaged("it is an AnnData file without obs, the table of its points");
    points_.emplace(std::move(*obs));
    rows_ = points_->rows();
    const auto add = [this](const char* name, std::optional<Hdf5Object> object) {
        if (object)
            addMatrix(name, Hdf5Matrix::of(std::move(*object)));
    };
    add("X", root_.child("X"));
    addMembers("obsm");
    addMembers("layers");
    const std::optional<Hdf5Object> raw = root_.child("raw");
    add("raw/X", raw ? raw->child("X") : root_.child("raw.X"));
}

void AnnDataContents::findPlain() {
    std::vector<NamedMatrix> found;
    for (const std::string& name : root_.children()) {
        Hdf5Object object = *root_.child(name);
        if (object.isGroup())
            continue;
        std::optional<Hdf5Matrix> matrix = Hdf5Matrix::of(std::move(object));
        if (matrix && matrix->rows() > 0 && matrix->columns() > 0)
            found.push_back({name, std::move(*matrix)});
    }
    if (found.empty())
        throw Error(file_.name() +
                    " is an HDF5 file, but no AnnData and without a matrix of numbers at its top; save "
                    "it as .h5ad.");
    // One X, or what else comes first, says how many points there are.
    const auto x =
        std::find_if(found.begin(), found.end(), [](const NamedMatrix& m) { return m.name == "X"; });
    rows_ = (x == found.end() ? found.front() : *x).matrix.rows();
    for (NamedMatrix& candidate : found)
        if (candidate.matrix.rows() == rows_)
            matrices_.push_back(std::move(candidate));
}

void AnnDataContents::chooseDefault() {
    // Of single cells, X mostly holds thousands of genes or counts; principal components are what one embeds.
    const auto rank = [](const NamedMatrix& m) {
        if (m.name == "obsm/X_pca")
            return 0;
        return m.name == "X" ? 1 : m.name.starts_with("obsm/") ? 2 : 3;
    };
    for (std::size_t i = 1; i < matrices_.size(); ++i) {
        const NamedMatrix& candidate = matrices_[i];
        const NamedMatrix& best = matrices_[default_];
        // Among the others the widest: the narrow ones are pictures already.
        if (rank(candidate) < rank(best) ||
            (rank(candidate) == rank(best) && candidate.matrix.columns() > best.matrix.columns()))
            default_ = i;
    }
}

std::vector<Hdf5Contents::NamedMatrix> AnnDataContents::graphs() const {
    std::vector<NamedMatrix> graphs;
    const std::optional<Hdf5Object> folder = root_.child("obsp");
    if (!folder || !folder->isGroup())
        return graphs;
    for (const std::string& name : folder->children())
        if (std::optional<Hdf5Matrix> matrix = Hdf5Matrix::of(*folder->child(name));
            matrix && matrix->rows() == rows_ && matrix->columns() == rows_)
            graphs.push_back({"obsp/" + name, std::move(*matrix)});
    return graphs;
}

std::vector<std::string> AnnDataContents::featureNames(const NamedMatrix& matrix, RunContext& context) const {
    if (!points_ || matrix.name.starts_with("obsm/"))
        return {};
    std::optional<Hdf5Object> features = root_.child("var");
    if (matrix.name == "raw/X") {
        const std::optional<Hdf5Object> raw = root_.child("raw");
        features = raw ? raw->child("var") : root_.child("raw.var");
    }
    if (!features)
        return {};
    const AnnDataFrame frame(std::move(*features));
    if (frame.rows() != matrix.matrix.columns())
        file_.throwDamaged(matrix.name + " has " + std::to_string(matrix.matrix.columns()) + " columns for " +
                           std::to_string(frame.rows()) + " names of features");
    return frame.rowNames(context);
}

std::vector<std::string> AnnDataContents::ids(const NamedMatrix&, RunContext& context) const {
    return points_ ? points_->rowNames(context) : std::vector<std::string>{};
}

std::vector<Column> AnnDataContents::columns(const std::vector<std::string>& labels,
                                             RunContext& context) const {
    const std::vector<std::string> names = points_ ? points_->columnNames() : root_.children();
    // Only as many as the memory holds, though a file may name the same values many times.
    requireMemory(rows_ * names.size() * sizeof(float), file_.name() + ": the columns");
    std::vector<Column> found;
    for (const std::string& name : names) {
        const bool isLabel = std::find(labels.begin(), labels.end(), name) != labels.end();
        std::optional<Column> column;
        if (points_) {
            column = points_->column(name, isLabel, context);
        } else if (std::optional<Hdf5Object> object = root_.child(name); object && !object->isGroup()) {
            const Hdf5Values values(std::move(*object));
            if (values.rank() == 1 && values.shape()[0] == rows_)
                column = columnOf(name, values, isLabel || isPlainLabel(name), context);
        }
        if (column)
            found.push_back(std::move(*column));
    }
    requireLabels(labels, found);
    return found;
}

} // namespace shoal
