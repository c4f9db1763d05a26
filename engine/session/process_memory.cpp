// SPDX-License-Identifier: MIT
#include "session/process_memory.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>
#include <string>

namespace shoal {

namespace {

std::uint64_t peakByTheKernel() {
    // getrusage() would not do: it counts what the program that started this one had.
    std::ifstream status("/proc/self/status");
    for (std::string key; status >> key;) {
        if (key == "VmHWM:") {
            std::uint64_t kibibytes = 0;
            status >> kibibytes;
            return kibibytes * 1024;
        }
        status.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return 0;
}

} // namespace

std::uint64_t peakMemoryBytes() {
    // The kernel adds up its counters a little late and may tell less than before.
    static std::atomic<std::uint64_t> highest = 0;
    const std::uint64_t now = peakByTheKernel();
    std::uint64_t known = highest.load();
    while (known < now && !highest.compare_exchange_weak(known, now)) {
    }
    return std::max(known, now);
}

std::uint64_t physicalMemoryBytes() {
    return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace shoal
