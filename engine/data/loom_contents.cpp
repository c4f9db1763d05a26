// SPDX-License-Identifier: MIT
#include "data/loom_contents.h"

#include "core/error.h"
#include "data/anndata_columns.h"
#include "data/input_file.h"
#include "data/naming.h"

#include <algorithm>
#include <optional>

namespace shoal {

namespace {

constexpr const char* mainMatrix = "matrix";
constexpr const char* ofCells = "col_attrs";
constexpr const char* ofGenes = "row_attrs";

/// The attribute that names cells or genes, by the names that programs use.
std::optional<Hdf5Object> namesIn(const Hdf5Object& root, const char* attributes,
                                  std::initializer_list<const char*> names) {
    const std::optional<Hdf5Object> group = root.child(attributes);
    for (const char* name : names)
        if (std::optional<Hdf5Object> found = group ? group->child(name) : std::nullopt;
            found && !found->isGroup())
            return found;
    return std::nullopt;
}

std::optional<Hdf5Object> cellNames(const Hdf5Object& root) {
    return namesIn(root, ofCells, {"CellID", "cell_names", "obs_names", "CellId", "cell_id", "index"});
}

std::optional<Hdf5Object> geneNames(const Hdf5Object& root) {
    return namesIn(root, ofGenes,
                   {"Gene", "gene_names", "var_names", "GeneName", "gene", "Accession", "index"});
}

} // namespace

bool LoomContents::recognizes(const Hdf5Object& root) {
    return root.hasChild(ofCells) && root.hasChild(ofGenes) && root.hasChild(mainMatrix);
}

LoomContents::LoomContents(const Hdf5File& file)
    : Hdf5Contents(file) {
    addLayer(mainMatrix, root_.child(mainMatrix));
    if (matrices_.empty())
        file.throwDamaged("its matrix is no table of numbers");
    cells_ = matrices_[0].matrix.rows();
    genes_ = matrices_[0].matrix.columns();
    if (cells_ == 0 || genes_ == 0)
        throw Error(file.name() + " holds no cells; choose a file with data in it.");
    if (const std::optional<Hdf5Object> layers = root_.child("layers"))
        for (const std::string& name : layers->children())
            addLayer("layers/" + name, layers->child(name));
    addAttributes();
}

void LoomContents::addLayer(std::string name, std::optional<Hdf5Object> object) {
    std::optional<Hdf5Matrix> matrix =
        object && !object->isGroup() ? Hdf5Matrix::of(std::move(*object)) : std::nullopt;
    if (!matrix)
        return;
    if (!matrices_.empty() && (matrix->rows() != genes_ || matrix->columns() != cells_))
        file_.throwDamaged(name + " is not of the same shape as the matrix");
    matrices_.push_back({std::move(name), std::move(*matrix).turned()});
}

/// What is known of each cell in several numbers, such as positions.
void LoomContents::addAttributes() {
    const std::optional<Hdf5Object> attributes = root_.child(ofCells);
    for (const std::string& name : attributes->children()) {
        std::optional<Hdf5Object> object = attributes->child(name);
        if (!object || object->isGroup())
            continue;
        std::optional<Hdf5Matrix> matrix = Hdf5Matrix::of(std::move(*object));
        if (matrix && matrix->rows() == cells_ && matrix->columns() > 1)
            matrices_.push_back({std::string(ofCells) + "/" + name, std::move(*matrix)});
    }
}

std::vector<std::string> LoomContents::featureNames(const NamedMatrix& matrix, RunContext& context) const {
    std::optional<Hdf5Object> names = matrix.name.starts_with(ofCells) ? std::nullopt : geneNames(root_);
    return names ? texts(std::move(*names), genes_, context) : std::vector<std::string>();
}

std::vector<std::string> LoomContents::ids(const NamedMatrix&, RunContext& context) const {
    std::optional<Hdf5Object> names = cellNames(root_);
    return names ? texts(std::move(*names), cells_, context) : std::vector<std::string>();
}

std::vector<Column> LoomContents::columns(const std::vector<std::string>& labels, RunContext& context) const {
    const std::optional<Hdf5Object> attributes = root_.child(ofCells);
    const std::optional<Hdf5Object> names = cellNames(root_);
    std::vector<Column> found;
    const auto add = [&](const std::string& name, const Hdf5Values& values) {
        if (values.rank() == 0 || values.shape()[0] != cells_)
            return;
        // Only as many as the memory holds, though a file may name the same values many times.
        requireMemory((found.size() + 1) * cells_ * sizeof(float), file_.name() + ": its columns");
        const bool isLabel = std::find(labels.begin(), labels.end(), name) != labels.end();
        if (values.rank() == 2 && values.shape()[1] == 1 && values.kind() == Hdf5Values::Kind::Number) {
            std::vector<float> numbers(cells_);
            values.read(numbers.data(), context, {0, 0});
            found.push_back(numbersColumn(toUtf8(name), std::move(numbers), isLabel));
        } else if (std::optional<Column> column = columnOf(name, values, isLabel, context)) {
            found.push_back(std::move(*column));
        }
    };
    for (const std::string& name : attributes->children()) {
        std::optional<Hdf5Object> object = attributes->child(name);
        if (!object || object->isGroup() || (names && names->path() == object->path()))
            continue;
        const Hdf5Values values(std::move(*object));
        if (values.kind() == Hdf5Values::Kind::Table)
            for (const std::string& field : values.fields())
                add(name + "/" + field, *values.field(field));
        else
            add(name, values);
    }
    requireLabels(labels, found);
    return found;
}

} // namespace shoal
