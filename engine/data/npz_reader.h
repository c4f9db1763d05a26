// SPDX-License-Identifier: MIT
// Sparse matrices as scipy.sparse.save_npz writes them: by row (CSR), by column (CSC) or coordinates (COO),
// compressed or not.
#pragma once

#include "core/run_context.h"
#include "core/sparse_matrix.h"

#include <filesystem>

namespace shoal {

/// Throws Error (missing, damaged, no sparse matrix, another layout, entries outside its shape) and Stopped.
SparseMatrix readSparseNpz(const std::filesystem::path& path, RunContext& context);

} // namespace shoal
