// SPDX-License-Identifier: MIT
#include "interruption.h"

#include "core/error.h"

#include <cerrno>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace shoal::app {

namespace {

/// As nohup and shells' background jobs want it.
bool isIgnored(int signal) {
    struct sigaction action {};
    return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

int opened(int descriptor) {
    if (descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "Signals cannot be listened for");
    return descriptor;
}

} // namespace

Interruption::Interruption() {
    sigemptyset(&caught_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        if (!isIgnored(signal))
            sigaddset(&caught_, signal);
    // Threads inherit this: none of them is interrupted in what it does.
    pthread_sigmask(SIG_BLOCK, &caught_, &before_);
    end_ = opened(eventfd(0, EFD_CLOEXEC));
    const int signals = opened(signalfd(-1, &caught_, SFD_CLOEXEC));
    thread_ = std::thread([this, signals] { listen(signals); });
}

Interruption::~Interruption() {
    eventfd_write(end_, 1);
    thread_.join();
    close(end_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interruption::check() const {
    if (stop_.stop_requested())
        throw Stopped{};
}

void Interruption::listen(int signals) {
    pollfd waiting[] = {{signals, POLLIN, 0}, {end_, POLLIN, 0}};
    for (;;) {
        if (poll(waiting, 2, -1) < 0)
            continue; // a debugger, or a stopped process that goes on
        if (waiting[1].revents != 0)
            break;
        signalfd_siginfo info{};
        if (read(signals, &info, sizeof info) != static_cast<ssize_t>(sizeof info))
            continue;
        const int signal = static_cast<int>(info.ssi_signo);
        if (!stop_.stop_requested()) {
            signal_ = signal;
            stop_.request_stop();
            continue;
        }
        pthread_sigmask(SIG_UNBLOCK, &caught_, nullptr);
        raise(signal);
    }
    close(signals);
}

} // namespace shoal::app
