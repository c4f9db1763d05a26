// SPDX-License-Identifier: MIT
// Labels that a person gives: points and a value → the data set with a column more, or with more in a column
// of one's own. The data set they were given to stays as it is.
#pragma once

#include "data/dataset.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace shoal {

/// What keeps a column from being labelled with a value, in one sentence; nothing when it can be.
std::optional<std::string> problemWithLabel(const Dataset& data, const std::string& column,
                                            const std::string& value);

/// A data set that shares the features of `data` and in which `points` have `value` in the own column of that
/// name. A column that there was not yet comes last, its other points missing; in one that there was, values
/// keep their order, a new one comes last, and one that no point has any more is gone. Throws Error as
/// problemWithLabel() says.
std::shared_ptr<const Dataset> labelled(const Dataset& data, const std::string& column,
                                        const std::string& value, std::span<const std::uint32_t> points);

} // namespace shoal
