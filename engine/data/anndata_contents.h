// SPDX-License-Identifier: MIT
// The matrices and columns of AnnData files (.h5ad), and of plain HDF5 files with a matrix at their top.
#pragma once

#include "data/anndata_columns.h"
#include "data/hdf5_contents.h"

#include <optional>

namespace shoal {

class AnnDataContents : public Hdf5Contents {
public:
    explicit AnnDataContents(const Hdf5File& file);

    /// "AnnData" or "HDF5".
    std::string format() const override { return points_ ? "AnnData" : "HDF5"; }
    /// Those in obsp; others there are left out.
    std::vector<NamedMatrix> graphs() const override;
    std::vector<std::string> featureNames(const NamedMatrix& matrix, RunContext& context) const override;
    std::vector<std::string> ids(const NamedMatrix& matrix, RunContext& context) const override;
    std::vector<Column> columns(const std::vector<std::string>& labels, RunContext& context) const override;

private:
    void findAnnData();
    void findPlain();
    void addMatrix(std::string name, std::optional<Hdf5Matrix> matrix);
    void addMembers(const std::string& folder);
    void chooseDefault();

    std::optional<AnnDataFrame> points_; ///< obs; none in a plain file
    std::uint64_t rows_ = 0;
};

} // namespace shoal
