// SPDX-License-Identifier: MIT
// The tables that describe points and features in AnnData files (obs, var), in every layout since 0.5: groups
// with categories, tables (data sets of compounds) whose categories lie in uns, masks for missing values.
#pragma once

#include "data/column.h"
#include "data/hdf5_values.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

/// A data frame in the file: its row names, and its columns by name.
class AnnDataFrame {
public:
    /// `frame` is obs, var or raw/var. Throws Error when it is no data frame.
    explicit AnnDataFrame(Hdf5Object frame);
    ~AnnDataFrame();
    AnnDataFrame(AnnDataFrame&&) noexcept;

    std::uint64_t rows() const { return rows_; }
    /// In the file's order; columns of a kind that describes no points (pictures, nested lists) are among
    /// them.
    const std::vector<std::string>& columnNames() const { return columnNames_; }
    /// One a row.
    std::vector<std::string> rowNames(RunContext& context) const;
    /// None when its kind is not known here. Integers under the name of labels, and numbers when `isLabels`,
    /// become classes. Throws Error when it contradicts itself or the others.
    std::optional<Column> column(const std::string& name, bool isLabels, RunContext& context) const;

private:
    struct Source;

    std::unique_ptr<Source> source_;
    std::uint64_t rows_ = 0;
    std::string indexName_;
    std::vector<std::string> columnNames_;
};

/// A column from a data set that stands by itself: text and booleans become classes (or remarks), numbers
/// classes when `isLabels` or when they are whole numbers that repeat under the name of labels, else measured
/// values.
std::optional<Column> columnOf(const std::string& name, const Hdf5Values& values, bool isLabels,
                               RunContext& context);

} // namespace shoal
