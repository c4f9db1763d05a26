// SPDX-License-Identifier: MIT
// A list of phases and how far along it an embedding is; changes keep what has been done as it was done.
#pragma once

#include "recipe/recipe.h"

#include <cstdint>
#include <vector>

namespace shoal {

/// The phases are those of a run that would repeat this one: the past as it happened, then what is to come.
class PhasePlan {
public:
    explicit PhasePlan(std::vector<Phase> phases);

    const std::vector<Phase>& phases() const { return phases_; }
    std::uint64_t iteration() const { return iteration_; }
    std::uint64_t total() const;
    bool done() const { return iteration_ == total(); }
    /// Index of the phase that the next iteration belongs to; the last one when done.
    std::size_t phaseOfNext() const;
    /// Index of the phase that the last iteration belonged to; 0 before the first.
    std::size_t phaseOfLast() const;
    /// Whether a phase after that of the last iteration has a lower exaggeration.
    bool lowerExaggerationFollows() const;
    /// The iteration at which the phase of the next iteration ends.
    std::uint64_t phaseEnd() const;

    /// `iteration` is at least the present one and at most total().
    void advanceTo(std::uint64_t iteration) { iteration_ = iteration; }
    /// From the next iteration to the end of its phase. Must not be done.
    void setExaggeration(double exaggeration);
    /// The phase of the next iteration by so many; a negative number takes away what has not been done, at
    /// most, and the phase itself where nothing has been done of it and others are there.
    void lengthen(std::int64_t iterations);
    /// Lengthens the last phase until so many iterations are left.
    void ensureLeft(std::uint64_t iterations);
    /// The phase of the last iteration ends with it. At least one iteration must have been done.
    void endPhase();
    /// Iterations done so far count as done in the new list, which takes over at the next one.
    void replace(const std::vector<Phase>& phases);
    void append(const Phase& phase) { phases_.push_back(phase); }
    /// Drops what has not been done.
    void cut();

private:
    /// Iterations before the phase of that index.
    std::uint64_t begin(std::size_t phase) const;

    std::vector<Phase> phases_;
    std::uint64_t iteration_ = 0;
};

} // namespace shoal
