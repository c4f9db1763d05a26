// SPDX-License-Identifier: MIT
#include "session/divergence_watch.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace shoal {

namespace {

/// Shares of all steps since the last look that were cut, or longer than 5, and turned back. At the automatic
/// learning rate there are none, at ten times it fewer than 0.001, at a hundred times it 0.06 to 0.25, and
/// from a million times it nearly all.
constexpr double soundShare = 0.01;
constexpr double divergingShare = 0.05;
/// Points that go to and fro within less than the kernel's width spoil nothing.
constexpr double harmfulStep = 1;

/// Where the kernel has come down to a millionth: no map is so wide.
double widestSpan(double dof) {
    constexpr double widest = 1000;
    return std::max(widest, std::sqrt(dof * std::expm1(std::log(widest * widest) / dof)));
}

} // namespace

DivergenceWatch::Verdict DivergenceWatch::look(const OptimizerState& state, const Circumstances& now) {
    const std::uint64_t iterations = state.iteration() - std::exchange(iteration_, state.iteration());
    const std::uint64_t overshoots = state.overshoots() - std::exchange(overshoots_, state.overshoots());
    const double steps = static_cast<double>(iterations) * static_cast<double>(state.points());
    const double share =
        now.options.maxStepNorm >= harmfulStep && steps > 0 ? static_cast<double>(overshoots) / steps : 0;
    // Where steps are not cut, points fly apart in the end. Below exaggeration 1 maps are wide, and KL rises.
    const bool flownApart = now.options.exaggeration >= 1 && state.span() > widestSpan(now.options.dof) &&
                            !(soundKl_ && now.klDivergence < *soundKl_);
    if (share >= divergingShare || flownApart)
        return now.lowerExaggerationFollows ? Verdict::Doubtful : Verdict::Diverging;
    if (share >= soundShare)
        return Verdict::Doubtful;
    soundKl_ = now.klDivergence;
    return Verdict::Sound;
}

} // namespace shoal
