// SPDX-License-Identifier: MIT
#include "session/session.h"

#include "session/worker.h"

#include <utility>

namespace shoal {

Session::Session(SessionOptions options)
    : worker_(std::make_unique<Worker>(std::move(options))) {}

Session::~Session() = default;

void Session::send(Command command) {
    worker_->queue().send(std::move(command));
}

SessionState Session::state() const {
    return worker_->board().state();
}
Progress Session::progress() const {
    return worker_->board().progress();
}
std::shared_ptr<const Snapshot> Session::snapshot() const {
    return worker_->board().snapshot();
}
std::optional<Outcome> Session::outcome() const {
    return worker_->board().outcome();
}
std::vector<Record> Session::recordsFrom(std::size_t first) const {
    return worker_->board().recordsFrom(first);
}
Recipe Session::recipe() const {
    return worker_->board().recipe();
}
std::uint64_t Session::run() const {
    return worker_->board().run();
}
std::shared_ptr<Timeline> Session::timeline() const {
    return worker_->board().timeline();
}

} // namespace shoal
