// SPDX-License-Identifier: MIT
// The words and the JSON that tell of an embedding's quality.
#pragma once

#include "data/dataset.h"
#include "quality/quality.h"

#include <cstdint>
#include <string>

namespace shoal::app {

struct ScoreReport {
    const Dataset& data;
    const Column* classes; ///< nullptr: none
    const Quality& quality;
    std::uint64_t seed;

    /// An aligned line for each measure: its name, its value, and how it was measured.
    std::string table() const;
    /// One object on one line: {"points", "features", "matrix", "labels", "seed", "scores": {"KNN": {"value",
    /// "k", "sampled", "standard_error"}, …}}; null for what is not there.
    std::string json() const;
};

} // namespace shoal::app
