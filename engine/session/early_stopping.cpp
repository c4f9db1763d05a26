// SPDX-License-Identifier: MIT
#include "session/early_stopping.h"

namespace shoal {

namespace {

/// Relative falls from look to look. A lesser one than the first is no sign that anything moves.
constexpr double leastPeak = 0.01;
constexpr double settledFall = static_cast<double>(EarlyStopping::interval) / 5000;
/// One look may be chance.
constexpr int looksToBeSure = 2;

bool isEarlyExaggeration(const std::vector<Phase>& phases, std::size_t phase) {
    return phase + 1 < phases.size() && phases[phase].exaggeration > 1 &&
           phases[phase + 1].exaggeration < phases[phase].exaggeration;
}

} // namespace

EarlyStopping::Verdict EarlyStopping::look(const PhasePlan& phases, double klDivergence) {
    const std::size_t phase = phases.phaseOfLast();
    if (phase_ != phase) {
        phase_ = phase;
        peak_ = 0;
        looksBelowPeak_ = 0;
        looksWithoutFall_ = 0;
    }
    if (!before_ || *before_ <= 0) {
        before_ = klDivergence;
        return Verdict::GoOn;
    }
    const double fall = (*before_ - klDivergence) / *before_;
    before_ = klDivergence;
    moved_ = moved_ || fall >= leastPeak;
    looksBelowPeak_ = fall < peak_ ? looksBelowPeak_ + 1 : 0;
    peak_ = fall > peak_ ? fall : peak_;
    looksWithoutFall_ = fall < settledFall ? looksWithoutFall_ + 1 : 0;
    if (isEarlyExaggeration(phases.phases(), phase))
        return peak_ >= leastPeak && looksBelowPeak_ >= looksToBeSure ? Verdict::FallPeaked : Verdict::GoOn;
    const bool last = phase + 1 == phases.phases().size();
    return last && moved_ && looksWithoutFall_ >= looksToBeSure ? Verdict::Settled : Verdict::GoOn;
}

} // namespace shoal
