// SPDX-License-Identifier: MIT
// Files that hold several arrays by name (.npz, pickles): one of two dimensions becomes the features, lists
// as long become columns.
#pragma once

#include "core/buffer.h"
#include "data/format.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

class NamedArrays {
public:
    struct Array {
        std::string name;
        std::string type; ///< as NumPy writes it, "<f4"; "O" for a list of texts; empty for named fields
        std::vector<std::uint64_t> shape;
        bool columnMajor = false;
    };
    /// The values of an array as they lie in the file, of the length that type and shape ask for or more.
    struct Bytes {
        Buffer<char> own; ///< what `view` looks at, when it is no part of the file in memory
        std::string_view view;
    };
    struct Sparse {
        std::string name;
        std::uint64_t rows = 0;
        std::uint64_t columns = 0;
    };

    virtual ~NamedArrays() = default;

    const std::vector<Array>& arrays() const { return arrays_; }
    /// Matrices of which the file lists the values that are not 0.
    const std::vector<Sparse>& sparseMatrices() const { return sparse_; }
    /// Throws Error (cut short, damaged) and Stopped.
    virtual Bytes bytes(const Array& array, RunContext& context) const = 0;
    /// Of type "O". Throws Error and Stopped.
    virtual std::vector<std::string> texts(const Array& array, RunContext& context) const = 0;
    /// For those that have sparse matrices.
    virtual SparseMatrix sparse(const Sparse& matrix, RunContext& context) const;

protected:
    std::vector<Array> arrays_;
    std::vector<Sparse> sparse_;
};

/// Throws Error (no matrix of numbers, unknown names, more than the memory) and Stopped.
std::shared_ptr<Dataset> readNamedArrays(const InputFile& file, const NamedArrays& arrays,
                                         const ReadOptions& options, RunContext& context);
DatasetSummary summarizeNamedArrays(const InputFile& file, const char* format, const NamedArrays& arrays,
                                    const ReadOptions& options, RunContext& context);

/// Whether `bytes` bytes are enough for the values of an array of numbers or texts.
bool fitsInto(std::uint64_t bytes, const NamedArrays::Array& array);

/// What NumPy calls such values, in a sentence: "complex numbers".
std::string typeText(std::string_view type);

} // namespace shoal
