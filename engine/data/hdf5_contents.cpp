// SPDX-License-Identifier: MIT
#include "data/hdf5_contents.h"

#include "core/error.h"
#include "data/format.h"
#include "data/naming.h"

#include <algorithm>

namespace shoal {

namespace {

/// Files that people do try to open: their name helps more than "unknown".
std::string_view foreignKind(const Hdf5Object& root) {
    if (root.hasChild("mod") && root.hasChild("obs"))
        return "a MuData file of several AnnData; save one of them as .h5ad";
    if (root.hasChild("col_attrs") && root.hasChild("row_attrs"))
        return "a Loom file, which Shoal does not read; save it as .h5ad";
    for (const std::string& name : root.children()) {
        const std::optional<Hdf5Object> group = root.child(name);
        if (group && group->hasChild("barcodes") && group->hasChild("indptr"))
            return "a 10x Genomics matrix of counts, which Shoal does not read; save it as .h5ad with its "
                   "principal "
                   "components";
    }
    return {};
}

bool isAnnData(const Hdf5Object& root) {
    return root.hasChild("obs") || root.hasChild("obsm") || root.textAttribute("encoding-type") == "anndata";
}

/// A data set by the names that plain files give to classes that are numbers.
bool isPlainLabel(const std::string& name) {
    return name == "Y" || name == "y";
}

} // namespace

Hdf5Contents::Hdf5Contents(const Hdf5File& file)
    : file_(file)
    , root_(Hdf5Object::root(file)) {
    if (const std::string_view kind = foreignKind(root_); !kind.empty())
        throw Error(file.name() + " is " + std::string(kind) + ".");
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

void Hdf5Contents::addMatrix(std::string name, std::optional<Hdf5Matrix> matrix) {
    if (!matrix || matrix->columns() == 0)
        return;
    if (matrix->rows() != rows_)
        file_.throwDamaged(name + " has " + std::to_string(matrix->rows()) + " rows for " +
                           std::to_string(rows_) + " points");
    matrices_.push_back({std::move(name), std::move(*matrix)});
}

/// obsm or layers: a group of matrices, or before AnnData 0.7 a table with a field for each.
void Hdf5Contents::addMembers(const std::string& folder) {
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

void Hdf5Contents::findAnnData() {
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

void Hdf5Contents::findPlain() {
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

void Hdf5Contents::chooseDefault() {
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

const Hdf5Contents::NamedMatrix& Hdf5Contents::matrix(const std::string& wanted) const {
    if (wanted.empty())
        return matrices_[default_];
    std::vector<std::string> names;
    for (const std::string prefix : {"", "obsm/", "layers/", "raw/"})
        for (const NamedMatrix& candidate : matrices_)
            if (candidate.name == prefix + wanted)
                return candidate;
    for (const NamedMatrix& candidate : matrices_)
        names.push_back(candidate.name);
    throw Error(file_.name() + " has no matrix " + inQuotes(wanted) + "; it has " +
                closestNames(wanted, names) + ".");
}

std::vector<Hdf5Contents::NamedMatrix> Hdf5Contents::graphs() const {
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

Hdf5Contents::NamedMatrix Hdf5Contents::graph(const std::string& wanted) const {
    std::vector<NamedMatrix> all = graphs();
    std::vector<std::string> names;
    for (NamedMatrix& candidate : all) {
        if (candidate.name == wanted || candidate.name == "obsp/" + wanted)
            return std::move(candidate);
        names.push_back(candidate.name);
    }
    throw Error(
        file_.name() + " has no graph " + inQuotes(wanted) + " of its points; it has " +
        (names.empty() ? "none at all: look for neighbours instead (auto)" : closestNames(wanted, names)) +
        ".");
}

std::vector<std::string> Hdf5Contents::featureNames(const NamedMatrix& matrix, RunContext& context) const {
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

std::vector<std::string> Hdf5Contents::ids(RunContext& context) const {
    return points_ ? points_->rowNames(context) : std::vector<std::string>{};
}

std::vector<Column> Hdf5Contents::columns(const std::vector<std::string>& labels, RunContext& context) const {
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
    std::vector<std::string> known;
    known.reserve(found.size());
    for (const Column& column : found)
        known.push_back(column.name);
    for (const std::string& label : labels)
        if (std::find(known.begin(), known.end(), label) == known.end())
            throwUnknownColumn(file_.input(), label, known);
    return found;
}

} // namespace shoal
