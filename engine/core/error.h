// SPDX-License-Identifier: MIT
// What the engine throws: Error for the person at the screen, Stopped to leave a stage that was told to stop.
#pragma once

#include <stdexcept>

namespace shoal {

/// The engine's one exception type. Its message is for the person at the screen: one sentence that says what
/// is wrong, where (file, row, column) and what to do.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Leaves a stage when its run has been stopped. Stopping is an outcome, not an error, so it is no Error and
/// carries no message; only the owner of the run catches it.
class Stopped {};

} // namespace shoal
