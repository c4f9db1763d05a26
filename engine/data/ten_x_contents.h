// SPDX-License-Identifier: MIT
// Counts as Cell Ranger and Space Ranger (10x Genomics) write them: one sparse matrix, before version 3 one
// for each genome.
#pragma once

#include "data/hdf5_contents.h"

namespace shoal {

class TenXContents : public Hdf5Contents {
public:
    static bool recognizes(const Hdf5Object& root);
    TenXContents(const Hdf5File& file, RunContext& context);

    std::string format() const override { return "10x Genomics"; }
    std::vector<std::string> featureNames(const NamedMatrix& matrix, RunContext& context) const override;
    std::vector<std::string> ids(const NamedMatrix& matrix, RunContext& context) const override;
    /// None: of its cells such a file knows the barcodes alone.
    std::vector<Column> columns(const std::vector<std::string>& labels, RunContext& context) const override;

private:
    /// A member of a matrix's group. Throws Error when there is none.
    Hdf5Object member(const Hdf5Object& group, const char* name) const;
};

} // namespace shoal
