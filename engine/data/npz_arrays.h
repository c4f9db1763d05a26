// SPDX-License-Identifier: MIT
// The arrays of an .npz file (a zip archive of .npy) by their names.
#pragma once

#include "data/named_arrays.h"
#include "data/npy_header.h"
#include "data/zip_archive.h"

#include <optional>
#include <string>

namespace shoal {

class NpzArrays : public NamedArrays {
public:
    /// Reads the arrays' headers. Throws Error (no sound archive, no sound array) and Stopped.
    NpzArrays(const InputFile& file, RunContext& context);

    Bytes bytes(const Array& array, RunContext& context) const override;
    std::vector<std::string> texts(const Array& array, RunContext& context) const override;
    SparseMatrix sparse(const Sparse& matrix, RunContext& context) const override;
    /// Of the parts whose names begin with `prefix`: empty, or "attr_".
    SparseMatrix sparseOfParts(const std::string& prefix, RunContext& context) const;

private:
    void findSparse(RunContext& context);
    const Array& require(const std::string& name) const;
    const Array* find(const std::string& name) const;
    /// A list of numbers; whole ones where Value is an integer.
    template <class Value>
    Buffer<Value> list(const std::string& name, RunContext& context) const;
    /// The layout's name.
    std::string layout(const std::string& prefix, RunContext& context) const;
    std::string what(const std::string& name) const { return file_.name() + ": " + name; }

    const InputFile& file_;
    ZipArchive archive_;
    std::vector<Array> members_;                    ///< arrays_, and the parts of sparse matrices
    std::vector<const ZipArchive::Member*> packed_; ///< where each of them lies
};

} // namespace shoal
