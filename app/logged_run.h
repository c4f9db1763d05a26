// SPDX-License-Identifier: MIT
// How a command ends that keeps a log: done, interrupted or failed, each told where it is looked for.
#pragma once

#include "interruption.h"
#include "progress_line.h"
#include "run_log.h"

#include <functional>

namespace shoal::app {

/// Returns the exit code: 0 once `work` is done, the interruption's when it was stopped. What `work` throws
/// else is written to the log and thrown on.
int runLogged(RunLog& log, ProgressLine& progress, const Interruption& interruption,
              const std::function<void()>& work);

} // namespace shoal::app
