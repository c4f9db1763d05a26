// SPDX-License-Identifier: MIT
// Measures a fraction of a second's work on a few of the data's own points, for estimates of a whole run.
#pragma once

#include "core/run_context.h"
#include "data/dataset.h"
#include "session/time_estimate.h"

#include <memory>

namespace shoal {

/// What the stages of `recipe` take on at most 5,000 of the points, those of all points and on this machine:
/// components, neighbours, affinities, placement on a sample and iterations. Of Given neighbours and
/// affinities nothing is measured. Data of fewer than 10 points tell nothing. Throws Stopped.
std::vector<Measurement> probeTimes(const std::shared_ptr<const Dataset>& data, const Recipe& recipe,
                                    RunContext& context);

} // namespace shoal
