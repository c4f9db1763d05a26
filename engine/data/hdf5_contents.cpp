// SPDX-License-Identifier: MIT
#include "data/hdf5_contents.h"

#include "core/error.h"
#include "data/anndata_contents.h"
#include "data/format.h"
#include "data/loom_contents.h"
#include "data/naming.h"
#include "data/ten_x_contents.h"

#include <algorithm>

namespace shoal {

std::unique_ptr<const Hdf5Contents> Hdf5Contents::of(const Hdf5File& file, RunContext& context) {
    const Hdf5Object root = Hdf5Object::root(file);
    if (root.hasChild("mod") && root.hasChild("obs")) // its name helps more than "unknown"
        throw Error(file.name() + " is a MuData file of several AnnData; save one of them as .h5ad.");
    if (LoomContents::recognizes(root))
        return std::make_unique<LoomContents>(file);
    if (TenXContents::recognizes(root))
        return std::make_unique<TenXContents>(file, context);
    return std::make_unique<AnnDataContents>(file);
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

void Hdf5Contents::requireLabels(const std::vector<std::string>& labels,
                                 const std::vector<Column>& columns) const {
    std::vector<std::string> known;
    known.reserve(columns.size());
    for (const Column& column : columns)
        known.push_back(column.name);
    for (const std::string& label : labels)
        if (std::find(known.begin(), known.end(), label) == known.end())
            throwUnknownColumn(file_.input(), label, known);
}

std::vector<std::string> Hdf5Contents::texts(Hdf5Object object, std::uint64_t count,
                                             RunContext& context) const {
    if (object.isGroup())
        file_.throwDamaged(object.path() + " is no list of names");
    const Hdf5Values values(std::move(object));
    if (values.rank() != 1 || values.kind() == Hdf5Values::Kind::Table ||
        values.kind() == Hdf5Values::Kind::Other)
        file_.throwDamaged(values.path() + " is no list of names");
    if (values.shape()[0] != count)
        file_.throwDamaged(values.path() + " has " + std::to_string(values.shape()[0]) + " names for " +
                           std::to_string(count));
    return values.readTexts(context);
}

} // namespace shoal
