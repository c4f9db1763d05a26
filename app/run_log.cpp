// SPDX-License-Identifier: MIT
#include "run_log.h"

#include "output/write_error.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace shoal::app {

namespace {

using Json = nlohmann::ordered_json;

struct JsonOf {
    Json operator()(const StageRecord& record) const {
        return {{"stage", record.stage},
                {"seconds", record.seconds},
                {"peak_memory_bytes", record.peakMemoryBytes},
                {"detail", record.detail}};
    }
    Json operator()(const KlRecord& record) const {
        return {{"stage", record.stage},
                {"iteration", record.iteration},
                {"exaggeration", record.exaggeration},
                {"kl", record.klDivergence},
                {"seconds", record.seconds},
                {"peak_memory_bytes", record.peakMemoryBytes}};
    }
    Json operator()(const ChangeRecord& record) const {
        return {{"iteration", record.iteration}, {"change", record.what}};
    }
    Json operator()(const WarningRecord& record) const { return {{"warning", record.message}}; }
};

std::string lineOf(const Json& json) {
    constexpr int compact = -1;
    // Names in files need not be valid UTF-8.
    return json.dump(compact, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace

RunLog::RunLog(std::filesystem::path path)
    : path_(std::move(path)) {
    if (path_.empty())
        return;
    constexpr mode_t permissions = 0666;
    descriptor_ = ::open(path_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, permissions);
    if (descriptor_ < 0)
        throwWriteError(path_, errno);
}

RunLog::~RunLog() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void RunLog::add(const Record& record) {
    write(lineOf(std::visit(JsonOf{}, record)));
}

void RunLog::addError(const std::string& sentence) {
    write(lineOf({{"error", sentence}}));
}

void RunLog::check() const {
    if (problem_ != 0)
        throwWriteError(path_, problem_);
}

void RunLog::write(std::string line) {
    while (descriptor_ >= 0 && problem_ == 0 && !line.empty()) {
        const ssize_t written = ::write(descriptor_, line.data(), line.size());
        if (written >= 0)
            line.erase(0, static_cast<std::size_t>(written));
        else if (errno != EINTR)
            problem_ = errno;
    }
}

} // namespace shoal::app
