// SPDX-License-Identifier: MIT
// What an HDF5 file holds for us: the matrices and columns of AnnData (.h5ad), or of a plain file with a
// matrix X.
#pragma once

#include "data/anndata_columns.h"
#include "data/hdf5_matrix.h"

#include <optional>
#include <string>
#include <vector>

namespace shoal {

class Hdf5Contents {
public:
    struct NamedMatrix {
        std::string name; ///< "X", "obsm/X_pca", "layers/counts", "raw/X"
        Hdf5Matrix matrix;
    };

    /// Looks at shapes and types, not at values. Throws Error (another kind of HDF5 file, no matrix, shapes
    /// that contradict each other).
    explicit Hdf5Contents(const Hdf5File& file);

    /// "AnnData" or "HDF5".
    const char* format() const { return points_ ? "AnnData" : "HDF5"; }
    /// At least one; each has a row a point.
    const std::vector<NamedMatrix>& matrices() const { return matrices_; }
    /// By its name or the last part of it; empty means the default. Throws Error.
    const NamedMatrix& matrix(const std::string& wanted) const;
    /// The graphs of the points (obsp): square matrices with a row a point. Others there are left out.
    std::vector<NamedMatrix> graphs() const;
    /// One of them by its name or the last part of it. Throws Error.
    NamedMatrix graph(const std::string& wanted) const;
    /// One a column of the matrix; empty where the file has none.
    std::vector<std::string> featureNames(const NamedMatrix& matrix, RunContext& context) const;
    /// One a point; empty where the file has none.
    std::vector<std::string> ids(RunContext& context) const;
    /// All that describe points, those named in `labels` as classes. Throws Error when one of those is not
    /// there.
    std::vector<Column> columns(const std::vector<std::string>& labels, RunContext& context) const;

private:
    void findAnnData();
    void findPlain();
    void addMatrix(std::string name, std::optional<Hdf5Matrix> matrix);
    void addMembers(const std::string& folder);
    void chooseDefault();

    const Hdf5File& file_;
    Hdf5Object root_;
    std::optional<AnnDataFrame> points_; ///< obs; none in a plain file
    std::vector<NamedMatrix> matrices_;
    std::size_t default_ = 0;
    std::uint64_t rows_ = 0;
};

} // namespace shoal
