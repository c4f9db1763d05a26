// SPDX-License-Identifier: MIT
#include "logged_run.h"

#include "core/error.h"
#include "failure_sentence.h"

namespace shoal::app {

int runLogged(RunLog& log, ProgressLine& progress, const Interruption& interruption,
              const std::function<void()>& work) {
    try {
        work();
    } catch (const Stopped&) {
        log.addError("Interrupted.");
        progress.say("Interrupted.");
        return interruption.exitCode();
    } catch (const std::exception& error) {
        log.addError(failureSentence(error));
        throw;
    }
    return 0;
}

} // namespace shoal::app
