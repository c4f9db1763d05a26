// SPDX-License-Identifier: MIT
// What an HDF5 file holds for us: matrices with a row a point, and what is known of points and features. One
// class for each kind of file.
#pragma once

#include "data/column.h"
#include "data/hdf5_matrix.h"

#include <memory>
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
    static std::unique_ptr<const Hdf5Contents> of(const Hdf5File& file, RunContext& context);
    virtual ~Hdf5Contents() = default;
    Hdf5Contents(const Hdf5Contents&) = delete;
    Hdf5Contents& operator=(const Hdf5Contents&) = delete;

    /// "AnnData".
    virtual std::string format() const = 0;
    /// At least one; each has a row a point.
    const std::vector<NamedMatrix>& matrices() const { return matrices_; }
    /// By its name or the last part of it; empty means the default. Throws Error.
    const NamedMatrix& matrix(const std::string& wanted) const;
    /// The graphs of the points: square matrices with a row a point.
    virtual std::vector<NamedMatrix> graphs() const { return {}; }
    /// One of them by its name or the last part of it. Throws Error.
    NamedMatrix graph(const std::string& wanted) const;
    /// One a column of the matrix; empty where the file has none.
    virtual std::vector<std::string> featureNames(const NamedMatrix& matrix, RunContext& context) const = 0;
    /// One a row of the matrix; empty where the file has none.
    virtual std::vector<std::string> ids(const NamedMatrix& matrix, RunContext& context) const = 0;
    /// All that describe points, those named in `labels` as classes. Throws Error when one of those is not
    /// there.
    virtual std::vector<Column> columns(const std::vector<std::string>& labels,
                                        RunContext& context) const = 0;

protected:
    explicit Hdf5Contents(const Hdf5File& file)
        : file_(file)
        , root_(Hdf5Object::root(file)) {}

    /// Throws the Error for a label that is not among `columns`.
    void requireLabels(const std::vector<std::string>& labels, const std::vector<Column>& columns) const;
    /// The texts of a data set of `count` values. Throws Error when there are others, or more or fewer.
    std::vector<std::string> texts(Hdf5Object object, std::uint64_t count, RunContext& context) const;

    const Hdf5File& file_;
    Hdf5Object root_;
    std::vector<NamedMatrix> matrices_;
    std::size_t default_ = 0; ///< of the matrices
};

} // namespace shoal
