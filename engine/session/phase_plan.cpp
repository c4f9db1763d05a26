// SPDX-License-Identifier: MIT
#include "session/phase_plan.h"

#include <algorithm>
#include <utility>

namespace shoal {

PhasePlan::PhasePlan(std::vector<Phase> phases)
    : phases_(std::move(phases)) {}

std::uint64_t PhasePlan::begin(std::size_t phase) const {
    std::uint64_t iterations = 0;
    for (std::size_t i = 0; i < phase; ++i)
        iterations += phases_[i].iterations;
    return iterations;
}

std::uint64_t PhasePlan::total() const {
    return begin(phases_.size());
}

std::size_t PhasePlan::phaseOfNext() const {
    std::size_t phase = 0;
    std::uint64_t end = phases_[0].iterations;
    while (end <= iteration_ && phase + 1 < phases_.size())
        end += phases_[++phase].iterations;
    return phase;
}

std::size_t PhasePlan::phaseOfLast() const {
    std::size_t phase = 0;
    std::uint64_t end = phases_[0].iterations;
    while (end < iteration_ && phase + 1 < phases_.size())
        end += phases_[++phase].iterations;
    return phase;
}

bool PhasePlan::lowerExaggerationFollows() const {
    const std::size_t last = phaseOfLast();
    return std::any_of(phases_.begin() + static_cast<std::ptrdiff_t>(last), phases_.end(),
                       [&](const Phase& phase) { return phase.exaggeration < phases_[last].exaggeration; });
}

std::uint64_t PhasePlan::phaseEnd() const {
    return begin(phaseOfNext() + 1);
}

void PhasePlan::setExaggeration(double exaggeration) {
    std::size_t phase = phaseOfNext();
    const std::uint64_t doneInPhase = iteration_ - begin(phase);
    if (doneInPhase > 0) {
        const Phase rest{exaggeration, phases_[phase].iterations - doneInPhase, phases_[phase].momentum};
        phases_[phase].iterations = doneInPhase;
        phases_.insert(phases_.begin() + static_cast<std::ptrdiff_t>(phase) + 1, rest);
    } else {
        phases_[phase].exaggeration = exaggeration;
    }
}

void PhasePlan::lengthen(std::int64_t iterations) {
    const std::size_t phase = phaseOfNext();
    const std::uint64_t doneInPhase = iteration_ - begin(phase);
    const std::uint64_t undone = phases_[phase].iterations - doneInPhase;
    // Without the overflow that a sum of both could have.
    const std::uint64_t away = iterations < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(iterations) : 0;
    const std::uint64_t left =
        iterations < 0 ? undone - std::min(undone, away) : undone + static_cast<std::uint64_t>(iterations);
    phases_[phase].iterations = doneInPhase + left;
    if (phases_[phase].iterations > 0)
        return;
    if (phases_.size() > 1)
        phases_.erase(phases_.begin() + static_cast<std::ptrdiff_t>(phase));
    else
        phases_[phase].iterations = 1;
}

void PhasePlan::ensureLeft(std::uint64_t iterations) {
    const std::uint64_t left = total() - iteration_;
    if (left < iterations)
        phases_.back().iterations += iterations - left;
}

void PhasePlan::endPhase() {
    const std::size_t phase = phaseOfLast();
    phases_[phase].iterations = iteration_ - begin(phase);
}

void PhasePlan::cut() {
    std::vector<Phase> past;
    std::uint64_t left = iteration_;
    for (const Phase& phase : phases_) {
        if (left == 0)
            break;
        past.push_back({phase.exaggeration, std::min<std::uint64_t>(left, phase.iterations), phase.momentum});
        left -= past.back().iterations;
    }
    phases_ = std::move(past);
}

void PhasePlan::replace(const std::vector<Phase>& phases) {
    cut();
    std::uint64_t counted = iteration_;
    for (const Phase& phase : phases) {
        if (counted >= phase.iterations) {
            counted -= phase.iterations;
            continue;
        }
        const Phase rest{phase.exaggeration, phase.iterations - counted, phase.momentum};
        // A phase that goes on as it began stays one phase.
        if (counted > 0 && phases_.back().exaggeration == rest.exaggeration &&
            phases_.back().momentum == rest.momentum)
            phases_.back().iterations += rest.iterations;
        else
            phases_.push_back(rest);
        counted = 0;
    }
}

} // namespace shoal
