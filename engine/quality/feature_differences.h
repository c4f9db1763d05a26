// SPDX-License-Identifier: MIT
// What sets a selection apart: the features whose means differ most between some points and others, in units
// of their spread (Cohen 1988, Statistical Power Analysis, section 2.2: d with the pooled deviation).
#pragma once

#include "core/matrix.h"
#include "core/run_context.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

struct FeatureDifference {
    std::size_t feature = 0;
    double meanInside = 0;
    double meanOutside = 0;
    /// (meanInside − meanOutside) / pooled standard deviation; infinite where neither side varies, yet they
    /// differ.
    double difference = 0;
};

/// At most `most` features, the largest difference in size first, the first feature first among equals; none
/// without any difference. `inside` and `outside` are rows of `features`; none where either is empty. The
/// same bits at any thread count. Throws Stopped.
std::vector<FeatureDifference> differingFeatures(const Matrix& features,
                                                 std::span<const std::uint32_t> inside,
                                                 std::span<const std::uint32_t> outside, std::size_t most,
                                                 RunContext& context);

} // namespace shoal
