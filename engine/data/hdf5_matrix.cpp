// SPDX-License-Identifier: MIT
#include "data/hdf5_matrix.h"

#include "core/error.h"
#include "core/parallel.h"
#include "data/sparse_entries.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <utility>

namespace shoal {

namespace {

/// A member of a sparse group: rank 1, numbers.
Hdf5Values sparseMember(const Hdf5Object& group, const std::string& name) {
    std::optional<Hdf5Object> member = group.child(name);
    if (!member || member->isGroup())
        group.file().throwDamaged(group.path() + " is a sparse matrix without " + name);
    Hdf5Values values(std::move(*member));
    if (values.rank() != 1 || values.kind() != Hdf5Values::Kind::Number ||
        (name != "data" && !values.isInteger()))
        group.file().throwDamaged(values.path() + " is no list of numbers");
    return values;
}

} // namespace

std::optional<Hdf5Matrix> Hdf5Matrix::of(Hdf5Object object) {
    return object.isGroup() ? ofSparse(object) : of(Hdf5Values(std::move(object)));
}

std::optional<Hdf5Matrix> Hdf5Matrix::of(Hdf5Values values) {
    const bool isNumeric =
        values.kind() == Hdf5Values::Kind::Number || values.kind() == Hdf5Values::Kind::Boolean;
    if (!isNumeric || values.rank() != 2)
        return std::nullopt;
    Hdf5Matrix matrix;
    matrix.path_ = values.path();
    matrix.rows_ = values.shape()[0];
    matrix.columns_ = values.shape()[1];
    matrix.values_ = std::move(values);
    return matrix;
}

std::optional<Hdf5Matrix> Hdf5Matrix::ofSparse(const Hdf5Object& group) {
    std::optional<std::string> format = group.textAttribute("encoding-type");
    std::vector<std::int64_t> shape = group.integersAttribute("shape");
    if (!format) { // before AnnData 0.7
        format = group.textAttribute("h5sparse_format");
        shape = group.integersAttribute("h5sparse_shape");
    }
    const bool byRows = format == "csr_matrix" || format == "csr";
    const bool byColumns = format == "csc_matrix" || format == "csc";
    if (!byRows && !byColumns)
        return std::nullopt;
    const Hdf5File& file = group.file();
    if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0)
        file.throwDamaged(group.path() + " is a sparse matrix without a shape");
    Hdf5Matrix matrix;
    matrix.path_ = group.path();
    matrix.layout_ = byRows ? Layout::SparseRows : Layout::SparseColumns;
    matrix.rows_ = static_cast<std::uint64_t>(shape[0]);
    matrix.columns_ = static_cast<std::uint64_t>(shape[1]);
    matrix.values_ = sparseMember(group, "data");
    matrix.indices_ = sparseMember(group, "indices");
    matrix.starts_ = sparseMember(group, "indptr");
    matrix.requireFittingParts(group);
    return matrix;
}

Hdf5Matrix Hdf5Matrix::ofTenX(const Hdf5Object& group, RunContext& context) {
    constexpr ProgressShare quietly{0, 0};
    const Hdf5Values shape = sparseMember(group, "shape");
    if (shape.shape()[0] != 2)
        group.file().throwDamaged(shape.path() + " does not hold two numbers");
    std::array<std::int64_t, 2> lengths{};
    shape.read(lengths.data(), context, quietly);
    if (lengths[0] < 0 || lengths[1] < 0)
        group.file().throwDamaged(shape.path() + " is negative");
    Hdf5Matrix matrix;
    matrix.path_ = group.path();
    matrix.layout_ = Layout::SparseRows;
    matrix.rows_ = static_cast<std::uint64_t>(lengths[1]);
    matrix.columns_ = static_cast<std::uint64_t>(lengths[0]);
    matrix.values_ = sparseMember(group, "data");
    matrix.indices_ = sparseMember(group, "indices");
    matrix.starts_ = sparseMember(group, "indptr");
    matrix.requireFittingParts(group);
    return matrix;
}

void Hdf5Matrix::requireFittingParts(const Hdf5Object& group) const {
    const std::uint64_t lines = layout_ == Layout::SparseRows ? rows_ : columns_;
    if (starts_->shape()[0] != lines + 1 || values_->shape()[0] != indices_->shape()[0])
        group.file().throwDamaged("the parts of the sparse matrix " + group.path() +
                                  " do not fit each other");
}

Hdf5Matrix Hdf5Matrix::turned() && {
    std::swap(rows_, columns_);
    if (layout_ == Layout::Dense)
        isTurned_ = !isTurned_;
    else
        layout_ = layout_ == Layout::SparseRows ? Layout::SparseColumns : Layout::SparseRows;
    return std::move(*this);
}

Matrix Hdf5Matrix::read(RunContext& context, ProgressShare share) const {
    const std::string what = file().name() + ": " + path_ + " as a table of " + std::to_string(rows_) +
                             " × " + std::to_string(columns_);
    std::uint64_t bytes = 0;
    bool isTooLarge = __builtin_mul_overflow(rows_, columns_, &bytes) ||
                      __builtin_mul_overflow(bytes, sizeof(float), &bytes);
    const std::uint64_t listed = layout_ == Layout::Dense ? 0 : values_->shape()[0];
    isTooLarge = isTooLarge || (isTurned_ && __builtin_mul_overflow(bytes, 2, &bytes));
    requireMemory(isTooLarge ? std::numeric_limits<std::uint64_t>::max()
                             : bytes + listed * (sizeof(float) + sizeof(std::int32_t)),
                  what);
    const Eigen::Index rows = static_cast<Eigen::Index>(rows_);
    const Eigen::Index columns = static_cast<Eigen::Index>(columns_);
    if (!isTurned_) {
        Matrix target(rows, columns);
        if (layout_ == Layout::Dense)
            values_->read(target.data(), context, share);
        else
            readSparse(target, context, share);
        return target;
    }
    Matrix lying(columns, rows);
    values_->read(lying.data(), context, share);
    Matrix target(rows, columns);
    constexpr std::size_t blockRows = 64;
    forBlocks(context, rows_, blockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        const auto first = static_cast<Eigen::Index>(begin);
        const auto count = static_cast<Eigen::Index>(end - begin);
        target.middleRows(first, count) = lying.middleCols(first, count).transpose();
    });
    return target;
}

SparseMatrix Hdf5Matrix::readListed(RunContext& context) const {
    if (layout_ == Layout::Dense) {
        const Matrix all = read(context, {0, 0.5});
        SparseMatrix matrix;
        matrix.rows = rows_;
        matrix.columns = columns_;
        for (Eigen::Index row = 0; row < all.rows(); ++row) {
            context.checkpoint();
            for (Eigen::Index column = 0; column < all.cols(); ++column)
                if (all(row, column) != 0) {
                    matrix.indices.push_back(static_cast<std::uint32_t>(column));
                    matrix.values.push_back(all(row, column));
                }
            matrix.offsets.push_back(matrix.indices.size());
        }
        return matrix;
    }
    SparseEntries entries;
    entries.rows = rows_;
    entries.columns = columns_;
    entries.layout = layout_ == Layout::SparseRows ? SparseLayout::Rows : SparseLayout::Columns;
    requireMemory(listed() * (sizeof(std::int64_t) + 3 * sizeof(float) + sizeof(std::int32_t)),
                  file().name() + ": " + path_);
    entries.starts = Buffer<std::int64_t>(starts_->shape()[0]);
    starts_->read(entries.starts.data(), context, {0, 0});
    entries.indices = Buffer<std::int64_t>(listed());
    indices_->read(entries.indices.data(), context, {0, 0.4});
    entries.values = Buffer<float>(listed());
    values_->read(entries.values.data(), context, {0.4, 0.8});
    return compressed(entries, file().name() + ": " + path_, context);
}

void Hdf5Matrix::readSparse(Matrix& target, RunContext& context, ProgressShare share) const {
    const bool byRows = layout_ == Layout::SparseRows;
    const std::uint64_t lines = byRows ? rows_ : columns_;
    const std::uint64_t across = byRows ? columns_ : rows_;
    const std::uint64_t listed = values_->shape()[0];
    Buffer<std::int64_t> starts(lines + 1);
    starts_->read(starts.data(), context, {0, 0});
    bool isOrdered =
        starts[0] == 0 && starts[lines] >= 0 && static_cast<std::uint64_t>(starts[lines]) == listed;
    for (std::uint64_t line = 0; line < lines; ++line)
        isOrdered = isOrdered && starts[line] <= starts[line + 1];
    if (!isOrdered)
        file().throwDamaged("the rows of the sparse matrix " + path_ + " are out of order");
    Buffer<std::int32_t> indices(listed);
    indices_->read(indices.data(), context, {share.at(0), share.at(0.4)});
    Buffer<float> values(listed);
    values_->read(values.data(), context, {share.at(0.4), share.at(0.8)});

    constexpr std::size_t zeroBlock = std::size_t{1} << 20;
    forBlocks(context, static_cast<std::size_t>(target.size()), zeroBlock,
              [&](std::size_t begin, std::size_t end, std::size_t) {
                  std::fill(target.data() + begin, target.data() + end, 0.0F);
              });
    constexpr std::uint64_t blockListed = std::uint64_t{1} << 17;
    const std::uint64_t blockLines =
        std::max<std::uint64_t>(1, blockListed * lines / std::max<std::uint64_t>(1, listed));
    const std::uint64_t lineStep = byRows ? columns_ : 1;
    const std::uint64_t indexStep = byRows ? 1 : columns_;
    std::atomic<bool> isOutside{false};
    forBlocks(context, lines, blockLines, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t line = begin; line < end; ++line)
            for (std::int64_t i = starts[line]; i < starts[line + 1]; ++i) {
                const std::int32_t index = indices[static_cast<std::size_t>(i)];
                if (index < 0 || static_cast<std::uint64_t>(index) >= across) {
                    isOutside = true;
                    return;
                }
                // A place listed twice means the sum.
                target.data()[line * lineStep + static_cast<std::uint64_t>(index) * indexStep] +=
                    values[static_cast<std::size_t>(i)];
            }
    });
    if (isOutside)
        file().throwDamaged("the sparse matrix " + path_ + " has values outside its shape");
    context.progress(share.at(1));
}

} // namespace shoal
