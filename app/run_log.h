// SPDX-License-Identifier: MIT
// The log of a run: a line of JSON for each thing that happens, there to be watched.
#pragma once

#include "session/snapshot.h"

#include <filesystem>
#include <string>

namespace shoal::app {

/// One object a line:
/// {"stage", "seconds", "peak_memory_bytes", "detail"} when a stage has ended;
/// {"stage", "iteration", "exaggeration", "kl", "seconds", "peak_memory_bytes"} every 50 iterations;
/// {"iteration", "change"}, {"warning"} and {"error"} as they come.
class RunLog {
public:
    /// Empties the file. Throws Error when it cannot be written; without a path nothing is written.
    explicit RunLog(std::filesystem::path path);
    ~RunLog();
    RunLog(const RunLog&) = delete;
    RunLog& operator=(const RunLog&) = delete;

    /// Never fails: a run does not end for its log. See check().
    void add(const Record& record);
    void addError(const std::string& sentence);
    /// Throws Error when lines were lost.
    void check() const;

private:
    void write(std::string line);

    const std::filesystem::path path_;
    int descriptor_ = -1;
    int problem_ = 0; // errno of the first line that was lost
};

} // namespace shoal::app
