// SPDX-License-Identifier: MIT
#include "session/process_memory.h"

#include <unistd.h>

#include <fstream>
#include <limits>
#include <string>

namespace shoal {

std::uint64_t peakMemoryBytes() {
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

std::uint64_t physicalMemoryBytes() {
    return static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
           static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

} // namespace shoal
