// SPDX-License-Identifier: MIT
#include "data/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace shoal {

namespace {

/// Nobody is to hear of the child's end but its parent: no handler of ours, no core, no message.
void keepQuiet() {
    for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGINT, SIGTERM})
        std::signal(number, SIG_DFL);
    constexpr rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
    }
}

/// A child that is ended, and taken note of, at the latest with this.
class Child {
public:
    explicit Child(pid_t id)
        : id_(id) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (id_ > 0) {
            kill(id_, SIGKILL);
            wait();
        }
    }
    /// Waits for its end and says whether it left by itself.
    bool wait() {
        int status = 0;
        pid_t ended = -1;
        do
            ended = waitpid(id_, &status, 0);
        while (ended < 0 && errno == EINTR);
        id_ = 0;
        return ended < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }

private:
    pid_t id_;
};

} // namespace

bool survivesInChild(RunContext& context, const std::function<void()>& body) {
    std::array<int, 2> pipe{-1, -1};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0)
        return true; // no means of trying: the attempt itself will tell
    const pid_t id = fork();
    if (id == 0) {
        keepQuiet();
        try {
            body();
        } catch (...) { // the parent will meet it too
        }
        _exit(0);
    }
    close(pipe[1]); // now the child alone holds this end, until it ends
    struct Reader {
        int descriptor;
        ~Reader() { close(descriptor); }
    } const reader{pipe[0]};
    if (id < 0)
        return true;
    Child child(id);
    constexpr int patienceMilliseconds = 20;
    pollfd end{reader.descriptor, POLLIN, 0};
    do
        context.checkpoint();
    while (poll(&end, 1, patienceMilliseconds) <= 0);
    return child.wait();
}

} // namespace shoal
