// SPDX-License-Identifier: MIT
// Ctrl-C and its kin as a stop token.
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace shoal::app {

/// While it lives, SIGINT, SIGTERM and SIGHUP ask for a stop the first time and end the process at once the
/// second time; those that the process was started to ignore stay ignored. Made before any other thread.
class Interruption {
public:
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    std::stop_token token() const { return stop_.get_token(); }
    /// Throws Stopped once a stop was asked for.
    void check() const;
    /// What a process says with its exit status when that signal ended it: 130 for SIGINT.
    int exitCode() const { return 128 + signal_.load(); }

private:
    void listen(int signals);

    sigset_t caught_{};
    sigset_t before_{};
    std::stop_source stop_;
    std::atomic<int> signal_{0}; // the first that came
    int end_ = -1;               // an eventfd that ends the thread
    std::thread thread_;
};

} // namespace shoal::app
