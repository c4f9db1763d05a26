// SPDX-License-Identifier: MIT
// The positions that an embedding starts from, where someone has them already.
#pragma once

#include "core/matrix.h"
#include "data/dataset.h"

#include <memory>
#include <string>

namespace shoal::app {

struct GivenStart {
    std::shared_ptr<const Dataset> data; ///< to embed: without the two columns, were they features
    Positions positions;
};

/// Reads the positions from `source`: two columns of `data`, else a matrix of the file it was read from
/// ("obsm/X_umap"), else a file with columns x and y or an N × 2 array. Throws Error where there is none of
/// these or it does not fit, and Stopped.
GivenStart readStart(const std::string& source, std::shared_ptr<const Dataset> data, RunContext& context);

} // namespace shoal::app
