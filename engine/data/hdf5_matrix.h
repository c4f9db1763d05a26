// SPDX-License-Identifier: MIT
// Matrices in HDF5 files: plain data sets, fields of tables, and AnnData's compressed sparse groups (by row
// or column).
#pragma once

#include "core/matrix.h"
#include "core/sparse_matrix.h"
#include "data/hdf5_values.h"

#include <cstdint>
#include <optional>
#include <string>

namespace shoal {

class Hdf5Matrix {
public:
    /// None when the object is no matrix of numbers (a data frame, text, other than two dimensions). Throws
    /// Error when it is one that contradicts itself.
    static std::optional<Hdf5Matrix> of(Hdf5Object object);
    static std::optional<Hdf5Matrix> of(Hdf5Values values);

    /// From the parts of 10x Genomics' files: one column of `group` after the other, turned, so that it has a
    /// row a cell. Throws Error when they contradict each other.
    static Hdf5Matrix ofTenX(const Hdf5Object& group, RunContext& context);
    /// The same with rows for columns.
    Hdf5Matrix turned() &&;

    std::uint64_t rows() const { return rows_; }
    std::uint64_t columns() const { return columns_; }

    /// All values, zeros included. Throws Error (more than the memory, indices out of range) and Stopped.
    Matrix read(RunContext& context, ProgressShare share) const;
    /// The values that are listed; of a plain matrix, those that are not 0. Throws Error and Stopped.
    SparseMatrix readListed(RunContext& context) const;
    /// How many values are listed; of a plain matrix all.
    std::uint64_t listed() const { return layout_ == Layout::Dense ? rows_ * columns_ : values_->shape()[0]; }

private:
    enum class Layout { Dense, SparseRows, SparseColumns };
    static std::optional<Hdf5Matrix> ofSparse(const Hdf5Object& group);

    void requireFittingParts(const Hdf5Object& group) const;
    void readSparse(Matrix& target, RunContext& context, ProgressShare share) const;
    const Hdf5File& file() const { return values_->file(); }

    std::string path_;
    Layout layout_ = Layout::Dense;
    bool isTurned_ = false; ///< of Dense: it lies in the file with rows for columns
    std::uint64_t rows_ = 0;
    std::uint64_t columns_ = 0;
    std::optional<Hdf5Values> values_;  ///< all, or those that are not zero
    std::optional<Hdf5Values> indices_; ///< sparse: the column (row) of each value
    std::optional<Hdf5Values>
        starts_; ///< sparse: where each row (column) begins among the values, and their number
};

} // namespace shoal
