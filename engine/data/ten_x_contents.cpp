// SPDX-License-Identifier: MIT
#include "data/ten_x_contents.h"

#include "core/error.h"

#include <optional>

namespace shoal {

namespace {

bool isMatrix(const std::optional<Hdf5Object>& group) {
    return group && group->isGroup() && group->hasChild("barcodes") && group->hasChild("indptr");
}

} // namespace

bool TenXContents::recognizes(const Hdf5Object& root) {
    for (const std::string& name : root.children())
        if (isMatrix(root.child(name)))
            return true;
    return false;
}

TenXContents::TenXContents(const Hdf5File& file, RunContext& context)
    : Hdf5Contents(file) {
    for (const std::string& name : root_.children())
        if (const std::optional<Hdf5Object> group = root_.child(name); isMatrix(group)) {
            Hdf5Matrix matrix = Hdf5Matrix::ofTenX(*group, context);
            if (matrix.rows() > 0 && matrix.columns() > 0)
                matrices_.push_back({name, std::move(matrix)});
        }
    if (matrices_.empty())
        throw Error(file.name() + " holds no cells; choose a file with data in it.");
    for (std::size_t i = 1; i < matrices_.size(); ++i) // of several genomes that with the most counts
        if (matrices_[i].matrix.listed() > matrices_[default_].matrix.listed())
            default_ = i;
}

Hdf5Object TenXContents::member(const Hdf5Object& group, const char* name) const {
    std::optional<Hdf5Object> found = group.child(name);
    if (!found)
        file_.throwDamaged(group.path() + " has no " + name);
    return std::move(*found);
}

std::vector<std::string> TenXContents::featureNames(const NamedMatrix& matrix, RunContext& context) const {
    const Hdf5Object group = member(root_, matrix.name.c_str());
    const std::optional<Hdf5Object> features = group.child("features"); // since version 3
    Hdf5Object names = features ? member(*features, "name") : member(group, "gene_names");
    return texts(std::move(names), matrix.matrix.columns(), context);
}

std::vector<std::string> TenXContents::ids(const NamedMatrix& matrix, RunContext& context) const {
    return texts(member(member(root_, matrix.name.c_str()), "barcodes"), matrix.matrix.rows(), context);
}

std::vector<Column> TenXContents::columns(const std::vector<std::string>& labels, RunContext&) const {
    requireLabels(labels, {});
    return {};
}

} // namespace shoal
