// SPDX-License-Identifier: MIT
// Tells a run that a far too large learning rate throws about from one that finds its way.
#pragma once

#include "tsne/optimizer.h"

#include <cstdint>
#include <optional>

namespace shoal {

class DivergenceWatch {
public:
    /// From that iteration on.
    explicit DivergenceWatch(std::uint64_t iteration)
        : iteration_(iteration) {}

    enum class Verdict {
        Sound,
        Doubtful, ///< not yet to be stopped, nor to be kept
        Diverging,
    };

    struct Circumstances {
        OptimizerOptions options; ///< in force
        double klDivergence;      ///< the present one
        /// A learning rate that throws points about at one exaggeration may do at a lower one.
        bool lowerExaggerationFollows;
    };

    /// At iterations that do not depend on how a run is cut into chunks.
    Verdict look(const OptimizerState& state, const Circumstances& now);

private:
    std::uint64_t iteration_;      ///< of the last look
    std::uint64_t overshoots_ = 0; ///< then
    std::optional<double> soundKl_;
};

} // namespace shoal
