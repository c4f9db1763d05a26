// SPDX-License-Identifier: MIT
// The first station of the data flow: points with features, and named columns that describe them. Immutable
// once read.
#pragma once

#include "core/run_context.h"
#include "core/shared_matrix.h"
#include "core/sparse_matrix.h"
#include "data/column.h"
#include "data/intensity_options.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

struct Dataset {
    std::string name;             ///< shown to people: the file's name without folders
    std::filesystem::path source; ///< the file it was read from
    std::string matrixName; ///< which of the file's matrices: "X", "obsm/X_pca"; empty where there is but one
    SharedMatrix features;  ///< N × d, all finite
    std::vector<std::string> featureNames; ///< d names; empty when the file has none
    std::vector<std::string> ids;          ///< N names of the points; empty when the file has none
    std::vector<Column> columns;           ///< each with N values
    IntensityOptions intensities;          ///< what was done; standard where nothing was

    std::size_t points() const { return static_cast<std::size_t>(features.rows()); }
    std::size_t dimensions() const { return static_cast<std::size_t>(features.cols()); }
    /// The column of that name, or nullptr.
    const Column* column(std::string_view columnName) const;
    /// The point's id, or its row number counted from 1 when the file names none.
    std::string idOf(std::size_t point) const;
    /// The column people most likely mean by "the labels": the first categorical one with a name of the field
    /// (cell_type, cluster, label, …), else the first categorical with 2 to 100 classes, else nullptr.
    const Column* defaultLabels() const;
};

/// What a file holds, without reading its matrices.
struct DatasetSummary {
    struct MatrixInfo {
        std::string name; ///< as ReadOptions::matrix takes it
        std::size_t rows = 0;
        std::size_t columns = 0;
        bool isDefault = false;
    };
    struct ColumnInfo {
        std::string name;
        std::string kind;         ///< "categorical", "continuous" or "text"
        std::size_t distinct = 0; ///< classes of a categorical column, else 0
    };
    struct GraphInfo {
        std::string name; ///< "obsp/distances"
        std::uint64_t entries = 0;
    };
    std::string format; ///< "CSV", "TSV", "NumPy array", "AnnData"
    std::vector<MatrixInfo> matrices;
    std::vector<ColumnInfo> columns;
    std::vector<GraphInfo> graphs = {};  ///< of the points, such as those of nearest neighbours
    std::vector<std::string> notes = {}; ///< sentences on what reading does to the values
};

struct ReadOptions {
    std::string matrix;                ///< "X", "obsm/X_pca" or "X_pca"; empty chooses the file's default
    std::vector<std::string> labels;   ///< columns that are labels though they look like features
    IntensityOptions intensities = {}; ///< compensation is of FCS files alone, a scale of all
};

/// Reads a file of any known format, chosen by content. Throws Error (missing, unknown format, malformed, not
/// finite: each with row and column where there is one; unknown matrix or label column) and Stopped.
std::shared_ptr<const Dataset> readDataset(const std::filesystem::path& path, const ReadOptions& options,
                                           RunContext& context);

/// The same file described. Same errors, but values are not checked.
DatasetSummary summarizeDataset(const std::filesystem::path& path, const ReadOptions& options,
                                RunContext& context);

/// A graph of the points, by its name or the last part of it: "obsp/distances" or "distances". Throws Error
/// (a format without graphs, no such graph, a damaged one) and Stopped.
SparseMatrix readPointGraph(const std::filesystem::path& path, const std::string& name, RunContext& context);

} // namespace shoal
