// SPDX-License-Identifier: MIT
// When a phase has done what it can, told from the KL divergence as opt-SNE does (Belkina et al. 2019).
#pragma once

#include "session/phase_plan.h"

#include <cstdint>
#include <optional>

namespace shoal {

class EarlyStopping {
public:
    /// Iterations between two looks.
    static constexpr std::uint64_t interval = 10;

    enum class Verdict {
        GoOn,
        FallPeaked, ///< early exaggeration: the relative fall of KL is past its peak
        Settled,    ///< last phase: KL falls by less than a 5,000th an iteration
    };

    /// For a KL divergence known at a multiple of `interval`, in order; `phases` are at that iteration.
    Verdict look(const PhasePlan& phases, double klDivergence);

    /// The KL divergences to come do not compare with those before.
    void forget() {
        before_.reset();
        phase_.reset();
    }

private:
    bool moved_ = false; ///< the embedding has left the start, where KL stands still as well
    std::optional<double> before_;
    std::optional<std::size_t> phase_;
    double peak_ = 0;          ///< of the relative fall from look to look, in this phase
    int looksBelowPeak_ = 0;   ///< in a row
    int looksWithoutFall_ = 0; ///< in a row, in this phase
};

} // namespace shoal
